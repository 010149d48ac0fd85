"""Rechecks after closing."""
