from django.utils import timezone


class SignedInMiddleware:
    """Show every instant in the reader's own time zone, or the company's where they set none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from accounts.models import Company

        request.company = Company.current()
        request.rules = request.company.rules()
        zone = getattr(request.user, "time_zone", "") or request.rules.time_zone
        with timezone.override(zone):
            return self.get_response(request)
