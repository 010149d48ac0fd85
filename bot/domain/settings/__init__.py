"""What a unit may set."""
