from django.urls import path

from kpis.views import payplans, payterms, replay

app_name = "payplans"
urlpatterns = [
    path("plans/", payplans.PlanList.as_view(), name="list"),
    path("plans/new/", payplans.NewPlan.as_view(), name="create"),
    path("plans/row/", payplans.Row.as_view(), name="row"),
    path("plans/curves/", payplans.Curves.as_view(), name="curves"),
    path("plans/people/", payplans.People.as_view(), name="people"),
    path("plans/<int:pk>/", payplans.PlanPage.as_view(), name="detail"),
    path("plans/<int:pk>/edit/", payplans.EditPlan.as_view(), name="edit"),
    path("plans/<int:pk>/copy/", payplans.CopyPlan.as_view(), name="copy"),
    path("plans/<int:pk>/adopt/", payplans.AdoptPlan.as_view(), name="adopt"),
    path("plans/<int:pk>/end/", payplans.EndPlan.as_view(), name="end"),
    path("plans/<int:pk>/discard/", payplans.DiscardPlan.as_view(), name="discard"),
    path("plans/<int:pk>/replay/", replay.ReplayPage.as_view(), name="replay"),
    path("plans/<int:pk>/replay/begin/", replay.BeginReplay.as_view(), name="begin_replay"),
    path("plans/<int:pk>/replay.csv", replay.ReplayFile.as_view(), name="replay_csv"),
    path("terms/", payterms.TermsList.as_view(), name="terms"),
    path("terms/new/", payterms.NewTerms.as_view(), name="set_terms"),
    path("terms/of/<int:pk>/", payterms.TermsHistory.as_view(), name="terms_of"),
    path("terms/<int:pk>/end/", payterms.EndTerms.as_view(), name="end_terms"),
]
