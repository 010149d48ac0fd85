"""What every rule stands on: working days, refusals, harmless names."""
