#!/usr/bin/env python3
"""Turn Microsoft's Northwind database into import files: convert.py SOURCE_DIR OUT_DIR

One order line is one sale. A customer's manager is the employee of its first order, from that order's day on.
"""

import csv
import re
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

CENT = Decimal("0.01")


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    employees = {row["employee_id"]: row for row in rows(source, "employees")}
    orders = {row["order_id"]: row for row in rows(source, "orders")}
    customers = rows(source, "customers")
    lines = {row["category_id"]: row["category_name"] for row in rows(source, "categories")}
    write(out, "users", "email name role level supervisor_email", users(employees))
    write(out, "services", "code name line price currency", services(rows(source, "products"), lines))
    write(
        out,
        "clients",
        "code name kind country city manager_email managed_since",
        clients(customers, orders.values(), employees),
    )
    write(out, "contacts", "client_code email name title phone", contacts(customers))
    write(
        out,
        "sales",
        "order line client_code service_code date quantity amount currency sold_by_email",
        sales(rows(source, "order_details"), orders, employees),
    )


def rows(source: Path, name: str) -> list[dict[str, str]]:
    with (source / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(out: Path, name: str, headers: str, found) -> None:
    with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers.split())
        writer.writerows(found)


def email(employee) -> str:
    name = f"{employee['first_name']}.{employee['last_name']}".lower()
    return re.sub(r"[^a-z.]", "", name) + "@northwind.example"


def users(employees):
    """Whom others report to is senior."""
    leaders = {row["reports_to"] for row in employees.values()}
    for key, row in employees.items():
        above = email(employees[row["reports_to"]]) if row["reports_to"] else ""
        level = "senior" if key in leaders else "junior"
        yield email(row), f"{row['first_name']} {row['last_name']}", "key_manager", level, above


def services(products, lines):
    for row in products:
        yield row["product_id"], row["product_name"], lines[row["category_id"]], cents(row["unit_price"]), "USD"


def clients(customers, orders, employees):
    first = {}
    for order in sorted(orders, key=lambda row: (row["order_date"], int(row["order_id"]))):
        first.setdefault(order["customer_id"], order)
    for row in customers:
        order = first.get(row["customer_id"])
        manager = (email(employees[order["employee_id"]]), order["order_date"]) if order else ("", "")
        yield row["customer_id"], row["company_name"], "regular", row["country"], row["city"], *manager


def contacts(customers):
    for row in customers:
        yield row["customer_id"], "", row["contact_name"], row["contact_title"], row["phone"]


def sales(details, orders, employees):
    """Prices and discounts were stored as 32-bit floats (9.80000019): they are taken to the cent and the per cent."""
    count = Counter()
    for row in details:
        order = orders[row["order_id"]]
        count[row["order_id"]] += 1
        discount = cents(row["discount"])
        amount = (cents(row["unit_price"]) * int(row["quantity"]) * (1 - discount)).quantize(CENT, ROUND_HALF_UP)
        yield (
            row["order_id"],
            count[row["order_id"]],
            order["customer_id"],
            row["product_id"],
            order["order_date"],
            row["quantity"],
            amount,
            "USD",
            email(employees[order["employee_id"]]),
        )


def cents(number: str) -> Decimal:
    return Decimal(number).quantize(CENT, ROUND_HALF_UP)


if __name__ == "__main__":
    main()
