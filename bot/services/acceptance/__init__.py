"""What is handed to the upper unit with a sealed dossier, and what the upper unit says."""
