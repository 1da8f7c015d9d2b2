"""`manage.py check_books`: every closed month once more from what it froze, and the chain of seals."""

from django.core.management.base import BaseCommand, CommandError

from kpis.books import audit


class Command(BaseCommand):
    help = "Recompute every closed month from its stored ids and check sums, statements and seals."
    requires_system_checks = []  # `make check` asks them; here they would only import every page

    def handle(self, **options) -> None:
        findings = []
        for finding in audit.check():
            findings.append(finding)
            self.tell(finding)
        wrong = sum(len(finding.differences) for finding in findings)
        if wrong:
            raise CommandError(f"The books are not as they were closed: {wrong} differences.")
        self.stdout.write(f"All {len(findings)} closed months are as they were closed.")

    def tell(self, finding: audit.Finding) -> None:
        counts = ", ".join(f"{finding.rows(kind):,} {kind}" for kind in ("figures", "standings", "statements"))
        state = "ok" if finding.is_fine else "DIFFERS"
        self.stdout.write(f"{finding.month}  {state}  {counts}, seal {finding.seal[:12]}")
        for difference in finding.differences:
            self.stdout.write(f"    {finding.month}: {difference}")
