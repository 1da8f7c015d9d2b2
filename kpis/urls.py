import datetime as dt

from django.urls import path, register_converter

from kpis.views import dashboard, proof


class MonthConverter:
    """A month as it stands in an address: 2026-10. Years outside 1900 to 2199 are no months."""

    regex = r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


class RowConverter:
    """A line of a month's table: a manager's id, the unassigned, a senior's team or the company."""

    regex = r"\d{1,18}|team-\d{1,18}|unassigned|company"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(MonthConverter, "month")
register_converter(RowConverter, "row")

app_name = "kpis"
urlpatterns = [
    path("", dashboard.Newest.as_view(), name="newest"),
    path("<month:first>/", dashboard.Dashboard.as_view(), name="month"),
    path("<month:first>/freshness/", dashboard.Freshness.as_view(), name="freshness"),
    path("<month:first>/compute/", dashboard.Compute.as_view(), name="compute"),
    path("<month:first>/<row:reference>/", dashboard.Dashboard.as_view(), name="row"),
    path("<month:first>/<row:reference>/<slug:measure>/", proof.ProofPage.as_view(), name="proof"),
    path("<month:first>/<row:reference>/<slug:measure>/proof.csv", proof.ProofFile.as_view(), name="proof_csv"),
]
