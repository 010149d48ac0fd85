"""Days to be confirmed."""
