"""Units, and what an upper one sees of those below it."""
