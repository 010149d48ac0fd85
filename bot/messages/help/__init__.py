"""What one may ask for."""
