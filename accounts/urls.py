"""Sign-in and people. Of allauth only the pages that we use have a route: no sign-up, no managing of addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from accounts.views import absences, palette, people, profile, settings

sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

people_pages = [
    path("", people.PeopleList.as_view(), name="list"),
    path("new/", people.Hire.as_view(), name="create"),
    path("<int:pk>/", people.Appoint.as_view(), name="edit"),
    path("<int:pk>/deactivate/", people.Deactivate.as_view(), name="deactivate"),
    path("<int:pk>/reactivate/", people.Reactivate.as_view(), name="reactivate"),
    path("<int:pk>/invite/", people.Invite.as_view(), name="invite"),
]

absences_pages = [
    path("", absences.AbsenceList.as_view(), name="list"),
    path("new/", absences.ArrangeCover.as_view(), name="arrange"),
    path("<int:pk>/", absences.ChangeCover.as_view(), name="change"),
    path("<int:pk>/end/", absences.EndCover.as_view(), name="end"),
]

for route in sign_in:
    route.callback = require_http_methods(["GET", "HEAD", "POST"])(route.callback)  # no PUT, which would count as POST

urlpatterns = [
    path("accounts/", include(sign_in)),
    path("people/", include((people_pages, "people"))),
    path("absences/", include((absences_pages, "absences"))),
    path("find/", palette.Palette.as_view(), name="find"),
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("settings/", settings.CompanySettings.as_view(), name="settings"),
]
