"""上级验收: what is handed to the upper unit with a sealed dossier, how it is graded, and what it says."""
