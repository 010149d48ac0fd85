"""What single cells hold: numbers, enumerations, names, deadlines."""
