"""A large company for timing figures, made inside PostgreSQL: the same one each time, month after month.

`KAM_BENCH_SIZE` scales it: 1 is 5,000 managers, 100,000 clients, 1,000,000 sales and 10,000,000 interactions over 36
months. Triggers are off while it is made.
"""

import datetime as dt
import os
from decimal import Decimal

from django.db import connection, transaction

SIZE = float(os.environ.get("KAM_BENCH_SIZE", "0.1"))
MONTHS = 36
BEGIN = dt.date(2022, 1, 1)
MANAGERS, CLIENTS, SERVICES = int(5_000 * SIZE), int(100_000 * SIZE), 200
SALES, TALKS = int(1_000_000 * SIZE) // MONTHS, int(10_000_000 * SIZE) // MONTHS  # a month

PEOPLE = """
INSERT INTO accounts_user (password, email, name, role, level, is_active, time_zone, language, date_joined)
SELECT '', 'm' || n || '@example.com', 'Manager ' || n, 'key_manager', 'junior', true, '', '', '2021-01-01'
FROM generate_series(1, %(managers)s) n;
INSERT INTO clients_service (code, name, line) SELECT 'S' || n, 'Service ' || n, ''
FROM generate_series(1, %(services)s) n;
INSERT INTO clients_client (code, name, kind, market, sector, reach, strategic_role, country, city, website)
SELECT 'C' || n, 'Client ' || n, 'key', 'business', 'Sector ' || n %% 20, '', '', '', '', ''
FROM generate_series(1, %(clients)s) n;
"""
# Every eighth client is handed over each July; one in a hundred is nobody's.
HOLDERS = """
INSERT INTO clients_responsibility (client_id, manager_id, since, until)
SELECT c.id, m.first + (c.id * 7 + year) %% %(managers)s, make_date(year, CASE year WHEN 2021 THEN 1 ELSE 7 END, 1),
       CASE WHEN c.id %% 8 = 0 AND year < 2024 THEN make_date(year + 1, 7, 1) END
FROM clients_client c, (SELECT min(id) AS first FROM accounts_user WHERE email LIKE 'm%%@example.com') m,
     generate_series(2021, 2024) year
WHERE c.id %% 100 <> 1 AND (year = 2021 OR c.id %% 8 = 0);
INSERT INTO clients_contract (number, title, currency, auto_renews, client_id, signed_on, starts_on, ends_on)
SELECT 'K' || c.id || '-' || n, '', 'USD', false, c.id, day, day, day + 364
FROM clients_client c, generate_series(0, 2) n,
     LATERAL (SELECT date '2022-01-01' + (c.id %% 365)::int + n * 365 AS day) d
WHERE c.id %% 5 < 2 AND (c.id + n) %% 11 <> 0;
INSERT INTO clients_departure (client_id, left_on, reason, competitor, note)
SELECT id, date '2022-02-01' + (id %% 1000)::int, 'competitor', '', '' FROM clients_client WHERE id %% 30 = 0;
"""
# A month: purchases, every fortieth taken back in the next; talks, every twentieth joint, some entered twice.
FACTS = """
INSERT INTO clients_sale ("order", line, client_id, service_id, date, quantity, amount, cost, currency, sold_by_id)
SELECT 'O' || to_char(%(first)s::date, 'YYMM') || n, '1', l.client + (random() * (%(clients)s - 1))::int,
       s.first + (power(random(), 2) * (%(services)s - 1))::int, %(first)s::date + (random() * 27)::int, 1, price,
       round(price * 0.6, 2), 'USD', CASE WHEN n %% 10 = 0 THEN m.first + (random() * (%(managers)s - 1))::int END
FROM generate_series(1, %(sales)s) n, (SELECT min(id) AS first FROM accounts_user WHERE email LIKE 'm%%') m,
     (SELECT min(id) AS client FROM clients_client) l, (SELECT min(id) AS first FROM clients_service) s,
     LATERAL (SELECT round((5 + random() * 5000 + n * 0)::numeric, 2) AS price) p;
INSERT INTO clients_sale ("order", line, client_id, service_id, date, quantity, amount, cost, currency, sold_by_id,
                          returns_id)
SELECT 'R' || id, '1', client_id, service_id, (date + interval '1 month')::date, -1, -amount, -cost, 'USD',
       sold_by_id, id
FROM clients_sale
WHERE date >= %(first)s::date - interval '1 month' AND date < %(first)s AND returns_id IS NULL AND id %% 40 = 0;
INSERT INTO clients_interaction (reference, client_id, manager_id, kind, status, started_at, subject, notes, next_step,
                                 calendar_uid)
SELECT 'I' || to_char(%(first)s::date, 'YYMM') || n, l.client + c.nth,
       m.first + ((l.client + c.nth) * 7 + 2021) %% %(managers)s,
       (ARRAY['meeting', 'call', 'call', 'email', 'note'])[1 + n %% 5],
       CASE WHEN n %% 9 = 0 THEN 'cancelled' ELSE 'held' END,
       date_trunc('minute', %(first)s::date + (n::float / %(talks)s) * interval '27 days'), 'Talk', '', '',
       CASE WHEN n %% 10 = 0 THEN 'U' || to_char(%(first)s::date, 'YYMM') || n ELSE '' END
FROM generate_series(1, %(talks)s) n, (SELECT min(id) AS first FROM accounts_user WHERE email LIKE 'm%%') m,
     (SELECT min(id) AS client FROM clients_client) l,
     LATERAL (SELECT (random() * (%(clients)s - 1) + n * 0)::int AS nth) c;
INSERT INTO clients_interaction (reference, client_id, manager_id, kind, status, started_at, subject, notes, next_step,
                                 calendar_uid)
SELECT 'D' || id, client_id, m.first + (manager_id * 3) %% %(managers)s, kind, status, started_at, subject, '', '',
       calendar_uid
FROM clients_interaction, (SELECT min(id) AS first FROM accounts_user WHERE email LIKE 'm%%') m
WHERE started_at >= %(first)s AND calendar_uid <> '' AND id %% 10 = 0 AND kind IN ('meeting', 'call');
INSERT INTO clients_interaction_joint_managers (interaction_id, user_id)
SELECT id, m.first + (id * 13) %% %(managers)s
FROM clients_interaction, (SELECT min(id) AS first FROM accounts_user WHERE email LIKE 'm%%') m
WHERE started_at >= %(first)s AND id %% 20 = 0 AND m.first + (id * 13) %% %(managers)s <> manager_id;
"""


