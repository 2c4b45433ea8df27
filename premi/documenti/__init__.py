"""What premi prints and hands over: one module a subject."""

from .risultato import foglio_fasce, foglio_incarichi, foglio_totali

__all__ = ["foglio_fasce", "foglio_incarichi", "foglio_totali"]
