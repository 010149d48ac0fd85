"""Key supervision (重点督查) and visits on the spot (现场督办)."""