def month(number: int) -> dt.date:
    """The company's month 0, 1, …"""
    return dt.date(BEGIN.year + number // 12, number % 12 + 1, 1)


def people() -> None:
    _make(PEOPLE + HOLDERS)


def facts(number: int) -> None:
    _make(FACTS, first=month(number))


def pay(first: dt.date, by) -> None:
    """Everybody is paid from that month on, by one plan of two targets."""
    from accounts.models import User
    from kpis.models import PayPlan, PayTerms, Target

    moment = {"set_by": by, "set_at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)}
    PayTerms.objects.bulk_create(
        PayTerms(manager=manager, since=first, base=50_000, variable=12_500, currency="USD", **moment)
        for manager in User.objects.active().managers()
    )
    targets = [
        Target(measure="retention_rate", value=Decimal("0.9"), weight=60),
        Target(measure="meetings", value=Decimal(8), weight=40),
    ]
    plan = PayPlan.draft(name="Plan", since=first, targets=targets, role="key_manager", by=by, at=moment["set_at"])
    PayPlan.objects.filter(pk=plan.pk).update(state=PayPlan.State.ADOPTED, adopted_by=by, adopted_at=moment["set_at"])


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make(sql: str, **values) -> None:
    sizes = {"managers": MANAGERS, "clients": CLIENTS, "services": SERVICES, "sales": SALES, "talks": TALKS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT setseed(%s)", [0.5 if not values else values["first"].toordinal() % 1000 / 1000])
        cursor.execute(sql, sizes | values)
