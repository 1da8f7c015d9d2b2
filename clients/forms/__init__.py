"""The forms of the facts about clients, one module a kind."""
