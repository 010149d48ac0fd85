"""How things stand: the register, its counts, the queries."""
