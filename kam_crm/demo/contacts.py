"""The people at the clients: names of their country, titles, who decides, who reports to whom."""

from __future__ import annotations

import datetime as dt
import unicodedata
from random import Random

from clients.models import Client, Contact
from kam_crm.demo.lives import Life
from kam_crm.demo.months import Calendar, dice

GIVEN = (
    "Aditi Aman Anjali Bhaskar Chitra Dev Divya Farhan Gauri Girish Harini Ishaan Jaya Kiran Leena Madhav Manjula"
    " Naveen Neha Om Pallavi Prakash Radhika Rakesh Ritu Sameer Shobha Suresh Tanvi Uday Vandana Yash"
)
FAMILY = (
    "Acharya Agarwal Banerjee Bhat Chauhan Choudhury Das Gill Gowda Gupta Jain Kamath Khan Kumar Mehta Menon Nair"
    " Pandey Parekh Prasad Reddy Saxena Sethi Shah Sharma Shetty Singh Srinivasan Thakur Varghese"
)
INDIAN = (GIVEN, FAMILY)
HINDI = ("अनीता संजय सुनीता रमेश मीना विकास", "शर्मा वर्मा मिश्रा गुप्ता यादव तिवारी")
ENGLISH = (
    "Alice Daniel Grace Henry Laura Martin Olivia Peter Rachel Simon",
    "Archer Bennett Clarke Doyle Foster Hughes Reid Walsh",
)
ABROAD = {
    "Germany": ("Anke Dieter Franziska Jürgen Katrin Stefan", "Bauer Fischer Krüger Neumann Schäfer Vogel"),
    "Switzerland": ("Beat Claudia Reto Ursina", "Ammann Frei Meier Zbinden"),
    "Sweden": ("Astrid Björn Elin Lars", "Åkesson Lindqvist Nyström Sandberg"),
    "Norway": ("Ane Eirik Kari Sindre", "Bakke Haugen Lien Moe"),
    "Denmark": ("Freja Jens Mette Søren", "Dahl Holm Juhl Kjær"),
    "France": ("Camille Élodie Julien Rémi", "Baudin Lefèvre Marchand Rousseau"),
    "Italy": ("Chiara Davide Giulia Paolo", "Bassi Conti Ricci Vitale"),
    "Netherlands": ("Anouk Bram Femke Joost", "Bakker Dijkstra Mulder Visser"),
    "Belgium": ("Elise Lowie Nele Wouter", "Claes Jacobs Maes Peeters"),
    "Japan": ("Haruka Kenji Naoko Takumi", "Fujita Kobayashi Mori Ueda"),
    "South Korea": ("Ji-woo Min-seo Seung-ho Yuna", "Choi Han Jung Yoon"),
    "United Arab Emirates": ("Ahmed Fatima Khalid Noura", "Al-Mazrouei Al-Suwaidi Haddad Rahman"),
    "Singapore": ("Hui-Min Jian-Hao Rajesh Siti", "Goh Lim Ong Teo"),
}
TITLES = (
    ("Head of Administration", "decides", "high"),
    ("Procurement Manager", "buys", "medium"),
    ("Facility Manager", "uses", "medium"),
    ("Chief Financial Officer", "decides", "high"),
    ("IT Operations Lead", "influences", "medium"),
    ("Executive Assistant", "gatekeeper", "low"),
    ("Human Resources Partner", "influences", "low"),
)
LANGUAGES = {"Germany": "German", "France": "French", "Italy": "Italian", "Japan": "Japanese", "South Korea": "Korean"}
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "
WISHES = (
    "Prefers a call before ten.",
    "Vegetarian; tea, no coffee.",
    "Wants figures first, talk later.",
    "Likes to walk the site rather than sit.",
    "Answers messages faster than e-mails.",
)


def contacts(life: Life, client: Client, calendar: Calendar) -> list[Contact]:
    """Two to four people; the first one leads the others."""
    rng = dice(f"contacts {client.code}")
    known_since = calendar.at(calendar.first(min(life.spells[0].first if life.spells else -3, -1)), rng)
    found: list[Contact] = []
    number = rng.choice((3, 3, 4) if client.kind == "key" else (1, 2))
    for title, role, influence in rng.sample(TITLES, number):
        name = person(rng, client, {contact.name for contact in found})
        found.append(
            Contact(
                client=client,
                name=name,
                email=f"{ascii_part(name)}@{ascii_part(client.code)}.example" if ascii_part(name) else "",
                title=title,
                phone=f"+91 9{rng.randrange(10**8, 10**9):09d}" if client.country == "India" else "",
                decision_role=role,
                influence=influence,
                attitude=rng.choices(("supporter", "neutral", "critic"), (5, 4, 1))[0],
                language=LANGUAGES.get(client.country, "Hindi" if not ascii_part(name) else "English"),
                reports_to=found[0] if found and rng.random() < 0.6 else None,
                birthday=calendar.today.replace(day=1, year=rng.randrange(1962, 1996), month=rng.randrange(1, 13))
                + dt.timedelta(days=rng.randrange(0, 28))
                if rng.random() < 0.4
                else None,
                preferences=rng.choice(WISHES) if rng.random() < 0.3 else "",
                recorded_at=known_since,
            )
        )
    return found


def person(rng: Random, client: Client, taken: set[str]) -> str:
    """A name as it is common in the client's country, not twice at one client."""
    pool = HINDI if not client.name.isascii() and client.country == "India" else INDIAN
    first, last = pool if client.country == "India" else ABROAD.get(client.country, ENGLISH)
    while True:
        name = f"{rng.choice(first.split())} {rng.choice(last.split())}"
        if name not in taken:
            return name


def ascii_part(text: str) -> str:
    """The text's letters as an address spells them; empty where it has none of the Latin script."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("æ", "ae"))
    return ".".join("".join(letter for letter in plain if letter in LETTERS).split())
