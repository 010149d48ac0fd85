"""Changes of the plan."""
