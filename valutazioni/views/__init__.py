"""The evaluations in the browser. One module a subject."""
