"""Extensions (延期) of a deadline."""
