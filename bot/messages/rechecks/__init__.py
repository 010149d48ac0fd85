"""Messages of rechecks."""
