"""What waits to be sent, drawn up when it goes, and what became of it."""
