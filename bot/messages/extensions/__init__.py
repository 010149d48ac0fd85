"""Requests for more time."""
