"""Where it should go: needs, solutions and opportunities so far; account plans, goals, hand-over come here."""
