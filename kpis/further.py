"""The catalogue's other measures, beside the company's five KPIs, in words. Rules: docs/kpi-formulas.md."""

from django.utils.translation import gettext_lazy as _

from kpis.measure import CASE, CLIENT, CONTACT, CONTRACT, COUNT, MANAGER, MONEY, NUMBER, PROMISE, RATE, SURVEY, Measure

FEWEST_ANSWERS = 10
NO_COHORT = "no_cohort"
TOO_FEW = "fewer_than_10_answers"

MEASURES = (
    Measure(
        "cohort_then",
        _("Cohort, revenue a year ago"),
        MONEY,
        CLIENT,
        _(
            "The cohort are the clients with positive revenue, returns taken off, in the twelve months that ended a"
            " year before the end of the month: their revenue in those. Credit: who is responsible on the last day."
        ),
    ),
    Measure(
        "cohort_now",
        _("Cohort, revenue now"),
        MONEY,
        CLIENT,
        _("Revenue of the same clients, returns taken off, in the twelve months up to the end of the month."),
        1,
    ),
    Measure(
        "cohort_kept",
        _("Cohort, revenue kept"),
        MONEY,
        CLIENT,
        _("Client by client the lesser of the revenue now and a year ago, so that nobody's growth hides a loss."),
        1,
    ),
    Measure(
        "net_revenue_retention",
        _("Net revenue retention"),
        RATE,
        CLIENT,
        _("The cohort's revenue of the last twelve months ÷ its revenue of the twelve before. Growth counts."),
        1,
        of=("cohort_now", "cohort_then"),
        no_base=NO_COHORT,
    ),
    Measure(
        "gross_revenue_retention",
        _("Gross revenue retention"),
        RATE,
        CLIENT,
        _("Of the cohort's revenue of a year ago, what was kept: growth does not count. Never above 100 %."),
        1,
        of=("cohort_kept", "cohort_then"),
        no_base=NO_COHORT,
    ),
    Measure(
        "cases_received",
        _("Cases received"),
        COUNT,
        CASE,
        _(
            "Questions, problems, needs, suggestions and complaints received in the month. Credit: the case's manager,"
            " else who was responsible on the day it was received."
        ),
    ),
    Measure(
        "cases_answered",
        _("Cases answered"),
        COUNT,
        CASE,
        _("Cases received in the month that a person has answered, whenever that was."),
        1,
    ),
    Measure(
        "first_response_hours",
        _("Hours to the first answer"),
        NUMBER,
        CASE,
        _("Hours by the clock from receipt to a person's first answer, on average of the cases answered."),
        -1,
        of=("first_answer_hours", "cases_answered"),
        no_base="no_cases_answered",
    ),
    Measure(
        "cases_due",
        _("Cases to be judged"),
        COUNT,
        CASE,
        _("Cases received in the month, less those unanswered whose 24 hours are not over yet."),
    ),
    Measure(
        "cases_in_time",
        _("Cases answered in time"),
        COUNT,
        CASE,
        _("Cases received in the month and first answered by a person within 24 hours by the clock."),
        1,
    ),
    Measure(
        "answered_in_time",
        _("Answered in time"),
        RATE,
        CASE,
        _("Cases first answered within 24 hours ÷ cases received, less those whose 24 hours are not over yet."),
        1,
        of=("cases_in_time", "cases_due"),
        no_base="no_cases_due",
    ),
    Measure(
        "promises_due",
        _("Promises due"),
        COUNT,
        PROMISE,
        _(
            "Promises to clients due in the month: by the day first named, or that to which the client agreed before it"
            " was over. Less those open whose day is not over yet. Credit: who promised it."
        ),
    ),
    Measure(
        "promises_met",
        _("Promises kept in time"),
        COUNT,
        PROMISE,
        _("Promises due in the month and kept on their day or before it."),
        1,
    ),
    Measure(
        "deadlines_met",
        _("Deadlines met"),
        RATE,
        PROMISE,
        _("Promises kept in time ÷ promises due. Kept later, given up, or still open after their day is not met."),
        1,
        of=("promises_met", "promises_due"),
        no_base="no_promises_due",
    ),
    Measure(
        "key_contacts",
        _("Key contacts"),
        COUNT,
        CONTACT,
        _(
            "People who decide, influence or buy, or whose influence is high, at the clients for which the manager is"
            " responsible on the last day. As their roles are known today: they have no dates."
        ),
    ),
    Measure(
        "key_contacts_met",
        _("Key contacts met"),
        COUNT,
        CONTACT,
        _("Key contacts listed in a meeting or call held in the 90 days up to the end of the month, by whomever."),
        1,
    ),
    Measure(
        "contact_coverage",
        _("Contact coverage"),
        RATE,
        CONTACT,
        _("Key contacts met in the last 90 days ÷ key contacts."),
        1,
        of=("key_contacts_met", "key_contacts"),
        no_base="no_key_contacts",
    ),
    Measure(
        "survey_answers",
        _("Survey answers"),
        COUNT,
        SURVEY,
        _("Answers to surveys dated in the month. Credit: who was responsible for the client on that day."),
        1,
    ),
    Measure("survey_promoters", _("Promoters"), COUNT, SURVEY, _("Answers of the month with a score of 9 or 10."), 1),
    Measure("survey_detractors", _("Detractors"), COUNT, SURVEY, _("Answers of the month with a score of 0 to 6."), -1),
    Measure(
        "nps",
        _("Net promoter score"),
        RATE,
        SURVEY,
        _(
            "(Promoters − detractors) ÷ answers of the month, from −100 % to 100 %. Fewer than 10 answers say too"
            " little."
        ),
        1,
        of=("survey_balance", "survey_answers"),
        no_base=TOO_FEW,
        least=FEWEST_ANSWERS,
        too_few=TOO_FEW,
    ),
    Measure(
        "renewals_due",
        _("Renewals due"),
        COUNT,
        CONTRACT,
        _(
            "Signed contracts whose agreed end lies in the month, and which were not terminated before it. Credit: the"
            " accountable manager."
        ),
    ),
    Measure(
        "renewals_renewed",
        _("Renewed"),
        COUNT,
        CONTRACT,
        _("Of the renewals due, those after which the client has another signed contract in force the next day."),
        1,
    ),
    Measure(
        "renewal_rate",
        _("Renewal rate"),
        RATE,
        CONTRACT,
        _("Renewed ÷ renewals due."),
        1,
        of=("renewals_renewed", "renewals_due"),
        no_base="no_renewals_due",
    ),
    Measure(
        "wallet_revenue",
        _("Revenue from clients with an estimate"),
        MONEY,
        CLIENT,
        _(
            "Revenue of the twelve months up to the end of the month, returns taken off, of the clients below. In the"
            " estimate's currency, which counts at the rate of the estimate's day; or converted at the rate of its own."
        ),
        1,
    ),
    Measure(
        "wallet_spending",
        _("Estimated spending"),
        MONEY,
        CLIENT,
        _(
            "What the clients for which the manager is responsible on the last day spend in a year with all suppliers"
            " on what we sell: the latest estimate up to that day, where there is one."
        ),
    ),
    Measure(
        "share_of_wallet",
        _("Share of wallet"),
        RATE,
        CLIENT,
        _("Our revenue of the last twelve months ÷ what these clients are estimated to spend in a year."),
        1,
        of=("wallet_revenue", "wallet_spending"),
        no_base="no_estimates",
        zero_base="no_spending",
    ),
    Measure(
        "clients_held",
        _("Clients"),
        COUNT,
        CLIENT,
        _("Clients for which the manager is responsible on the last day, active or not."),
    ),
    Measure(
        "clients_per_manager",
        _("Clients per manager"),
        NUMBER,
        CLIENT,
        _("Clients that have a manager ÷ managers who have any."),
        of=("clients_held", "managers_holding"),
        no_base="no_clients_held",
    ),
)

