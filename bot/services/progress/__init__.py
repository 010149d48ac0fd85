"""What owners report, and taking it back."""
