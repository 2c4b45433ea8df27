"""Whose turn it is: what a sheet waits for, from whom and by when. The list, the page of a sheet and the desk all ask here."""
