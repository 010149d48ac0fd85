"""Messages of plan."""
