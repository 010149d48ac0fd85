"""Reminders, their forecast, and their reasons."""
