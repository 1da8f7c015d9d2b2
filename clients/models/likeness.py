from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Denied
from activity.models import record
from clients.models.client import Client

CROWD = 5  # a website or number that more clients share says nothing: a marketplace, a switchboard

NAMES = """
CREATE TEMPORARY TABLE naming AS SELECT id, clients_name_key(name) AS key, clients_sounds(name) AS sounds,
    clients_numbers(plain_text(name)) AS numbers, name ~ '[ऀ-ॿ]' AS devanagari
    FROM clients_client WHERE merged_into_id IS NULL;
CREATE INDEX ON naming USING gin (key gin_trgm_ops);
ANALYZE naming;
"""
"""The keys beside each other, once: making one for every comparison would take the night."""
FIND = """
CREATE TEMPORARY TABLE alike AS
WITH sites AS (SELECT clients_domain(website) AS mark, array_agg(id) AS ids FROM clients_client
               WHERE website <> '' AND merged_into_id IS NULL GROUP BY 1 HAVING count(*) BETWEEN 2 AND %(crowd)s),
phones AS (SELECT clients_phone_key(p.phone) AS mark, array_agg(DISTINCT p.client_id) AS ids
           FROM clients_contact p JOIN naming l ON l.id = p.client_id
           WHERE p.phone <> '' AND p.trashed_at IS NULL GROUP BY 1
           HAVING count(DISTINCT p.client_id) BETWEEN 2 AND %(crowd)s)
SELECT a.id AS first_id, b.id AS second_id, 'name' AS why FROM naming a JOIN naming b
    ON b.key %% a.key AND b.id > a.id AND b.numbers = a.numbers
UNION ALL SELECT a.id, b.id, 'name' FROM naming a JOIN naming b
    ON b.sounds = a.sounds AND b.id > a.id AND b.numbers = a.numbers
    AND (length(a.sounds) > 6 OR b.devanagari <> a.devanagari)
UNION ALL SELECT x, y, 'website' FROM sites, unnest(ids) x, unnest(ids) y WHERE x < y AND mark <> ''
UNION ALL SELECT x, y, 'phone' FROM phones, unnest(ids) x, unnest(ids) y WHERE x < y AND mark <> ''
"""
FORGET = """
DELETE FROM clients_likeness k WHERE apart_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM alike a WHERE (a.first_id, a.second_id) = (k.first_id, k.second_id))
"""
KEEP = """
INSERT INTO clients_likeness (first_id, second_id, why, found_at)
SELECT DISTINCT ON (first_id, second_id) first_id, second_id, why, %(now)s FROM alike ORDER BY 1, 2, why
ON CONFLICT (first_id, second_id) DO NOTHING
"""


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def open(self) -> LikenessQuerySet:
        """Of which nobody has said that they are two."""
        return self.filter(apart_at=None)

    def visible_to(self, user) -> LikenessQuerySet:
        """Of pairs one sees those of which one sees both."""
        seen = Client.objects.visible_to(user)
        return self.filter(first__in=seen, second__in=seen)


class Likeness(models.Model):
    """Two clients that may be one, found every night; kept also when somebody has said that they are two, so that it
    is asked once."""

    stays_when_merged = True  # a pair with one that is gone shows no more, and is there again after the undo

    class Why(models.TextChoices):
        NAME = "name", _("similar names")
        WEBSITE = "website", _("the same website")
        PHONE = "phone", _("the same phone number")

    first = models.ForeignKey(Client, models.CASCADE, related_name="+", verbose_name=_("client"))
    second = models.ForeignKey(Client, models.CASCADE, related_name="+", verbose_name=_("client"))
    why = models.CharField(_("why"), max_length=10, choices=Why)
    found_at = models.DateTimeField(_("found"))
    apart_at = models.DateTimeField(_("said to be two"), null=True)
    apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    @classmethod
    def find(cls, now: dt.datetime) -> None:
        """Look at all clients anew."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.5")  # clients.likeness.ALIKE
            cursor.execute(NAMES)
            cursor.execute(FIND, {"crowd": CROWD})
            cursor.execute(FORGET)
            cursor.execute(KEEP, {"now": now})
            cursor.execute("DROP TABLE alike, naming")

    def tell_apart(self, *, by, at: dt.datetime) -> None:
        """They are two: it is not asked again. A second time changes nothing."""
        if not (by.is_senior or by.is_executive) or not Likeness.objects.visible_to(by).filter(pk=self.pk).exists():
            raise Denied
        with transaction.atomic():
            if Likeness.objects.open().filter(pk=self.pk).update(apart_at=at, apart_by=by):
                pair = {"first": self.first_id, "second": self.second_id}
                record("likeness.told_apart", self, by=by, at=at, client_id=self.first_id, **pair)
