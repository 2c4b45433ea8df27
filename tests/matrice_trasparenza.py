"""The rows of the matrix for the public section (art. 36): anybody reads what is in sight; the Segretario publishes and withdraws."""

from tests.matrice import CHIUNQUE, Riga, anno, niente
