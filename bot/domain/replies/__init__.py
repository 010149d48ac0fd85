"""What a short reply says."""
