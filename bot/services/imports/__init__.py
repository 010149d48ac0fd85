"""Taking in a plan, and undoing that."""
