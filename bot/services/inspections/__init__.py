"""Visits on the spot with what they found and demand, and measures under key supervision."""
