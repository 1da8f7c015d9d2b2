"""Who works at the demo company. Everybody signs in with the same password."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Level, Role, User
from kam_crm.demo.months import Calendar, dice

PASSWORD = "monsoon-harvest"  # noqa: S105  (for everyone who tries the program)  # nosec B105
DOMAIN = "vindhya.example"

EXECUTIVES = ("Esha Menon", "Rajat Kapoor")
ADMINISTRATOR = "Omar Sheikh"
TEAMS = {
    "Vikram Rao": (
        "Asha Kulkarni, Rohan Deshpande, Kavya Reddy, Imran Qureshi, Lakshmi Narayanan, Sneha Joshi, Arjun Pillai,"
        " Farah Sayed, Nikhil Patil"
    ),
    "Meera Iyer": (
        "Ravi Mishra, Pooja Agarwal, Tenzin Dorje, Ananya Chatterjee, Harpreet Singh, Saurabh Tiwari, Bhavna Solanki,"
        " Debashish Mohanty"
    ),
    "Daniel Whitfield": (
        "Priya D'Souza, Lukas Hoffmann, Chloe Tan, Yusuf Al Hashimi, Ingrid Solberg, Marco Ferri, Aiko Nakamura,"
        " Thomas Okafor, Emma Verbeke, Kabir Malhotra"
    ),
}
REGULAR = (
    "Nila Subramaniam, Sanjay Yadav, Deepa Krishnan, Mohit Saxena, Rukmini Hegde, Abdul Karim, Shalini Dubey,"
    " Peter Fernandes"
)
NEWCOMER, LEAVER = "Zoya Ansari", "Gaurav Bhatt"  # joined this month; left five months ago
DEPARTMENTS = {
    "Leela Thomas": "logistics",
    "Manoj Pandey": "finance",
    "Tara Bose": "customer-service",
    "Vivek Raman": "legal",
    "Nandini Rao": "design",
}


def email(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).replace("'", "").lower()
    return ".".join(plain.split()) + f"@{DOMAIN}"


SIGN_INS = [
    ("junior key manager", email("Asha Kulkarni"), PASSWORD),
    ("her senior", email("Vikram Rao"), PASSWORD),
    ("executive", email("Esha Menon"), PASSWORD),
]


@dataclass
class Staff:
    """Everybody by name, in the order in which they are stored: supervisors first."""

    calendar: Calendar
    by_name: dict[str, User] = field(default_factory=dict)

    def hire(self, name: str, role: Role, joined: dt.date, level: str = "", supervisor: str = "", **fields) -> None:
        self.by_name[name] = User(
            name=name,
            email=email(name),
            role=role,
            level=level,
            supervisor=self.by_name.get(supervisor),
            date_joined=self.calendar.at(joined, dice(f"hire {name}")),
            **fields,
        )

    def team(self, senior: str) -> list[User]:
        return [user for user in self.by_name.values() if user.supervisor is self.by_name[senior]]


def staff(calendar: Calendar, departments: Iterable[Department]) -> Staff:
    found, years_ago = Staff(calendar), calendar.first(-38)
    for name in EXECUTIVES:
        found.hire(name, Role.EXECUTIVE, calendar.first(-110))
    found.hire(ADMINISTRATOR, Role.ADMINISTRATOR, calendar.first(-60))
    for senior, names in TEAMS.items():
        found.hire(senior, Role.KEY_MANAGER, calendar.first(-84), Level.SENIOR, EXECUTIVES[0])
        for name in names.split(", "):
            found.hire(name, Role.KEY_MANAGER, years_ago, Level.JUNIOR, senior)
    found.hire(NEWCOMER, Role.KEY_MANAGER, calendar.first(0), Level.JUNIOR, "Meera Iyer")
    found.hire(LEAVER, Role.KEY_MANAGER, years_ago, Level.JUNIOR, "Vikram Rao", is_active=False)
    for name in REGULAR.split(", "):
        found.hire(name, Role.ACCOUNT_MANAGER, years_ago, supervisor=EXECUTIVES[1])
    by_code = {department.code: department for department in departments}
    for name, code in DEPARTMENTS.items():
        found.hire(name, Role.DEPARTMENT_MEMBER, years_ago, supervisor=EXECUTIVES[1], department=by_code[code])
    password = make_password(PASSWORD)  # one slow hash for all of them
    for user in found.by_name.values():
        user.password = password
    return found
