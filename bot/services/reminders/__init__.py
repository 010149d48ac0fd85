"""Reminders by the ladder, and why they came."""
