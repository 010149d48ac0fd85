"""What was recorded of a report."""
