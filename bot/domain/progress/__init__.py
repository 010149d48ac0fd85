"""What people report on a measure."""
