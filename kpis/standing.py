"""When is a client active? Sections 1 to 3 of the rules, as one set-based statement for all clients of a month.

A client is active at the end of day d if no departure is in force on d, and a signed contract is in force on d, or
it bought in d's calendar month up to d or in one of the N − 1 months before. `opening` is the last day before the
month, `closing` its last day.
"""

import datetime as dt

from django.db import connection

from accounts.models.company import Company, CompanyRules
from kpis.models import Month
from kpis.models.wholemonths import following

# What one day looks like for one client. {d} is the day's parameter.
_DAY = """
LATERAL (
    SELECT sale.last AS last_sale,
           sale.last >= date_trunc('month', {d}::date)::date - make_interval(months => c.rhythm - 1) AS buys,
           contract.number AS contract, contract.until AS contract_until,
           ended.number AS ended, ended.until AS ended_until,
           gone.left_on, gone.reason
    FROM (SELECT max(s.date) AS last FROM clients_sale s
          WHERE s.client_id = c.id AND s.date <= {d} AND s.returns_id IS NULL AND s.trashed_at IS NULL) sale
    LEFT JOIN LATERAL (
        SELECT k.number, least(k.ends_on, k.terminated_on) AS until FROM clients_contract k
        WHERE k.client_id = c.id AND k.signed_on IS NOT NULL AND k.trashed_at IS NULL
          AND k.starts_on <= {d} AND {d} <= coalesce(least(k.ends_on, k.terminated_on), 'infinity')
        ORDER BY until DESC NULLS FIRST, k.number LIMIT 1) contract ON true
    LEFT JOIN LATERAL (
        SELECT k.number, least(k.ends_on, k.terminated_on) AS until FROM clients_contract k
        WHERE k.client_id = c.id AND k.signed_on IS NOT NULL AND k.trashed_at IS NULL
          AND least(k.ends_on, k.terminated_on) < {d} AND least(k.ends_on, k.terminated_on) >= k.starts_on
        ORDER BY until DESC, k.number LIMIT 1) ended ON true
    LEFT JOIN LATERAL (
        SELECT p.left_on, p.reason FROM (
            SELECT left_on, reason FROM clients_departure
            WHERE client_id = c.id AND left_on <= {d} AND trashed_at IS NULL
            ORDER BY left_on DESC LIMIT 1) p
        -- a sale or a contract start after it is a return
        WHERE NOT coalesce(sale.last > p.left_on, false)
          AND NOT EXISTS (
            SELECT 1 FROM clients_contract k
            WHERE k.client_id = c.id AND k.signed_on IS NOT NULL AND k.trashed_at IS NULL
              AND k.starts_on > p.left_on AND k.starts_on <= {d}
              AND k.starts_on <= coalesce(least(k.ends_on, k.terminated_on), 'infinity'))
    ) gone ON true
)"""

_BASIS = """CASE
    WHEN {d}.left_on IS NOT NULL
        THEN jsonb_build_object('kind', 'departure', 'left_on', {d}.left_on, 'reason', {d}.reason)
    WHEN {d}.contract IS NOT NULL
        THEN jsonb_build_object('kind', 'contract', 'contract', {d}.contract, 'until', {d}.contract_until)
    WHEN {d}.buys THEN jsonb_build_object('kind', 'purchase', 'last', {d}.last_sale, 'months', c.rhythm)
    WHEN {d}.ended IS NOT NULL AND ({d}.last_sale IS NULL
        OR {d}.ended_until >= date_trunc('month', {d}.last_sale) + make_interval(months => c.rhythm))
        THEN jsonb_build_object('kind', 'ended', 'contract', {d}.ended, 'until', {d}.ended_until)
    WHEN {d}.last_sale IS NOT NULL
        THEN jsonb_build_object('kind', 'silent', 'last', {d}.last_sale, 'months', c.rhythm, 'silent_since',
            (date_trunc('month', {d}.last_sale) + make_interval(months => c.rhythm))::date)
    ELSE jsonb_build_object('kind', 'none')
END"""

# Whose the client was, from its dated responsibilities; `held`: on every day of the month somebody's.
_WHOSE = """
LATERAL (
    SELECT max(r.manager_id) FILTER (WHERE r.since <= %(grace_day)s AND r.until > %(grace_day)s) AS at_grace,
           max(r.manager_id) FILTER (WHERE r.since <= %(first)s AND r.until > %(first)s) AS at_opening,
           max(r.manager_id) FILTER (WHERE r.since <= %(closing)s AND r.until > %(closing)s) AS at_closing,
           coalesce(sum(least(r.until, %(following)s) - greatest(r.since, %(first)s))
               FILTER (WHERE r.since <= %(closing)s AND r.until > %(first)s), 0)
               = %(following)s::date - %(first)s::date AS held
    FROM (SELECT manager_id, since, coalesce(until, 'infinity') AS until FROM clients_responsibility
          WHERE client_id = c.id) r
)"""

# The first day ever active: a purchase or contract start on the very day of a departure is none.
_FIRST_ACTIVE = """least(
    (SELECT s.date FROM clients_sale s
     WHERE s.client_id = seen.client_id AND s.returns_id IS NULL AND s.trashed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM clients_departure p WHERE p.client_id = s.client_id
                       AND p.left_on = s.date AND p.trashed_at IS NULL)
     ORDER BY s.date LIMIT 1),
    (SELECT min(k.starts_on) FROM clients_contract k
     WHERE k.client_id = seen.client_id AND k.signed_on IS NOT NULL AND k.trashed_at IS NULL
       AND k.starts_on <= coalesce(least(k.ends_on, k.terminated_on), 'infinity')
       AND NOT EXISTS (SELECT 1 FROM clients_departure p WHERE p.client_id = k.client_id
                       AND p.left_on = k.starts_on AND p.trashed_at IS NULL)))"""

