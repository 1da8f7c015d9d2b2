"""Where it should go: account plans, goals, opportunities, hand-over come here."""