_PARTS = _("A part of another measure.")
INTERNAL = (
    Measure("first_answer_hours", _("Hours to the first answer, in all"), NUMBER, CASE, _PARTS),
    Measure("survey_balance", _("Promoters less detractors"), NUMBER, SURVEY, _PARTS),
    Measure("managers_holding", _("Managers who have clients"), COUNT, MANAGER, _PARTS),
)

NO_VALUE = {
    NO_COHORT: _("no client with revenue a year before"),
    "no_cases_answered": _("no case answered"),
    "no_cases_due": _("no case whose answer was due"),
    "no_promises_due": _("no promises due"),
    "no_key_contacts": _("no key contacts known"),
    TOO_FEW: _("fewer than 10 answers"),
    "no_renewals_due": _("no contract ended"),
    "no_estimates": _("no client's spending is estimated"),
    "no_spending": _("the estimated spending is 0"),
    "no_clients_held": _("no clients"),
}

LEFT_OUT = {
    "not_answered": _("Not answered yet"),
    "answered_late": _("Answered after more than 24 hours"),
    "answer_still_due": _("Not answered yet, and its 24 hours are not over"),
    "promise_still_due": _("Open, and its day is not over"),
    "promise_kept_late": _("Kept after its day"),
    "promise_broken": _("Given up or refused"),
    "promise_overdue": _("Still open after its day"),
    "not_met": _("Not met in the 90 days"),
    "no_promoter": _("Score below 9"),
    "no_detractor": _("Score above 6"),
    "terminated_before": _("Terminated before its end"),
    "not_renewed": _("No contract in force the day after"),
    "no_estimate": _("Its spending is not estimated"),
}
