"""Time the spine at the sizes promised: an import of sales, then one month's figures over them.

Run by `make bench` against a fresh database of its own. Prints one line a step: what, seconds, and the promise.
"""

import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 7
MANAGERS, CLIENTS, SERVICES = 100, 4_300, 3_000
SIZES = {70_000: 30, 400_000: 150}  # sales: seconds promised on two cores
FIGURES_WITHIN = 5


def write(path: Path, header: str, rows) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(rows)
    return path


def sales(count: int):
    """Orders of five lines over two years; every fortieth line is taken back in full a month later."""
    chance = random.Random(SEED)
    for number in range(count):
        order, line = f"O{number // 5:07}", number % 5 + 1
        client, service = f"C{chance.randrange(CLIENTS)}", f"S{int(SERVICES * chance.random() ** 2)}"
        year, month, day = 2024 + (number * 2 // count), number * 24 // count % 12 + 1, chance.randrange(1, 28)
        cents = chance.randrange(500, 500_000)
        price, cost = f"{cents / 100:.2f}", f"{cents * 6 // 10 / 100:.2f}"
        yield order, line, client, service, f"{year}-{month:02}-{day:02}", 1, price, cost, "USD", ""
        if number % 40 == 39:
            month, year = (month + 1, year) if month < 12 else (1, year + 1)
            taken = f"{year}-{month:02}-{day:02}", -1, f"-{price}", f"-{cost}", "USD", f"{order}/{line}"
            yield f"R{number:07}", 1, client, service, *taken


def run(what: str, *command: str, within: int | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    print(f"{what:<52}{took:8.2f} s" + (f"   promised: {within} s" if within else ""), flush=True)
    return took


def bench(count: int, within: int) -> bool:
    folder = Path(tempfile.mkdtemp(prefix="kam-bench-"))
    os.environ["KAM_DATA_DIR"] = str(folder)
    try:
        run("an empty database", "migrate", "--verbosity", "0")
        people = ([f"m{n}@example.com", f"Manager {n}", "key_manager", "junior"] for n in range(MANAGERS))
        run("users", "import", "users", str(write(folder / "users.csv", "email name role level", people)))
        kept = ([f"C{n}", f"Client {n}", "key", f"m{n % MANAGERS}@example.com", "2023-01-01"] for n in range(CLIENTS))
        clients = write(folder / "clients.csv", "code name kind manager_email managed_since", kept)
        run(f"{CLIENTS:,} clients", "import", "clients", str(clients))
        offered = ([f"S{n}", f"Service {n}"] for n in range(SERVICES))
        run(f"{SERVICES:,} services", "import", "services", str(write(folder / "services.csv", "code name", offered)))
        header = "order line client_code service_code date quantity amount cost currency returns"
        lines = write(folder / "sales.csv", header, sales(count))
        took = run(f"{count:,} sales and their returns", "import", "sales", str(lines), within=within)
        again = run("the same file again", "import", "sales", str(lines), within=within)
        months = [
            run(f"figures of {month}", "kpis", "--month", month, "--format", "json", within=FIGURES_WITHIN)
            for month in ("2024-06", "2025-11")
        ]
        return took <= within and again <= within and max(months) <= FIGURES_WITHIN
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    kept_promises = [bench(count, within) for count, within in SIZES.items()]
    sys.exit(0 if all(kept_promises) else "A promise was not kept: see above.")
