"""The card of a submission, and what those who act on it are answered."""
