"""The documents of the evaluations: the frozen content of what is printed, one module a document, and who may have it."""
