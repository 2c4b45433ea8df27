"""The sheets as forms. One module a subject."""
