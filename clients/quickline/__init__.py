"""Understanding one line about a talk, in English or Hindi: “call Anna at Acme yesterday 15:00 20m price ok #next send
offer Fri”. `grammar` and `days` know words and times and no database; `names` finds who is meant among those whom the
writer works with."""

from clients.quickline.names import Understood, understand

__all__ = ["Understood", "understand"]
