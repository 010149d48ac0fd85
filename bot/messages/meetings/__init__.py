"""Meetings as people read them: agenda, one card at a time, what was decided, what became of it."""
