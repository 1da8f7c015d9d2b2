"""What became of each client: when it came, what it buys, when and why it left, and whether it came back.

Months are counted from the current one (0). The stories are told by hand, so that the current and the last full
month have something to say; all other lives are drawn from a generator that is seeded with the client's code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from kam_crm.demo import catalogue
from kam_crm.demo.months import FIRST, dice
from kam_crm.demo.portfolio import Entry

RHYTHM = 3  # the company's purchase rhythm in months
RIVALS = ("Greenfield Facility Partners", "OneDesk Services", "Castor & Hale", "Suraksha Workforce", "Novadis")
DEPARTURES = ("competitor", "stopped_buying", "closed_down", "other")


@dataclass(frozen=True)
class Spell:
    """A time as a client. `ending` is a departure's reason, `silent` (just stops buying), `expired` (the contract
    runs out), or empty while it lasts. `buys_until` is the last month with a purchase, where it stops earlier."""

    first: int = FIRST
    last: int | None = None
    ending: str = ""
    day: int = 18
    buys_until: int | None = None
    note: str = ""

    @property
    def last_purchase(self) -> int:
        if self.buys_until is not None:
            return self.buys_until
        if self.last is None:
            return 0
        return self.last - RHYTHM if self.ending in ("silent", "expired") else self.last


@dataclass(frozen=True)
class Extra:
    """An additional service in some month. `fate`: "" is kept, "same" is returned within the month, and a number of
    months later otherwise."""

    month: int
    code: str
    fate: str = ""


@dataclass
class Life:
    entry: Entry
    rng: Random
    spells: list[Spell]
    contract: bool = False
    cadence: int = 1
    phase: int = 0
    base: list[str] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    scale: float = 1.0
    ends: int | None = None  # the month in which the last contract runs out with no successor signed yet

    def buying_in(self, month: int) -> Spell | None:
        return next((spell for spell in self.spells if spell.first <= month <= spell.last_purchase), None)

    def due_in(self, month: int) -> bool:
        """Is it the month of a usual order? Once in eighty times a client skips it."""
        return (month + self.phase) % self.cadence == 0 and self.rng.random() > 0.012

    def usual(self, month: int) -> list[str]:
        """What a usual order holds by then: the services from the beginning, and the recurring ones added and kept."""
        added = (extra for extra in self.extras if self.spells[0].first < extra.month < month and not extra.fate)
        return [*self.base, *(extra.code for extra in added if extra.code in catalogue.RECURRING)]


LAST, NOW = -1, 0
STORIES: dict[str, dict] = {
    # Lost in the last full month, each for another reason.
    "Gokul Dhara Dairy": {"spells": [Spell(last=LAST, ending="competitor", day=19)]},
    "Corvane Therapeutics": {
        "spells": [Spell(last=LAST, ending="other", day=12, note="Purchasing moved to the group's office in Boston.")]
    },
    "Dhanam Housing Finance": {"spells": [Spell(last=LAST, ending="competitor", day=23)], "contract": True},
    "Chandni Jewellers": {"spells": [Spell(last=LAST, ending="closed_down", day=9, note="The family sold the shop.")]},
    "Tulsi Grocers": {"spells": [Spell(last=LAST, ending="silent")], "contract": False},
    "Bhuj Block Prints": {"spells": [Spell(last=LAST, ending="silent")], "contract": False},
    "Kailash Elevators": {"spells": [Spell(last=LAST, ending="expired", day=14)], "contract": True},
    "Banjara Camps": {"spells": [Spell(last=LAST, ending="competitor", day=5)]},
    # Came, came back, or came and went at once in the last full month.
    "Garuda Fibre": {"spells": [Spell(first=LAST, day=6)], "contract": True, "cadence": 1},
    "Zip Zap Couriers": {"spells": [Spell(first=LAST)], "contract": False},
    "Little Elephant Toys": {"spells": [Spell(first=LAST)], "contract": False},
    "Rajwada Palaces and Hotels": {
        "spells": [Spell(last=-6, ending="competitor"), Spell(first=LAST)],
        "contract": False,
    },
    "Karuna Dental Clinics": {"spells": [Spell(last=-4, ending="silent"), Spell(first=LAST)], "contract": False},
    "Khel Jagat Sports": {
        "spells": [
            Spell(first=LAST, last=LAST, ending="stopped_buying", day=24, note="A trial that did not convince.")
        ],
        "contract": False,
    },
    # The running month.
    "Torque Point Dealerships": {"spells": [Spell(last=NOW, ending="competitor", day=8)]},
    "Parcelwise": {
        "spells": [Spell(last=NOW, ending="stopped_buying", day=11, note="Takes cleaning and security in house.")]
    },
    "Shinsei Precision": {"spells": [Spell(first=NOW)], "contract": True, "cadence": 1},
    "Varnika Advertising": {"spells": [Spell(first=NOW)], "contract": False},
    "Marudhar Cable Vision": {"spells": [Spell(last=-9, ending="competitor"), Spell(first=NOW)], "contract": False},
    # Still open in the running month: the contract ends, or nothing was bought yet.
    "Sahyadri Motors": {"spells": [Spell(buys_until=-3)], "contract": True, "cadence": 1, "ends": NOW},
    "Westbridge Capital Partners": {"spells": [Spell(buys_until=-4)], "contract": True, "ends": NOW},
    "Meghdoot Business Parks": {"spells": [Spell(buys_until=-3)], "contract": True, "ends": NOW},
    "Sole & Stitch Footwear": {"spells": [Spell(buys_until=-3)], "contract": False},
    "Himkan Apples and Juices": {"spells": [Spell(buys_until=-3)], "contract": False},
    "Nalanda Learning": {"spells": [Spell(buys_until=-3)], "contract": False},
    # Additional services worth a second look.
    "Purnima Bank": {
        "spells": [Spell()],
        "contract": True,
        "cadence": 1,
        "base": ["housekeeping", "guarding", "service-desk"],
        "extras": [Extra(-16, "network"), Extra(-5, "safety"), Extra(LAST, "energy-audit"), Extra(NOW, "cyber-watch")],
    },
    "Mangalam Hypermarkets": {
        "spells": [Spell()],
        "cadence": 1,
        "base": ["housekeeping", "pest-control"],
        "extras": [Extra(-3, "process-study", "2"), Extra(LAST, "shuttles")],
    },
    "Anvaya Systems": {
        "spells": [Spell()],
        "cadence": 1,
        "base": ["cafeteria", "front-desk"],
        "extras": [Extra(LAST, "leadership", "same"), Extra(-9, "shuttles")],
    },
}
TEMPERAMENT = {"key": (0.1, 0.75, (1, 1, 1, 2)), "regular": (0.3, 0.3, (1, 1, 2, 3)), "prospect": (0, 0, (1,))}


def life(entry: Entry) -> Life:
    """The life of one client, the same whenever it is asked for."""
    rng = dice(f"life {entry.code}")
    leaves, contracts, cadences = TEMPERAMENT[entry.kind]
    base = rng.sample(catalogue.RECURRING, rng.choice((2, 3, 3, 4)) if entry.kind == "key" else rng.choice((1, 1, 2)))
    found = Life(
        entry,
        rng,
        spells(rng, leaves) if entry.kind != "prospect" else [],
        contract=rng.random() < contracts,
        cadence=rng.choice(cadences),
        phase=rng.randrange(6),
        base=base,
        scale=rng.uniform(1.4, 6) if entry.kind == "key" else rng.uniform(0.4, 1.5),
    )
    found.extras = extras(rng, base, 3 if entry.kind == "key" else 1)
    for name, value in STORIES.get(entry.name, {}).items():
        setattr(found, name, value)
    return found


def spells(rng: Random, leaves: float) -> list[Spell]:
    """One spell as a rule; some begin within the two years, some end, and half of those that ended begin anew."""
    first = rng.randrange(-22, -2) if rng.random() < 0.18 else FIRST
    if rng.random() >= leaves or first > -10:
        return [Spell(first=first)]
    last = rng.randrange(first + 6, -2)
    ending = rng.choice((*DEPARTURES[:2], "competitor", "silent", "silent", "other"))
    found = [Spell(first=first, last=last, ending=ending, day=rng.randrange(3, 27))]
    back = last + rng.randrange(3, 8)
    return [*found, Spell(first=back)] if back < -2 and rng.random() < 0.5 else found


def extras(rng: Random, base: list[str], most: int) -> list[Extra]:
    others = [code for code in catalogue.CODES if code not in base]
    found = rng.sample(others, rng.randrange(0, most + 1))
    return [Extra(rng.randrange(-20, 1), code, rng.choices(("", "same", "1"), (93, 3, 4))[0]) for code in found]
