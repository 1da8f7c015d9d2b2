from contextlib import nullcontext

from django.utils import timezone, translation


class SignedInMiddleware:
    """Show every instant in the reader's own time zone and every word in their language, where they set them; else
    the company's zone and the language that the browser asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from accounts.models import Company

        request.company = Company.current()
        request.rules = request.company.rules()
        zone = getattr(request.user, "time_zone", "") or request.rules.time_zone
        language = getattr(request.user, "language", "")
        with timezone.override(zone), translation.override(language) if language else nullcontext():
            response = self.get_response(request)
        if language:
            response.headers["Content-Language"] = language
        return response
