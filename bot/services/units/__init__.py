"""Units, their quotas, and the upper unit's look."""
