"""Messages of evidence."""
