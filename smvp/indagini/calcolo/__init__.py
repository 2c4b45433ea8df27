"""What a questionnaire is, what its answers add up to, and what of it may be told. Pure."""
