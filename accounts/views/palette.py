from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from accounts.access import EVERYONE, For
from pages import palette


class Palette(For, View):
    """Finds whom or what is meant as one types, and starts anything. Without JavaScript it is a page."""

    roles = EVERYONE

    def get(self, request):
        typed = request.GET.get("q", "")
        template = "palette/found.html" if request.htmx else "palette/page.html"
        response = render(request, template, {"groups": palette.found(request.user, typed), "typed": typed.strip()})
        patch_vary_headers(response, ["HX-Request"])
        return response
