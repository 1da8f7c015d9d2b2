from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People are added by an administrator or an import; nobody signs up."""

    def is_open_for_signup(self, request) -> bool:
        return False
