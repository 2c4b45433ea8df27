"""The fairness views (art. 4): what is read, what is told of it, how it is drawn."""
