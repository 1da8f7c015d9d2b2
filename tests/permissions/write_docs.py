"""Write docs/permissions.md from the table of policies: `python -m tests.permissions.write_docs`."""

import os
import pathlib
import re

from tests.permissions import policies as p

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "permissions.md"

HEAD = """# Who may do what

Made from the table in `tests/permissions/policies.py` by `python -m tests.permissions.write_docs`; a test walks every
route with every role, method and relation and compares it with this table, and fails for a route that is not in it.

- Who may not see something gets the same answer as if it were not there: 404.
- Who is not signed in is sent to the sign-in page and comes back to where they wanted to go.
- One answer to "who may see this client": an executive all; a key account manager the own book and the clients whose
  team they are on; a senior also all of that of everyone below in the reporting tree; an account manager the own book,
  without key accounts; department members and administrators none.
- Whoever stands in for an absent colleague sees and works on the clients of that person's own book and teams (an
  account manager never key accounts), from the first day of the absence to the last, by the company's calendar; before
  and after it they are not there. It is the person's own part of the work that is handed over, not the leading: not the
  books of an absent senior's juniors, no transferring, no putting together of teams, no records of the absent one's own
  talks, no figures and no pay. What the colleague logs meanwhile is the colleague's own; a cover changes no credit.
- A manager arranges the own absence, a senior the line's, an executive everyone's. They may name someone of their own
  line, whom they report to, and who reports to the same person; an executive any manager. A key manager's place is
  taken by a key manager, an account manager's by either.
- Playbooks are written and put into force by seniors and executives; drafts are theirs alone to read. Whoever works on
  a client starts one there. What is in force is the company's own instruction: its steps become tasks of whoever has
  the role at the client, also past the line of who started it, and are then those people's own. A run is called off by
  who started it, by who is responsible, and by the seniors above; one that waits for a manager, by executives, too.
- Looking is not working: executives read every client's records, but only those who work on the client change them.
- Who sees a client sees the prices of the solutions made for it. What they cost us, and the margin, is seen only by who
  made the solution, who is responsible for the client, the seniors above these, who stands in for one of them, and
  executives; nobody else changes it. A senior above approves it: always where a junior or an account manager submits
  it, and from a senior where the discount is above 10 % or the margin below 20 %; then an executive does.
- The same people see what sales cost us, and the profit: who sold it, who is responsible for the client today, the
  seniors above these, who stands in for one of them, and executives. Not the client's team: lists, pages, totals,
  exports and the log leave it out for them, and they change neither the cost nor who sold it. Whoever records a sale
  writes its cost all the same, and then sees it no more. The proof of a figure shows the cost of the sales it counts to
  whoever may see the figure: it is their pay.
- Every manager and executive reads the catalogue and its prices; seniors and executives keep it. What a service earned
  is counted there of the reader's own clients alone.
- An administrator sees people, settings, imports and the audit log without the details of business records.
- The administrator keeps the working calendar, executives decide what clients are promised (the service targets); each
  of the two reads what the other keeps. A case is given to a manager of one's own line, to whoever is responsible for
  its client or is on the client's team; and only to somebody who works on that client.

*own*: one is responsible for the client, or it is one's own record. *team*: one is on the client's team. *junior's*: it
is that of somebody below in the reporting tree. *junior's team*: somebody below is on its team. *covered*: it is that
of an absent person for whom one stands in today. All other records are *strangers'*. *addressed*: the
request is to one's department; members of all other departments find nothing.

| address | look | change |
|---|---|---|
"""


def document() -> str:
    from tests.permissions.routes import all_routes

    routes = sorted(all_routes(), key=lambda route: route.pattern)
    return HEAD + "".join(row(route) for route in routes if route.name in p.POLICIES)


def row(route) -> str:
    policy = p.POLICIES[route.name]
    look, change = words(policy.get), words(policy.post)
    if policy.anonymous == "open":
        look, change = "everybody, also without signing in", "everybody" if policy.post else "–"
    if policy.note:
        look += f". {policy.note}"
    return f"| `/{address(route.pattern)}` | {look} | {change} |\n"


def address(pattern: str) -> str:
    """The pattern as people write it: `<key>` for a regular expression's group."""
    return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern)


def words(audience: p.Audience | None) -> str:
    if audience is None:
        return "–"
    if not audience:
        return "nobody"
    if audience == p.EVERYONE:
        return "everyone"
    return ", ".join(kind if who == p.ANY else f"{kind} ({', '.join(who)})" for kind, who in audience.items())


if __name__ == "__main__":
    import tests.services  # noqa: F401

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_crm.settings")
    import django

    django.setup()
    DOCUMENT.write_text(document())
