"""The week's page and the regular lists."""
