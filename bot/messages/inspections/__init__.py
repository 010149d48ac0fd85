"""Visits on the spot and key supervision as people read them."""
