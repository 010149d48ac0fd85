"""Questions about a reply, and days to be confirmed."""
