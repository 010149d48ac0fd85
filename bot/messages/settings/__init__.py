"""Messages of settings."""
