"""What a reader looks at: the company, a senior's team or one manager, in all sectors or in one.

A lens holds only figures that its reader may see; asking for another answers as if nothing were there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from kpis import catalogue, rows, slices
from kpis.models import Edition, Figure
from kpis.models.figure import FigureQuerySet
from kpis.rows import Row

COMPANY, UNASSIGNED, TEAM = "company", "unassigned", "team-"
Rows = dict[tuple[dt.date, str], Row]


@dataclass(frozen=True)
class Lens:
    """`reference` names the headline row, `told` are the figures of the rows below it (of itself, where it is one
    row), in every edition. It shows what months show: as reported where they are closed, or all restated."""

    reference: str
    label: str
    told: FigureQuerySet
    sector: str = ""
    edition: str = ""

    @property
    def figures(self) -> FigureQuerySet:
        return self._of_edition(self.told)

    @property
    def restated(self) -> Lens:
        """The same, as the facts say today."""
        return replace(self, edition=Edition.CURRENT.value)

    def _of_edition(self, figures: FigureQuerySet) -> FigureQuerySet:
        return figures.current() if self.edition else figures.in_force()

    @property
    def is_one_row(self) -> bool:
        return self.reference != COMPANY and not self.reference.startswith(TEAM)

    @property
    def is_stored(self) -> bool:
        """The headline is kept as it stands. A team's, or a sector's, is added up from its rows."""
        return self.is_one_row or (self.reference == COMPANY and not self.sector)

    def people(self, first: dt.date) -> dict[int, str]:
        """Who has a row in the month, by id, with their names."""
        figures = self.figures.filter(month=first, manager=OuterRef("pk"))
        return dict(User.objects.filter(Exists(figures)).values_list("pk", "name"))

    def parts(
        self, firsts: list[dt.date], *, managers: Collection[int] | None = None, measures: Collection[str] = ()
    ) -> Rows:
        """The rows of these months. `managers`: only theirs, and that of the unassigned. `measures`: with no others."""
        figures = self.figures.filter(month__in=firsts)
        if managers is not None:
            figures = figures.filter(Q(manager__in=managers) | Q(manager=None))
        if measures:
            figures = figures.filter(measure__in=self._made_of(measures))
        return self._marked(slices.of_sector(figures, self.sector) if self.sector else rows.stored(figures))

    def _made_of(self, measures: Collection[str]) -> set[str]:
        """What is kept of these measures; of one sector the rates are made anew from their parts."""
        parts = (part for key in measures for part in catalogue.MEASURES[key].of or ())
        return {*measures, *(parts if self.sector else ())}

    def _marked(self, found: Rows) -> Rows:
        """The rows with the edition they tell, which their addresses name."""
        for row in found.values():
            row.edition = self.edition
        return found

    def headlines(self, firsts: list[dt.date]) -> dict[dt.date, Row]:
        """The headline row of each of these months that has figures. What is added up is added up by the database."""
        if self.is_one_row:
            return {first: row for (first, _), row in self.parts(firsts).items()}
        if self.is_stored:
            company = Figure.objects.filter(scope=Figure.Scope.COMPANY, month__in=firsts)
            stored = self._marked(rows.stored(self._of_edition(company)))
            return {first: row for (first, _), row in stored.items()}
        figures = self.figures.filter(month__in=firsts)
        sums = slices.sums_of_sector(figures, self.sector) if self.sector else rows.sums(figures)
        talks = slices.talks_together(figures, self.sector)
        return {first: self._together(first, parts, talks.get(first, {})) for first, parts in sums.items()}

    def _together(self, first: dt.date, parts: rows.Cells, talks: dict[str, int]) -> Row:
        row = Row(first, self.reference, sector=self.sector, edition=self.edition)
        return rows.together(row, parts, talks)


def first_look(user, line: User | None = None, sector: str = "") -> Lens:
    """What `user` sees without choosing: an executive the company, a senior the own team, a manager themselves."""
    if line is not None or user.is_senior:
        return of_team(user, line or user, sector)
    return of_company(user, sector) if user.is_executive else of_manager(user, user, sector)


def named(user, reference: str, sector: str = "") -> Lens:
    """The lens that a URL names; 404 where `user` may not look through it."""
    if reference in (COMPANY, UNASSIGNED):
        if not user.is_executive:
            raise Http404
        return of_company(user, sector) if reference == COMPANY else of_unassigned(user, sector)
    people = User.objects.visible_to(user)
    if reference.startswith(TEAM):
        return of_team(user, get_object_or_404(people, pk=reference.removeprefix(TEAM), level="senior"), sector)
    return of_manager(user, get_object_or_404(people, pk=reference), sector)


def of_company(user, sector: str = "") -> Lens:
    figures = Figure.objects.visible_to(user).exclude(scope=Figure.Scope.COMPANY)
    return Lens(COMPANY, _("Company"), figures, sector)


def of_unassigned(user, sector: str = "") -> Lens:
    figures = Figure.objects.visible_to(user).filter(scope=Figure.Scope.UNASSIGNED)
    return Lens(UNASSIGNED, _("Without a manager"), figures, sector)


def of_team(user, senior: User, sector: str = "") -> Lens:
    label = _("My team") if senior == user else _("Team of %(name)s") % {"name": senior}
    figures = Figure.objects.visible_to(user).filter(manager__in=senior.line_ids)
    return Lens(f"{TEAM}{senior.pk}", label, figures, sector)


def of_manager(user, manager: User, sector: str = "") -> Lens:
    return Lens(str(manager.pk), str(manager), Figure.objects.visible_to(user).filter(manager=manager), sector)
