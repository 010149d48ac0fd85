"""Questions in plain words: what is asked, of what, and of which time."""
