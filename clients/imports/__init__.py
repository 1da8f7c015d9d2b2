"""Import of the company's records from files, kind by kind (the headers are the public contract).

    result = load(KINDS["sales"], file, rules=rules, at=now, by=user)

The engine reads a file as a stream, judges each row in Python, hands the rows to PostgreSQL by COPY, settles there
what concerns several rows, and writes in few large statements, all in one transaction.
"""

from clients.imports.failures import write_failures
from clients.imports.kind import Column, Kind, Refusal
from clients.imports.load import Result, load
from clients.imports.registry import KINDS, register
from clients.imports.rows import Unreadable

__all__ = ["KINDS", "Column", "Kind", "Refusal", "Result", "Unreadable", "load", "register", "write_failures"]
