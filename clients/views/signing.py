"""Where a client signs, without an account: whoever has the link may read and sign its one document, once.

Used, expired, withdrawn and guessed links get the same answer. The address of the page is the secret, so it stands in
no log (kam_crm/logs.py), is kept by no cache and no search engine, and leads nowhere else.
"""

from __future__ import annotations

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from clients.forms.contracts import SignatureForm
from clients.models import SigningLink
from clients.paper import docx
from pages import documents

TRIES = 30  # wrong addresses from one place
PAUSE = 15 * 60  # seconds after which they are forgotten


class ByLink(View):
    """Open to everybody who has a link that can be used."""

    http_method_names = ("get", "post", "head", "options")

    def dispatch(self, request, token):
        self.now, self.address = timezone.now(), get_client_ip(request)
        self.link = None if self.tried_too_often() else SigningLink.find(token, self.now)
        response = super().dispatch(request, token) if self.link else self.nothing_here()
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        return response

    @property
    def key(self) -> str:
        return f"signing:{self.address}"

    def tried_too_often(self) -> bool:
        return cache.get(self.key, 0) >= TRIES

    def nothing_here(self):
        if not cache.add(self.key, 1, PAUSE):
            cache.incr(self.key)
        return render(self.request, "clients/sign/nothing.html", status=404)


class Sign(ByLink):
    def get(self, request, token):
        return self.shown(SignatureForm())

    def post(self, request, token):
        form = SignatureForm(request.POST)
        if not form.is_valid():
            return self.shown(form)
        browser = request.headers.get("User-Agent", "")
        signature = self.link.sign(form.cleaned_data["name"], at=self.now, address=self.address, user_agent=browser)
        if signature is None:
            return self.nothing_here()
        return render(request, "clients/sign/done.html", self.about() | {"signature": signature})

    def shown(self, form):
        with self.link.document.docx.open("rb") as file:
            found = docx.blocks(file.read())
        return render(self.request, "clients/sign/page.html", self.about() | {"form": form, "blocks": found})

    def about(self) -> dict[str, object]:
        document = self.link.document
        return {"link": self.link, "document": document, "contract": document.contract}


class SignedPaper(ByLink):
    """The PDF that is signed."""

    def get(self, request, token):
        return documents.download(self.link.document.pdf, f"{self.link.document}.pdf")
