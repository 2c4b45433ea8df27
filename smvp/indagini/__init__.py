"""Artt. 18 and 33: surveys of staff and of those who use the services, with answers that lead to nobody."""
