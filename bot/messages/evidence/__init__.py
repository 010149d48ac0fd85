"""Evidence: what was kept, what is missing, all of a measure's."""
