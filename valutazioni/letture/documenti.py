"""The documents of the evaluations that have been issued, as pages show them."""

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.letture import storia

from .elenco_giunta import PREPARA

ELENCO_GIUNTA = "elenco_giunta"


def elenchi_emessi(utente: Utente, esercizio: Esercizio) -> list[Documento]:
    """The lists for the Giunta's act that were prepared last, in their parts: asked for again, the same ones are not issued again."""
    ultima = storia("esercizio", esercizio.pk).filter(azione=PREPARA).first()
    sue = ultima.contenuto.get("documenti", ()) if ultima else ()
    emessi = documenti_letti(utente, Documento.objects.filter(tipo=ELENCO_GIUNTA, oggetto_id=esercizio.pk, pk__in=sue))
    return sorted(emessi, key=lambda d: d.pk)
