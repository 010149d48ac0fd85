"""The window: one small file per concern; each ends in register()."""
