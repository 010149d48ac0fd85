"""The week's page, charts and papers."""
