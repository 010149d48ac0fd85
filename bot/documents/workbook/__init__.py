"""Workbooks as an office would have made them."""
