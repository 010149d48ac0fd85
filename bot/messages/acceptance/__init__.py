"""What is read of what an upper unit is to accept."""
