"""What a file is inside: each format's bytes become one model of tables and paragraphs."""
