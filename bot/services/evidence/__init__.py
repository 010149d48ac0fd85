"""Evidence kept, assigned, undone, and cleared after its time."""
