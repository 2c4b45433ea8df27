"""The pages of the objectives. One module a subject."""
