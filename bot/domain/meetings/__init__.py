"""Meetings (党组会, 专题会, 调度会): the agenda by rule, and what was decided."""
