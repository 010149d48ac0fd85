"""Read-only answers about how things stand."""
