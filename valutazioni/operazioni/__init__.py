"""The acts on the evaluations. One module a subject."""
