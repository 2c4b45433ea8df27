"""Art. 32: the Segretario sends the NCVP the strategic guidance of a year, and what changes of it; the NCVP acknowledges."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from smvp.documenti.allegati import File, conserva, ricevi
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con

from ..models import Allegato, Genere, Indirizzi
from .comuni import INDIRIZZO, annota, avvisa, blocca, vieta_senza, vuole_testo
from .registro import CARTELLA

OGGETTO = "indirizzi_ncvp"


def invia_indirizzi(
    *, esercizio: Esercizio, testo: str, file: Sequence[File] = (), utente: Utente, quando: datetime, visti: int
) -> Indirizzi:
    """Send the guidance of a year, or a variation of it if there is one already. ``visti``: how many there were on the page of who sends:
    two clicks at once send one. Raises PermissionDenied, DatiNonValidi, FileRifiutato, OperazioneNonAmmessa."""
    vieta_senza("ncvp.inviare_indirizzi", utente, "Gli indirizzi al NCVP li comunica il Segretario generale.")
    vuole_testo(testo, "testo", "Scrivi gli indirizzi, con almeno una frase.", INDIRIZZO)
    ricevuti = ricevi(file)
    with transaction.atomic():
        anno = Esercizio.objects.select_for_update().get(pk=esercizio.pk)
        ultimo = Indirizzi.objects.filter(esercizio=anno).aggregate(n=Max("numero"))["n"] or 0
        if ultimo != visti:
            gia = "Gli indirizzi" if ultimo == 1 else "Altri indirizzi"
            raise OperazioneNonAmmessa(
                f"{gia} {anno.anno} sono appena stati inviati: rileggili prima di mandarne altri.", articolo=INDIRIZZO
            )
        riga = Indirizzi.objects.create(esercizio=anno, numero=ultimo + 1, testo=testo.strip(), inviati_da=utente, inviati_il=quando)
        for r in ricevuti:
            tenuto = conserva(f"{CARTELLA}/indirizzi/{riga.pk}", r)
            Allegato.objects.create(indirizzi=riga, genere=Genere.INDIRIZZI, caricato_da=utente, caricato_il=quando, **tenuto)
        annota(OGGETTO, riga, "invia", utente, quando, anno=anno.anno, numero=riga.numero, allegati=[r.impronta for r in ricevuti])
        avvisa(
            utenti_con(Ruolo.NCVP), f"{riga}: te li comunica il Segretario generale.", riga.get_absolute_url(), tranne=utente, quando=quando
        )
    return riga


@transaction.atomic
def ricevi_indirizzi(*, indirizzi: Indirizzi, utente: Utente, quando: datetime) -> Indirizzi:
    """The NCVP acknowledges, once. Raises PermissionDenied, OperazioneNonAmmessa."""
    vieta_senza("ncvp.ricevere_indirizzi", utente, "Che siano stati ricevuti lo dice il NCVP.")
    riga = blocca(indirizzi)
    if riga.ricevuti_il is not None:
        raise OperazioneNonAmmessa("Risultano già ricevuti.", articolo=INDIRIZZO)
    riga.ricevuti_da, riga.ricevuti_il = utente, quando
    riga.save(update_fields=["ricevuti_da", "ricevuti_il"])
    annota(OGGETTO, riga, "ricevi", utente, quando)
    avvisa(utenti_con(Ruolo.SEGRETARIO), f"{riga}: ricevuti dal NCVP.", riga.get_absolute_url(), tranne=utente, quando=quando)
    return riga
