"""Word documents, workbooks, charts: a value in, bytes out."""
