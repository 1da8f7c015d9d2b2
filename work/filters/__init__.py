"""What the lists of this room can be narrowed by, one module a kind of work."""
