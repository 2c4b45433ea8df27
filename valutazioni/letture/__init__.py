"""What pages and documents of the evaluations read. One module a subject."""
