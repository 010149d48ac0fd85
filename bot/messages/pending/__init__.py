"""What waits for somebody's decision, as a list with live buttons."""
