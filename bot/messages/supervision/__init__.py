"""Letters, instructions, reminders by hand."""
