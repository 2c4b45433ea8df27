"""Making a sheet: who answers for it and how much it weighs (artt. 7 and 8)."""

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import count

import rules
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum

from smvp.flusso.stati import e_scritto
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.registro.operazioni import registra

from ..letture.quadri.chiusura import si_negozia
from ..models import Assegnazione, Obiettivo, Riscontro, Tipo
from ..stati import OBIETTIVO

FINITO = "L’esercizio {anno} è finito: gli obiettivi si negoziano per l’anno in corso, o per quello che viene."
SIGLE = {Tipo.GENERALE: "OG", Tipo.INDIVIDUALE: "OI"}


def salva_riga(obiettivo: Obiettivo) -> None:
    """Write the row of a sheet. The code is of one sheet only, also when two are saved in the same moment: the database has the last word.

    Raises DatiNonValidi, which says so.
    """
    try:
        with transaction.atomic():
            obiettivo.save()
    except IntegrityError as errore:
        gia_preso(obiettivo, obiettivo.codice, errore)
        raise


def gia_preso(obiettivo: Obiettivo, codice: str, causa: Exception | None = None) -> None:
    """Raise DatiNonValidi if another sheet of the exercise has the code."""
    if Obiettivo.objects.filter(esercizio=obiettivo.esercizio_id, codice=codice).exclude(pk=obiettivo.pk).exists():
        frase = f"Il codice {codice} c’è già nell’esercizio {obiettivo.esercizio.anno}: scegline un altro."
        raise DatiNonValidi(frase, campo="codice") from causa


def prossimo_codice(esercizio: Esercizio, tipo: str) -> str:
    """The next free code of an exercise: "OI-13". The caller holds the exercise's lock.

    A code of many digits that somebody has written does not lead: the one after it might be too long for its column.
    """
    sigla = SIGLE[Tipo(tipo)]
    presi = set(Obiettivo.objects.filter(esercizio=esercizio, codice__startswith=f"{sigla}-").values_list("codice", flat=True))
    numeri = [int(trovato[1]) for codice in presi if (trovato := re.fullmatch(rf"{sigla}-([0-9]{{1,5}})", codice))]
    primo = max(numeri, default=0) + 1
    return next(codice for n in count(primo) if (codice := f"{sigla}-{n}") not in presi)


@transaction.atomic
def crea_obiettivo(
    *, esercizio: Esercizio, tipo: str, titolo: str, responsabile: Incarico | None, utente: Utente, quando: datetime, codice: str = ""
) -> Obiettivo:
    """Art. 7: start the draft of a sheet, with the next code and the default weight on the appointment that answers for it.

    A dirigente or P.O. starts their own; the Segretario any, and a collective one also without a Direzione that leads it.
    Raises PermissionDenied, OperazioneNonAmmessa (an exercise closed, or over), DatiNonValidi (title, code taken, appointment out of the
    year).
    """
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two drafts at once: two codes
    _controlla(esercizio, tipo, titolo, responsabile, utente, quando.astimezone(FUSO).date())
    codice = codice.strip() or prossimo_codice(esercizio, tipo)
    obiettivo = Obiettivo(esercizio=esercizio, codice=codice, tipo=tipo, titolo=titolo.strip(), responsabile=responsabile)
    gia_preso(obiettivo, codice)
    obiettivo.segna_salvata(utente, quando)
    salva_riga(obiettivo)
    Riscontro.objects.bulk_create(Riscontro(obiettivo=obiettivo, codice=r.codice) for r in esercizio.reg.requisiti_obiettivo)
    if tipo == Tipo.INDIVIDUALE and responsabile:
        Assegnazione.objects.create(obiettivo=obiettivo, incarico=responsabile, peso=peso_proposto(esercizio, responsabile))
    registra(azione=f"{OBIETTIVO.codice}.crea", oggetto=OBIETTIVO.codice, oggetto_id=obiettivo.pk, utente=utente.username, quando=quando,
             dati={"codice": codice, "tipo": tipo, "incarico": responsabile.pk if responsabile else None})  # fmt: skip
    return obiettivo


def _controlla(esercizio: Esercizio, tipo: str, titolo: str, responsabile: Incarico | None, utente: Utente, giorno: date) -> None:
    if not rules.has_perm("obiettivi.creare", utente):
        raise PermissionDenied("Creano le schede obiettivo i Dirigenti, le P.O. e il Segretario generale.")
    persona = persona_di(utente)
    proprio = persona is not None and responsabile is not None and responsabile.persona_id == persona.pk
    if not proprio and Ruolo.SEGRETARIO not in ruoli_di(utente, giorno):
        raise PermissionDenied("Puoi creare solo schede delle quali rispondi tu.")
    if esercizio.chiuso_il is not None:
        raise OperazioneNonAmmessa(f"L’esercizio {esercizio.anno} è chiuso: i suoi obiettivi non cambiano più.")
    if not si_negozia(esercizio, giorno):
        raise OperazioneNonAmmessa(FINITO.format(anno=esercizio.anno), articolo="7")
    if not e_scritto(titolo):
        raise DatiNonValidi("Scrivi il titolo dell’obiettivo.", campo="titolo", articolo="8")
    if responsabile is None and tipo == Tipo.INDIVIDUALE:
        raise DatiNonValidi("Scegli chi risponde dell’obiettivo.", campo="responsabile", articolo="7")
    if responsabile is not None and not Incarico.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al).filter(
        pk=responsabile.pk
    ).exclude(ruolo=Ruolo.SEGRETARIO, ad_interim=False).exists():  # fmt: skip
        raise DatiNonValidi(f"L’incarico non è in forza nel {esercizio.anno}.", campo="responsabile", articolo="7")
    if tipo == Tipo.GENERALE and responsabile is not None and responsabile.ruolo == Ruolo.PO:
        raise DatiNonValidi("Un obiettivo collettivo lo guida un Dirigente.", campo="responsabile", articolo="7")


def peso_proposto(esercizio: Esercizio, incarico: Incarico) -> Decimal:
    """Art. 7 (reading A4): two individual objectives of 15 by default, or what is left of 30."""
    pesi, quanti = esercizio.reg.pesi, esercizio.reg.negoziazione.individuali
    dati = Assegnazione.objects.filter(incarico=incarico, obiettivo__esercizio=esercizio, obiettivo__tipo=Tipo.INDIVIDUALE)
    resto = pesi.individuali - (dati.aggregate(somma=Sum("peso"))["somma"] or Decimal(0))
    uguale = (pesi.individuali / quanti).quantize(Decimal("0.01"))
    return min(uguale, resto) if resto > 0 else uguale
