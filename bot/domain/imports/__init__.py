"""What was read from a plan's file, and what it would change."""
