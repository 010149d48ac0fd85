"""What measures wait for, in words."""
