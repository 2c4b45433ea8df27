"""What premi writes: one module a subject."""
