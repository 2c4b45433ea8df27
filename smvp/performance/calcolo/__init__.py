"""What a section of the Relazione is made of, and what of it may be told to everybody. Pure."""
