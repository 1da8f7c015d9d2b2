#!/usr/bin/env python3
"""Turn Maven Analytics' "CRM Sales Opportunities" into import files: convert.py SOURCE_DIR OUT_DIR [--fix]

One won deal is one sale. An account's manager is the agent of its first won deal, from that deal's day on.
"""

import argparse
import csv
import re
from decimal import Decimal
from pathlib import Path

MISSPELT = {"GTXPro": "GTX Pro"}  # only with --fix: the catalogue has no GTXPro


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("source", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--fix", action="store_true", help="read the product GTXPro as GTX Pro")
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    deals = sorted(
        (row for row in rows(options.source, "sales_pipeline") if row["deal_stage"] == "Won"),
        key=lambda row: (row["close_date"], row["opportunity_id"]),
    )
    write(options.out, "users", "email name role level supervisor_email", users(rows(options.source, "sales_teams")))
    write(options.out, "services", "code name line price currency", services(rows(options.source, "products")))
    write(
        options.out,
        "clients",
        "code name kind sector country parent_code manager_email managed_since annual_revenue employees founded_year",
        clients(rows(options.source, "accounts"), deals),
    )
    spelling = MISSPELT if options.fix else {}
    write(
        options.out,
        "sales",
        "order line client_code service_code date quantity amount currency sold_by_email",
        (sale(deal, spelling) for deal in deals),
    )


def rows(source: Path, name: str) -> list[dict[str, str]]:
    with (source / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(out: Path, name: str, headers: str, found) -> None:
    with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers.split())
        writer.writerows(found)


def code(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def email(name: str) -> str:
    return f"{code(name).replace('-', '.')}@maven.example" if name else ""


def users(teams):
    for manager in sorted({row["manager"] for row in teams}):
        yield email(manager), manager, "key_manager", "senior", ""
    for row in teams:
        yield email(row["sales_agent"]), row["sales_agent"], "key_manager", "junior", email(row["manager"])


def services(products):
    for row in products:
        yield row["product"], row["product"], row["series"], row["sales_price"], "USD"


def clients(accounts, deals):
    first = {deal["account"]: deal for deal in reversed(deals)}
    for row in accounts:
        deal = first.get(row["account"], {"sales_agent": "", "close_date": ""})
        yield (
            code(row["account"]),
            row["account"],
            "key",
            row["sector"],
            row["office_location"],
            code(row["subsidiary_of"]),
            email(deal["sales_agent"]),
            deal["close_date"],
            Decimal(row["revenue"]) * 1_000_000,  # given in millions
            row["employees"],
            row["year_established"],
        )


def sale(deal, spelling):
    product = spelling.get(deal["product"], deal["product"])
    agent = email(deal["sales_agent"])
    return (
        deal["opportunity_id"],
        1,
        code(deal["account"]),
        product,
        deal["close_date"],
        1,
        deal["close_value"],
        "USD",
        agent,
    )


if __name__ == "__main__":
    main()
