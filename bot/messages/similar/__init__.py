"""What is read of causes, same-kind checks and rules."""
