import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Company, User
from clients.exports import FORMATS, Unwritable, export
from clients.imports import KINDS


class Command(BaseCommand):
    help = "Export records in the import's own headers, as CSV, XLSX or JSON by the file's ending."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="limited to what this user may see")

    def handle(self, *args, **options):
        if options["kind"] not in KINDS:
            raise CommandError(f"There is no kind “{options['kind']}”; there are {', '.join(KINDS)}.")
        path = Path(options["file"])
        format = path.suffix.removeprefix(".").lower()
        if format not in FORMATS:
            raise CommandError(f"{path.name}: the name must end in .csv, .xlsx or .json.")
        count = self._write(options["kind"], path, format, reader(options["email"]))
        self.stdout.write(f"{options['kind']}: {count} exported to {path}")

    def _write(self, kind: str, path: Path, format: str, user: User | None) -> int:
        """Under a name of its own first, so that a failure leaves no half a file, nor takes an older one away."""
        unfinished = path.with_name(f"{path.name}.part")
        try:
            with unfinished.open("wb") as file:
                rules = Company.current().rules()
                count = export(KINDS[kind], file, format, user=user, rules=rules, at=timezone.now())
            os.replace(unfinished, path)
        except OSError as error:
            raise CommandError(f"{path}: {(error.strerror or 'cannot be written').lower()}.") from None
        except Unwritable as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(error)) from None
        return count


def reader(email: str | None) -> User | None:
    if email is None:
        return None
    user = User.objects.active().filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"There is no active user with the e-mail {email}.")
    return user
