"""What measures wait for: offered, registered, answered by the other side, followed, and shown."""
