"""The one-time link with which a person sets their password: the same as that of a forgotten one.

It ends when it is used, when the password is set otherwise, or after `settings.PASSWORD_RESET_TIMEOUT` seconds.
"""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str

from accounts.models import User


def link(user: User) -> str:
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}")