# A client's own rhythm has no date: a closed month keeps the one it was closed with (kpis/models/rhythm.py).
_CLIENTS = """
SELECT id, coalesce(CASE WHEN kept.client_id IS NULL THEN regular_purchase_months ELSE kept.months END, %(rhythm)s)
    AS rhythm
FROM clients_client LEFT JOIN LATERAL (
    SELECT k.client_id, k.months FROM kpis_rhythm k
    WHERE %(closed)s AND k.client_id = clients_client.id AND k.through >= %(first)s
    ORDER BY k.through LIMIT 1
) kept ON true
WHERE %(clients)s::bigint[] IS NULL OR id = ANY(%(clients)s)"""

_INSERT = f"""
INSERT INTO kpis_standing (month_id, client_id, accountable_id, responsible_id, held, at_opening, at_closing, outcome,
                           lost_reason, opening_basis, closing_basis)
SELECT %(first)s, client_id, accountable_id, responsible_id, held, at_opening, at_closing, outcome,
    CASE WHEN outcome <> 'lost' THEN ''
         WHEN left_reason IS NOT NULL THEN left_reason
         WHEN had_contract THEN 'contract_ended'
         ELSE 'stopped_buying' END,
    opening_basis, closing_basis
FROM (
    SELECT seen.*, CASE
        WHEN at_opening AND at_closing THEN 'retained'
        WHEN at_opening AND (%(over)s OR left_reason IS NOT NULL) THEN 'lost'
        WHEN at_opening THEN 'pending'
        WHEN at_closing AND first_active < %(first)s THEN 'returned'
        WHEN at_closing THEN 'new'
        WHEN first_active BETWEEN %(first)s AND %(closing)s AND (%(over)s OR left_reason IS NOT NULL)
            THEN 'early_loss'
        ELSE 'inactive' END AS outcome
    FROM (
        SELECT c.id AS client_id,
            -- who answers for a loss: whoever held the client the grace days before, if anyone did
            coalesce(w.at_grace, w.at_opening) AS accountable_id, w.at_closing AS responsible_id, w.held,
            o.left_on IS NULL AND (o.contract IS NOT NULL OR coalesce(o.buys, false)) AS at_opening,
            e.left_on IS NULL AND (e.contract IS NOT NULL OR coalesce(e.buys, false)) AS at_closing,
            e.reason AS left_reason,
            o.contract IS NOT NULL AS had_contract,
            {_BASIS.format(d="o")} AS opening_basis,
            {_BASIS.format(d="e")} AS closing_basis
        FROM ({_CLIENTS}) c
        CROSS JOIN {_WHOSE} w
        CROSS JOIN {_DAY.format(d="%(opening)s")} o
        CROSS JOIN {_DAY.format(d="%(closing)s")} e
    ) seen
    CROSS JOIN LATERAL (SELECT CASE WHEN NOT at_opening THEN {_FIRST_ACTIVE} END AS first_active) ever
) judged
-- nobody's and not active: only where it has something that the unassigned row must list; lines of two years, in which
-- the comparison month lies, too, since they tell of loyalty
WHERE outcome <> 'inactive' OR accountable_id IS NOT NULL OR responsible_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM clients_sale l WHERE l.client_id = judged.client_id
      AND l.date BETWEEN %(first)s::date - interval '23 months' AND %(closing)s
) OR EXISTS (
    SELECT 1 FROM work_case k WHERE k.client_id = judged.client_id
      AND k.received_at >= %(begins)s AND k.received_at < %(ends)s
) OR EXISTS (
    SELECT 1 FROM clients_survey a WHERE a.client_id = judged.client_id
      AND a.answered_on BETWEEN %(first)s AND %(closing)s
) OR EXISTS (
    SELECT 1 FROM clients_contract k WHERE k.client_id = judged.client_id
      AND k.ends_on BETWEEN %(first)s AND %(closing)s AND k.signed_on IS NOT NULL)
"""


# A month that is new is not in the statistics, and without it plans go astray by orders of magnitude.
ANALYZE = "ANALYZE kpis_standing (month_id, edition, client_id, accountable_id, responsible_id)"


def write(month: Month, rules: CompanyRules, over: bool, clients: frozenset[int] | None = None) -> None:
    """Judge all clients of the month, or those named, anew."""
    rows = month.standings.current() if clients is None else month.standings.current().filter(client__in=clients)
    rows._raw_delete(rows.db)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "first": month.first,
                "following": month.following,
                "opening": month.opening,
                "closing": month.closing,
                "begins": rules.midnight(month.first),
                "ends": rules.midnight(month.following),
                "grace_day": month.first - dt.timedelta(days=rules.handover_grace_days),
                "rhythm": rules.regular_purchase_months,
                "closed": month.is_closed,
                "over": over,
                "clients": None if clients is None else sorted(clients),
            },
        )
        if clients is None:
            cursor.execute(ANALYZE)


def compared(first: dt.date, rules: CompanyRules) -> tuple[dt.date, dt.date]:
    """First and last day of the month that profit is compared with."""
    if rules.profit_comparison == Company.Comparison.PREVIOUS_YEAR:
        then = first.replace(year=first.year - 1)
    else:
        then = (first - dt.timedelta(days=1)).replace(day=1)
    return then, following(then) - dt.timedelta(days=1)
