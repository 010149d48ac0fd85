"""The rulebook: frozen dataclasses and pure functions. No I/O, no await, no clock, no packages."""
