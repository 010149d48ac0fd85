"""Letters, instructions, nudges, and what is asked for again."""
