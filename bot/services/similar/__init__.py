"""举一反三: causes, where the same may stand, and the rules that were made."""
