"""Cards of closing-out."""
