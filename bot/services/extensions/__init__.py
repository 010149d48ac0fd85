"""More time, asked for and granted."""
