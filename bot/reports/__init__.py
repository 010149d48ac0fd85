"""A value in, text or bytes out: messages, digest, chart, Word, workbook."""
