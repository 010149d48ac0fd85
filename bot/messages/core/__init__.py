"""What cannot be done, in words."""
