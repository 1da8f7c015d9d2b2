from django.conf import settings
from django.utils.functional import SimpleLazyObject


def bell(request) -> dict[str, object]:
    """One query, and only for a page that shows the bell."""
    from activity.bell import Bell

    return {"bell": SimpleLazyObject(lambda: Bell.of(request.user)), "news_every": settings.NEWS_EVERY}
