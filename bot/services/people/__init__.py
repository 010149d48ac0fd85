"""Binding, rosters, absence and handover."""
