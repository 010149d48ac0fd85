"""Bytes and words in: plan files, deadlines, replies, the working calendar."""
