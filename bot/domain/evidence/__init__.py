"""Evidence (佐证材料) and how much of it a measure needs."""
