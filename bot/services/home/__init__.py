"""Everybody's first page."""
