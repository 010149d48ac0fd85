"""What a message says of its own delivery."""
