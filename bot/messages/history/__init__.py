"""The story of a measure in sentences."""
