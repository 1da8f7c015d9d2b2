"""A client's playbooks and a talk's answers on the pages of the room below, which does not know them."""

from __future__ import annotations

from django import template

from clients.models import Client, Interaction
from work.models import Playbook, PlaybookRun

register = template.Library()
SHOWN = 6


@register.inclusion_tag("work/client_playbooks.html", takes_context=True)
def playbooks_of(context, client: Client, may_work: bool) -> dict[str, object]:
    """What runs for the client, and the scripts to call by. Two queries."""
    runs = PlaybookRun.objects.filter(client=client).running().with_progress().select_related("playbook")
    adopted = list(Playbook.objects.adopted().order_by("name", "pk")) if may_work else []
    return {
        "client": client,
        "may_work": may_work,
        "runs": list(runs[:SHOWN]),
        "scripts": [playbook for playbook in adopted if playbook.is_script],
        "any": bool(adopted),
        "request": context.get("request"),
    }


@register.inclusion_tag("work/script_answers.html")
def answers_of(interaction: Interaction) -> dict[str, object]:
    """What was answered by script in this talk, in the order of the questions; prefetched in a list."""
    return {"answers": interaction.answers.all()}
