"""What is to be said to somebody."""
