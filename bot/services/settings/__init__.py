"""Settings changed in chat."""
