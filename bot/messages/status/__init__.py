"""How things stand, in pages."""
