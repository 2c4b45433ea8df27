"""The pages of premi, one module a subject."""
