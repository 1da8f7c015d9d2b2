import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Company
from clients.imports import KINDS, Result, Unreadable, load, write_failures

SHOWN = 20


class Command(BaseCommand):
    help = "Import a CSV or XLSX file. Without --partial one refused row means that nothing is written."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="field=Column")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--partial", action="store_true", help="write the good rows though others are refused")
        parser.add_argument("--errors", metavar="FILE", help="write the refused rows, with reasons, as CSV")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args, **options):
        if options["kind"] not in KINDS:
            raise CommandError(f"There is no kind “{options['kind']}”; there are {', '.join(KINDS)}.")
        result = self._load(KINDS[options["kind"]], Path(options["file"]), options)
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False) if options["json"] else told(result))
        if result.failed and not (options["partial"] and result.taken):
            raise SystemExit(1)

    def _load(self, kind, path: Path, options) -> Result:
        try:
            with path.open("rb") as file:
                result = load(
                    kind,
                    file,
                    rules=Company.current().rules(),
                    at=timezone.now(),
                    name=path.name,
                    mapping=mapping(options["map"]),
                    dry_run=options["dry_run"],
                    partial=options["partial"],
                )
                if options["errors"]:
                    with open(options["errors"], "w", encoding="utf-8", newline="") as out:
                        write_failures(file, out, result)
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {(error.strerror or 'cannot be read').lower()}.") from None
        except Unreadable as error:
            raise CommandError(f"{path.name}: {error}") from None
        return result


def mapping(pairs: list[str]) -> dict[str, str]:
    if wrong := next((pair for pair in pairs if not all(pair.partition("="))), None):
        raise CommandError(f"--map {wrong}: write it as field=Column.")
    return {ours: theirs for ours, _equals, theirs in (pair.partition("=") for pair in pairs)}


def told(result: Result) -> str:
    """The result for a person: what was written, then the first of what was refused."""
    counts = ", ".join(f"{name} {getattr(result, name)}" for name in ("created", "updated", "unchanged", "failed"))
    lines = [f"{result.kind}: {counts}"]
    if result.extra_columns:
        lines.append(f"Left out columns that {result.kind} do not have: {', '.join(result.extra_columns)}")
    lines += [
        f"line {e.line}, {e.field or 'row'}: {e.reason}{f' [{e.value}]' if e.value else ''}"
        for e in result.errors[:SHOWN]
    ]
    if more := len(result.errors) - SHOWN:
        lines += [f"… and {more} more"] if more > 0 else []
    if result.dry_run:
        lines.append("Dry run: nothing was written.")
    elif result.failed:
        lines.append("The other rows were written." if result.taken else "Nothing was written.")
    return "\n".join(lines)
