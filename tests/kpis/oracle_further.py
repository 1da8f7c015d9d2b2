"""The catalogue's other measures once more, slow and obvious, from the rules alone: the second opinion, continued."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.kpis.oracle import (
    DAY,
    Facts,
    Money,
    Settings,
    accountable,
    first_instant,
    month_after,
    month_number,
    priced,
    responsible,
)

COUNTS = ("cases_received", "cases_answered", "cases_due", "cases_in_time", "promises_due",
          "promises_met", "key_contacts", "key_contacts_met",
          "survey_answers", "survey_promoters", "survey_detractors", "renewals_due", "renewals_renewed",
          "clients_held")  # fmt: skip
SUMS = ("cohort_then", "cohort_now", "cohort_kept", "wallet_revenue", "wallet_spending")
IN_TIME = dt.timedelta(hours=24)


class Row:
    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTS, 0)
        self.sums = {name: Money() for name in SUMS}
        self.hours = Decimal(0)
        self.holding: set[str] = set()

    def shown(self) -> dict:
        """A number or, where there is none, why."""
        c = self.counts
        money = {name: "mixed_currencies" if sum.value is None else sum.value for name, sum in self.sums.items()}
        return {
            **c,
            **money,
            "net_revenue_retention": self.of_money("cohort_now", "cohort_then", "no_cohort", "no_cohort"),
            "gross_revenue_retention": self.of_money("cohort_kept", "cohort_then", "no_cohort", "no_cohort"),
            "share_of_wallet": self.of_money("wallet_revenue", "wallet_spending", "no_estimates", "no_spending"),
            "first_response_hours": divided(self.hours, c["cases_answered"], "no_cases_answered"),
            "answered_in_time": divided(c["cases_in_time"], c["cases_due"], "no_cases_due"),
            "deadlines_met": divided(c["promises_met"], c["promises_due"], "no_promises_due"),
            "contact_coverage": divided(c["key_contacts_met"], c["key_contacts"], "no_key_contacts"),
            "renewal_rate": divided(c["renewals_renewed"], c["renewals_due"], "no_renewals_due"),
            "clients_per_manager": divided(c["clients_held"], len(self.holding), "no_clients_held"),
            "nps": divided(c["survey_promoters"] - c["survey_detractors"], c["survey_answers"], "")
            if c["survey_answers"] >= 10
            else "fewer_than_10_answers",
        }

    def of_money(self, top: str, base: str, none: str, zero: str) -> Fraction | str:
        over, under = self.sums[top], self.sums[base]
        if len(over.currencies | under.currencies) > 1:
            return "mixed_currencies"
        return divided(over.total, under.total, zero if under.currencies else none)

    def says_something(self) -> bool:
        return any(self.counts.values()) or bool(self.holding)


def divided(top, base, reason: str) -> Fraction | str:
    return Fraction(top) / Fraction(base) if base else reason


def rows(facts: Facts, month: dt.date, now: dt.datetime, settings: Settings) -> dict[str | None, Row]:
    """By e-mail; None is the row of the unassigned, "company" that of the company."""
    facts = priced(facts, settings.currency).live()
    made: dict[str | None, Row] = {m.email: Row() for m in facts.managers} | {None: Row(), "company": Row()}
    for client in facts.clients:
        own = facts.of(client)
        closing = month_after(month) - DAY
        holder = responsible(own, closing)
        both = (made[holder], made["company"])
        loyalty(both, own, month)
        if holder:
            for row in both:
                row.counts["clients_held"] += 1
                row.holding.add(holder)
            contacts(both, own, month, settings.zone)
            wallet(both, own, month, settings.currency)
        renewals((made[accountable(own, month, settings.grace_days)], made["company"]), own, month)
        cases(made, own, month, now, settings.zone)
        promises(made, own, month, now, settings.zone)
        surveys(made, own, month)
    return made


def months_ago(month: dt.date, day: dt.date) -> int:
    return month_number(month) - month_number(day)


def by_currency(lines) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.unit] = sums.get(line.unit, Decimal(0)) + line.amount * line.worth
    return sums


def loyalty(rows, own: Facts, month: dt.date) -> None:
    """Net revenue of the last twelve months and of the twelve before, of a client that brought any in the latter."""
    now = by_currency(s for s in own.sales if 0 <= months_ago(month, s.date) < 12)
    then = by_currency(s for s in own.sales if 12 <= months_ago(month, s.date) < 24)
    if not any(amount > 0 for amount in then.values()):
        return
    kept = min(sum(now.values()), sum(then.values()))
    for row in rows:
        for currency, amount in then.items():
            row.sums["cohort_then"].add(amount, currency)
        for currency, amount in (now or dict.fromkeys(then, Decimal(0))).items():
            row.sums["cohort_now"].add(amount, currency)
        for currency in then.keys() | now.keys():
            row.sums["cohort_kept"].add(Decimal(0), currency)
        row.sums["cohort_kept"].total += kept


def contacts(rows, own: Facts, month: dt.date, zone: str) -> None:
    ends = first_instant(month_after(month), zone)
    begins = first_instant(month_after(month) - 90 * DAY, zone)
    talks = [i for i in own.interactions if i.status == "held" and i.kind in ("meeting", "call")]
    met = {name for talk in talks if begins <= talk.started_at < ends for name in talk.met}
    for contact in own.contacts:
        if contact.role in ("decides", "influences", "buys") or contact.influence == "high":
            for row in rows:
                row.counts["key_contacts"] += 1
                row.counts["key_contacts_met"] += contact.name in met


def wallet(rows, own: Facts, month: dt.date, base: str) -> None:
    """Revenue in the estimate's own currency by the estimate's rate; other revenue where both are known in `base`."""
    known = [s for s in own.spendings if s.as_of < month_after(month)]
    if known:
        latest = max(known, key=lambda s: s.as_of)
        lines = [s for s in own.sales if 0 <= months_ago(month, s.date) < 12]
        revenue = sum((s.amount * latest.worth for s in lines if s.currency == latest.currency), Decimal(0))
        if latest.unit == base:
            others = [s for s in lines if s.currency != latest.currency and s.unit == base]
            revenue += sum((s.amount * s.worth for s in others), Decimal(0))
        for row in rows:
            row.sums["wallet_spending"].add(latest.amount * latest.worth, latest.unit)
            row.sums["wallet_revenue"].add(revenue, latest.unit)


def renewals(rows, own: Facts, month: dt.date) -> None:
    signed = [c for c in own.contracts if c.signed]
    for contract in signed:
        end = contract.ends_on
        if end is None or months_ago(month, end) or (contract.terminated_on and contract.terminated_on < end):
            continue
        others = [c for c in signed if c is not contract and c.starts_on <= end + DAY]
        following = [c for c in others if all(e > end for e in (c.ends_on, c.terminated_on) if e)]
        for row in rows:
            row.counts["renewals_due"] += 1
            row.counts["renewals_renewed"] += bool(following)


def cases(rows, own: Facts, month: dt.date, now: dt.datetime, zone: str) -> None:
    days = [month + n * DAY for n in range((month_after(month) - month).days)]
    for case in own.cases:
        if not first_instant(month, zone) <= case.received_at < first_instant(month_after(month), zone):
            continue
        day = max(d for d in days if first_instant(d, zone) <= case.received_at)
        open_still = case.answered_at is None and case.received_at + IN_TIME > now
        for row in (rows[case.manager or responsible(own, day)], rows["company"]):
            row.counts["cases_received"] += 1
            row.counts["cases_due"] += not open_still
            if case.answered_at:
                took = case.answered_at - case.received_at
                row.counts["cases_answered"] += 1
                row.counts["cases_in_time"] += took <= IN_TIME
                hours = Decimal(int(took.total_seconds())) / 3600
                row.hours += hours.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def promises(rows, own: Facts, month: dt.date, now: dt.datetime, zone: str) -> None:
    for promise in own.promises:
        settled = promise.broken or promise.kept_on is not None
        day_is_over = now >= first_instant(promise.due_on + DAY, zone)
        if months_ago(month, promise.due_on) == 0 and (settled or day_is_over):
            for row in (rows[promise.manager], rows["company"]):
                row.counts["promises_due"] += 1
                row.counts["promises_met"] += promise.kept_on is not None and promise.kept_on <= promise.due_on


def surveys(rows, own: Facts, month: dt.date) -> None:
    for answer in own.surveys:
        if months_ago(month, answer.answered_on) == 0:
            for row in (rows[responsible(own, answer.answered_on)], rows["company"]):
                row.counts["survey_answers"] += 1
                row.counts["survey_promoters"] += answer.score >= 9
                row.counts["survey_detractors"] += answer.score <= 6
