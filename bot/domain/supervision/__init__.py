"""Letters (督办单 and others) and instructions (批示)."""
