"""Who leads whom today: the nearest active senior or executive above in the reporting tree.

Somebody who leaves, or leads nobody any more, is passed over: what waited for them goes up the line, and where nobody
is left there, to the executives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from accounts.models import User

# Downwards from a person, through those who lead nobody. An executive also begins at the tops of the tree.
_LED = """
WITH RECURSIVE led(id) AS (
    SELECT u.id FROM accounts_user u
    WHERE u.supervisor_id = %(me)s OR (%(tops)s AND u.supervisor_id IS NULL AND u.id <> %(me)s)
    UNION
    SELECT u.id FROM led JOIN accounts_user l ON l.id = led.id JOIN accounts_user u ON u.supervisor_id = l.id
    WHERE NOT (l.is_active AND (l.level = 'senior' OR l.role = 'executive'))
) SELECT id FROM led ORDER BY id
"""

# Upwards from a person to the first who leads.
_LEAD = """
WITH RECURSIVE above(id, leads, next) AS (
    SELECT l.id, l.is_active AND (l.level = 'senior' OR l.role = 'executive'), l.supervisor_id
    FROM accounts_user u JOIN accounts_user l ON l.id = u.supervisor_id WHERE u.id = %(person)s
    UNION
    SELECT l.id, l.is_active AND (l.level = 'senior' OR l.role = 'executive'), l.supervisor_id
    FROM above a JOIN accounts_user l ON l.id = a.next WHERE NOT a.leads
) SELECT id FROM above WHERE leads
"""


def led_by(user: User) -> list[int]:
    """The ids of the people whose nearest lead is `user`. One query."""
    if not (user.is_senior or user.is_executive):
        return []
    return _ids(_LED, me=user.pk, tops=user.is_executive)


def leads_of(person: int) -> list[int]:
    """The id of the nearest lead above the person with this id; where there is none, those of all executives."""
    from accounts.models import Role, User

    executives = User.objects.active().filter(role=Role.EXECUTIVE).order_by("pk")
    nearest = _ids(_LEAD, person=person)
    return nearest or list(executives.values_list("pk", flat=True))


def _ids(sql: str, **params: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for (pk,) in cursor.fetchall()]
