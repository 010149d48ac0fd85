"""What a measure waits for before it can go on, and who waits for whom."""
