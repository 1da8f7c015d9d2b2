"""The pages of the facts, each kind in a namespace of its own."""

from django.urls import include, path

from clients.contracts_urls import contract_urls, signing_urls
from clients.views import (
    departures,
    merge,
    people,
    rates,
    relationships,
    returns,
    sales,
    services,
    spendings,
    surveys,
    trash,
)

contact_urls = [
    path("clients/<str:code>/contacts/new/", people.AddContact.as_view(), name="create"),
    path("clients/<str:code>/contacts/look/", merge.LookForContact.as_view(), name="look"),
    path("clients/<str:code>/contacts/options/", people.ContactOptions.as_view(), name="options"),
    path("contacts/<int:pk>/edit/", people.ChangeContact.as_view(), name="edit"),
    path("contacts/<int:pk>/known/", relationships.ChangeAcquaintance.as_view(), name="known"),
    path("contacts/<int:pk>/leave/", relationships.LeaveClient.as_view(), name="leave"),
    path("contacts/<int:pk>/standing/", relationships.ChangeStanding.as_view(), name="standing"),
    path("contacts/<int:pk>/merge/", merge.MergeContact.as_view(), name="merge"),
]
sale_urls = [
    path("sales/", sales.SaleList.as_view(), name="list"),
    path("clients/<str:code>/sales/new/", sales.RecordSale.as_view(), name="create"),
    path("sales/<int:pk>/", sales.SalePage.as_view(), name="detail"),
    path("sales/<int:pk>/edit/", sales.ChangeSale.as_view(), name="edit"),
    path("sales/<int:pk>/return/", returns.RecordReturn.as_view(), name="return"),
    path("sales/<int:pk>/share/", returns.Share.as_view(), name="share"),
]
departure_urls = [
    path("clients/<str:code>/departures/new/", departures.RecordDeparture.as_view(), name="create"),
    path("departures/<int:pk>/edit/", departures.ChangeDeparture.as_view(), name="edit"),
]
survey_urls = [
    path("clients/<str:code>/surveys/new/", surveys.RecordSurvey.as_view(), name="create"),
    path("surveys/<int:pk>/edit/", surveys.ChangeSurvey.as_view(), name="edit"),
]
spending_urls = [
    path("clients/<str:code>/spendings/new/", spendings.EstimateSpending.as_view(), name="create"),
    path("spendings/<int:pk>/edit/", spendings.ChangeSpending.as_view(), name="edit"),
]
service_urls = [
    path("services/", services.ServiceList.as_view(), name="list"),
    path("services/options/", services.ServiceOptions.as_view(), name="options"),
    path("services/worth/", services.Worth.as_view(), name="worth"),
    path("services/new/", services.OfferService.as_view(), name="create"),
    path("services/lines/rename/", services.RenameLine.as_view(), name="rename_line"),
    path("services/<int:pk>/", services.OneService.as_view(), name="detail"),
    path("services/<int:pk>/edit/", services.ChangeService.as_view(), name="edit"),
    path("services/<int:pk>/price/", services.ChangePrice.as_view(), name="price"),
    path("services/<int:pk>/retire/", services.RetireService.as_view(), name="retire"),
    path("services/<int:pk>/offer/", services.OfferAgain.as_view(), name="offer_again"),
    path("services/prices/<int:pk>/drop/", services.DropPrice.as_view(), name="drop_price"),
]
rate_urls = [
    path("rates/", rates.RateList.as_view(), name="list"),
    path("rates/new/", rates.EnterRate.as_view(), name="create"),
    path("rates/<int:pk>/edit/", rates.ChangeRate.as_view(), name="edit"),
    path("rates/<int:pk>/remove/", rates.RemoveRate.as_view(), name="remove"),
]
trash_urls = [
    path("trash/", trash.Trash.as_view(), name="list"),
    path("trash/<slug:kind>/<int:pk>/", trash.PutIntoTrash.as_view(), name="put"),
    path("trash/<slug:kind>/<int:pk>/restore/", trash.TakeOutOfTrash.as_view(), name="restore"),
]
merge_urls = [
    path("merges/", merge.MergeList.as_view(), name="list"),
    path("merges/<int:pk>/undo/", merge.UndoMerge.as_view(), name="undo"),
]
duplicate_urls = [
    path("duplicates/", merge.DuplicateList.as_view(), name="list"),
    path("duplicates/look/", merge.LookForClient.as_view(), name="look"),
    path("duplicates/<int:pk>/apart/", merge.TellApart.as_view(), name="apart"),
]

urlpatterns = [
    path("", include((contact_urls, "contacts"))),
    path("", include((sale_urls, "sales"))),
    path("", include((contract_urls, "contracts"))),
    path("", include((signing_urls, "signing"))),
    path("", include((departure_urls, "departures"))),
    path("", include((survey_urls, "surveys"))),
    path("", include((spending_urls, "spendings"))),
    path("", include((service_urls, "services"))),
    path("", include((rate_urls, "rates"))),
    path("", include((trash_urls, "trash"))),
    path("", include((merge_urls, "merges"))),
    path("", include((duplicate_urls, "duplicates"))),
]
