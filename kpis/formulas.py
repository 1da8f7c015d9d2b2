"""How a figure follows from others, to be worked through with its own numbers on the proof page.

A formula is a line of measures and signs. A measure without one is simply counted or summed from its records.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kpis import catalogue
from kpis.rows import Cell, Row

FORMULAS = {
    "retention_rate": "( retained + pending ) ÷ opening",
    "outflow_rate": "lost ÷ opening",
    "lost": "lost_competitor + lost_stopped_buying + lost_contract_ended + lost_closed_down + lost_other",
    "closing": "opening − lost + new + returned + transferred_in − transferred_out",
    "meetings_and_calls": "meetings + calls",
    "profit_growth": "( profit − profit_before ) ÷ | profit_before |",
    "net_revenue_retention": "cohort_now ÷ cohort_then",
    "gross_revenue_retention": "cohort_kept ÷ cohort_then",
    "answered_in_time": "cases_in_time ÷ cases_due",
    "deadlines_met": "promises_met ÷ promises_due",
    "contact_coverage": "key_contacts_met ÷ key_contacts",
    "nps": "( survey_promoters − survey_detractors ) ÷ survey_answers",
    "renewal_rate": "renewals_renewed ÷ renewals_due",
    "share_of_wallet": "wallet_revenue ÷ wallet_spending",
}


@dataclass(frozen=True)
class Term:
    """One word of a formula: a measure with its number and the address of its proof, or a sign."""

    sign: str = ""
    label: catalogue.Words = ""
    cell: Cell | None = None
    url: str = ""


def worked(measure: str, row: Row) -> list[Term]:
    """The formula of `measure` with the numbers of `row`; empty where there is none."""
    return [_term(word, row) for word in FORMULAS.get(measure, "").split()]


def standard_error(row: Row) -> Decimal | None:
    """Of a net promoter score, as a fraction: how far it would stray if as many others had answered. None without
    answers."""
    cells = (row.get(key) for key in ("survey_answers", "survey_promoters", "survey_detractors"))
    answers, promoters, detractors = (cell.value if cell and cell.value else Decimal(0) for cell in cells)
    if not answers:
        return None
    variance = (promoters + detractors) / answers - ((promoters - detractors) / answers) ** 2
    return (variance / answers).sqrt()


def _term(word: str, row: Row) -> Term:
    if word not in catalogue.MEASURES:
        return Term(sign=word)
    return Term(label=catalogue.MEASURES[word].label, cell=row.get(word), url=row.proof_of(word))
