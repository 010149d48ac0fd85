"""From a message to the measures that it means."""
