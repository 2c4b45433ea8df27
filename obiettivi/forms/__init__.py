"""The forms of the objectives. One module a subject."""
