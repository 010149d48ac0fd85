"""Official documents (公文) by GB/T 9704-2012: what they say as values, and their Word files."""
