"""What pages and documents of the objectives read. One module a subject."""
