"""Meetings: planned with an agenda by rule, prepared by the reporters, held, and what they decided followed."""
