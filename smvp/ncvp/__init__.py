"""Artt. 32 and 34: the register of the NCVP, the guidance it is given, its yearly report."""
