"""What must be done: an owner, a deadline, a state. Cases so far; tasks, playbooks and requests come here."""
