"""The request: one function per thing that a person, or the clock, can ask."""
