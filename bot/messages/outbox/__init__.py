"""Messages of outbox."""
