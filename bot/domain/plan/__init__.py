"""A round of findings with its measures and their deadlines."""
