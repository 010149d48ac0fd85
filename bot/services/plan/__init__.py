"""Corrections of a plan's measures."""
