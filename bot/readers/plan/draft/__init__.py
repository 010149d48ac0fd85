"""From what was extracted to one draft: joined, numbered, completed, counted."""
