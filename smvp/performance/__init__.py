"""Artt. 12, 18, 21: Piano della performance and Relazione sulla Performance."""
