from django.http import Http404


class Denied(Http404):
    """What a verb raises where `by` may not do it. The web answers as if nothing were there."""
