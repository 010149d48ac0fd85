"""The made-up round that the demo plays."""
