"""`manage.py close_month 2026-10 --by EMAIL`: freeze what a month reported. There is no way back."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.access import Denied
from kpis.books import closing
from kpis.management.commands.kpis import first_day, person


class Command(BaseCommand):
    help = "Close a month: freeze its figures and statements, and seal them. There is no reopening."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def add_arguments(self, parser) -> None:
        parser.add_argument("month", help="such as 2026-10")
        parser.add_argument("--by", metavar="EMAIL", required=True, help="the executive or administrator who closes it")
        parser.add_argument(
            "--begin", action="store_true", help="let the books begin here; earlier months can never be closed then"
        )

    def handle(self, *, month, by, begin, **options) -> None:
        now = timezone.now()
        try:
            closed = closing.close(first_day(month, now), by=person(by), at=now, begin=begin)
        except Denied:
            raise CommandError(f"{by} may not close a month: only an executive or administrator may.") from None
        except ValidationError as error:
            raise CommandError(_sentence(error)) from None
        rows = {kind: digest["rows"] for kind, digest in closed.contents.items()}
        self.stdout.write(
            f"{month} closed: {rows['figures']} figures, {rows['statements']} statements, seal {closed.seal}"
        )


def _sentence(error: ValidationError) -> str:
    hint = " Or let the books begin here with --begin." if error.code == "order" and _nothing_closed() else ""
    return error.message + hint


def _nothing_closed() -> bool:
    from kpis.models import Closing

    return not Closing.objects.exists()
