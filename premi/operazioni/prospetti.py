"""Artt. 22 and 24: issuing the tables of a run as documents."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.documenti import numerati
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, emetti_insieme, emetti_tutti
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Utente

from ..documenti.prospetti import contenuto_produttivita, contenuto_risultato, in_parti
from ..letture.corsa import PROSPETTO_PRODUTTIVITA, PROSPETTO_RISULTATO, conti_di, destinazioni_di
from ..models import ContoDirezione, Corsa, LineaPremio
from ..stati import CALCOLATE


@transaction.atomic
def emetti_prospetti(
    *, corsa: Corsa, direzione: str = "", con_nomi: bool = False, utente: Utente, quando: datetime
) -> list[Documento] | Lavoro:
    """Freeze the tables of a run and queue their PDF; of productivity, one for each Direzione or for ``direzione`` (its code) alone.

    Several come together as a batch. Raises PermissionDenied, OperazioneNonAmmessa (a run without amounts), DatiNonValidi (an unknown
    Direzione).
    """
    if not rules.has_perm("premi.vedere_corse", utente):
        raise PermissionDenied("I prospetti delle corse li preparano l’ufficio del personale e il Segretario generale.")
    if corsa.stato not in CALCOLATE:
        raise OperazioneNonAmmessa("Questa corsa non ha importi da stampare.", articolo="24")
    if corsa.di_risultato:
        return emetti_tutti([_del_risultato(corsa, quando)], tipo=PROSPETTO_RISULTATO, utente=utente, quando=quando)
    conti = [k for k in conti_di(corsa) if direzione in ("", k.direzione.codice)]
    if not conti:
        raise DatiNonValidi("Questa Direzione non è nella corsa.", campo="direzione", articolo="22")
    richieste = list(_della_produttivita(corsa, conti, con_nomi, quando))
    documenti = emetti_tutti(richieste, tipo=PROSPETTO_PRODUTTIVITA, utente=utente, quando=quando)
    if len(documenti) == 1:
        return documenti
    titolo = f"Prospetti dei premi {corsa.esercizio.anno}, corsa n. {corsa.numero}{', con i nomi' if con_nomi else ''}"
    return emetti_insieme(tipo=PROSPETTO_PRODUTTIVITA, titolo=titolo, documenti=documenti, utente=utente, quando=quando)


def _del_risultato(corsa: Corsa, quando: datetime) -> Richiesta:
    firmatari = Firmatari(quando.astimezone(FUSO).date())
    linee = list(corsa.linee_risultato.order_by("destinazione", "nominativo", "dal", "pk"))
    contenuto = contenuto_risultato(corsa, destinazioni_di(corsa), linee, Ente.corrente(), firmatari)
    titolo = f"Prospetto della retribuzione di risultato {corsa.esercizio.anno}, corsa n. {corsa.numero}"
    return Richiesta(f"{PROSPETTO_RISULTATO}:{corsa.pk}:{corsa.stato}", titolo, corsa.pk, lambda: contenuto)


def _della_produttivita(corsa: Corsa, conti: Sequence[ContoDirezione], con_nomi: bool, quando: datetime) -> Iterator[Richiesta]:
    firmatari, ente = Firmatari(quando.astimezone(FUSO).date()), Ente.corrente()
    ordine = ("nominativo", "matricola", "pk") if con_nomi else ("matricola", "pk")
    per_direzione: dict[int, list[LineaPremio]] = {k.direzione_id: [] for k in conti}
    for linea in corsa.linee_premio.filter(direzione__in=list(per_direzione)).order_by(*ordine):
        per_direzione[linea.direzione_id].append(linea)
    che = "interno" if con_nomi else "matricole"
    for conto in conti:
        for fascicolo, linee in numerati(in_parti(per_direzione[conto.direzione_id])):
            contenuto = contenuto_produttivita(corsa, conto, linee, fascicolo, ente, firmatari, con_nomi=con_nomi)
            n = fascicolo["numero"] if fascicolo else 1
            titolo = f"Premi di produttività {corsa.esercizio.anno}, {conto.direzione.codice}, corsa n. {corsa.numero}"
            titolo += (", con i nomi" if con_nomi else "") + (f", parte {n} di {fascicolo['di']}" if fascicolo else "")
            chiave = f"{PROSPETTO_PRODUTTIVITA}:{corsa.pk}:{corsa.stato}:{conto.direzione.codice}:{che}:{n}"
            yield Richiesta(chiave, titolo, corsa.pk, lambda c=contenuto: c)  # type: ignore[misc]
