"""Reminders by hand."""
