"""Messages of extensions."""
