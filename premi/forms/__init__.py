"""The forms of premi, one module a subject."""
