"""What is read of words of the public."""
