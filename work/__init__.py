"""What must be done: an owner, a deadline, a state. Tasks, playbooks, cases and requests come here."""
