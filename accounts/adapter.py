from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People are added by an administrator or an import; nobody signs up."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """`next` leads to a page of ours, never to another host, whatever hosts are allowed to reach us."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail: from KAM_BASE_URL, because the request's Host header is the sender's to choose."""
        uid, _, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[uid, token])
