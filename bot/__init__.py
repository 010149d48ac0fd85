"""Duban 督办: carries every measure of an inspection's follow-up to its close."""
