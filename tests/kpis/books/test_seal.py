"""The seal is what docs/closing.md says, whoever computes it."""

from decimal import Decimal

from kpis.models import Adjustment, Closing
from tests.kpis.books import verifier
from tests.kpis.books.closed import AFTER, OCTOBER, SEPTEMBER, close


def test_it_is_the_one_that_somebody_else_computes_from_the_rows_alone(paid):
    close(paid, SEPTEMBER)
    Adjustment.objects.create(
        month_id=SEPTEMBER, manager=paid.asha, found_at=AFTER, currency="INR", amount=Decimal("12.5"),
        changes=[{"measure": "lost", "after": [1, "“é”\n"]}], state="accepted", decided_by=paid.esha,
        decided_at=AFTER, paid_in_id=OCTOBER, reason="Right",
    )  # fmt: skip
    close(paid)
    for closing in Closing.objects.all():
        contents = {kind: verifier.contents(kind, rows) for kind, rows in verifier.rows_of(closing).items()}
        assert contents == closing.contents
        assert verifier.seal_of(closing) == closing.seal
