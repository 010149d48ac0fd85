"""The history of measures, and the check of the journal."""
