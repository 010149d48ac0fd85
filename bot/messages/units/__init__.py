"""The units below, in figures."""
