"""The story of a measure, and its proof."""
