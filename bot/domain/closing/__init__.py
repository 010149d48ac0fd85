"""The stages of a measure until it is closed."""
