"""The installation: health, backup, pruning, outages, the clock's jobs."""
