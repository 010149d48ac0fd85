"""举一反三: what caused a finding, where the same may stand, what was looked at, and the rules that were made."""
