"""The steps of closing-out."""
