"""An import as the office sees it."""
