"""Artt. 32, 37 and 38: information to the OO.SS. and revision of the regulation."""
