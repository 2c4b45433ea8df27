"""The rows of a sheet and the parts of a collective one: added, taken away, put back, moved; who answers for a part follows (art. 7)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Utente

from .. import calcolo
from ..letture.scheda.compilazione import direzioni_ammesse
from ..models import Indicatore, Obiettivo, Parte, TipoIndicatore
from ..stati import BOZZA
from .assegnazioni import sincronizza
from .compilazione import DELLE_RIGHE, RIGHE, Campi, applica, applica_a_riga, apri, chiudi

RIGHE_MASSIME = 20
MODELLI = {nome: modello for nome, modello in RIGHE.items() if modello is not Parte}
VUOTE: dict[str, dict[str, Any]] = {
    "fase": {"testo": ""},
    "indicatore": {"titolo": "", "tipo": TipoIndicatore.QUANTITA},
    "persone": {"qualifica": "", "numero": 1},
    "risorsa": {"capitolo": "", "importo": Decimal(0)},
}
PRIMO_CAMPO = {"fase": "testo", "indicatore": "titolo", "persone": "qualifica", "risorsa": "capitolo"}
ORDINATE = frozenset({"fase", "indicatore"})


@transaction.atomic
def aggiungi_riga(
    *, obiettivo: Obiettivo, tipo: str, parte: Parte | None = None, utente: Utente, quando: datetime, versione: int,
    pagina: Pagina = NESSUNA_PAGINA, campi: Campi | None = None, ordine: int = 0,
) -> models.Model:  # fmt: skip
    """Add an empty row ("fase", "indicatore", "persone", "risorsa") to a sheet or a part; ``campi`` and ``ordine`` put back one taken away.

    Raises as ``salva_scheda``, and DatiNonValidi beyond RIGHE_MASSIME.
    """
    riga = apri(obiettivo, utente, versione, pagina, parte)
    quante = _righe(riga, tipo, parte).count()
    if tipo == "indicatore" and quante >= riga.indicatori_massimi:
        raise DatiNonValidi(f"La scheda ha al massimo {riga.indicatori_massimi} indicatori: prima togline uno.", articolo="A")
    if quante >= RIGHE_MASSIME:
        raise DatiNonValidi(f"Al massimo {RIGHE_MASSIME} righe: unisci quelle che si somigliano.", articolo="A")
    nuova = MODELLI[tipo](obiettivo=riga, **VUOTE[tipo])
    if tipo in ORDINATE:
        nuova.parte, nuova.ordine = parte, quante + 1  # type: ignore[attr-defined]
    applica_a_riga(nuova, campi or {})
    nuova.save()
    if tipo in ORDINATE and ordine:
        _porta(_righe(riga, tipo, parte), nuova, ordine - 1)
    chiudi(riga, "aggiungi_riga", {f"{tipo} {nuova.pk}": [None, "nuova"]}, utente, quando, pagina)
    return nuova


@transaction.atomic
def togli_riga(
    *, obiettivo: Obiettivo, tipo: str, chiave: int, parte: Parte | None = None, utente: Utente, quando: datetime, versione: int,
    pagina: Pagina = NESSUNA_PAGINA,
) -> dict[str, Any]:  # fmt: skip
    """Take a row away; returns its fields as JSON values, with its place, so that it can be put back. Raises as ``salva_scheda``."""
    riga = apri(obiettivo, utente, versione, pagina, parte)
    via = _una(riga, tipo, parte, chiave)
    if isinstance(via, Indicatore):
        via.riprendi()
    campi = {nome: _json(getattr(via, nome)) for nome in DELLE_RIGHE[MODELLI[tipo]]}
    if isinstance(via, Indicatore) and via.origine_id:
        campi["origine"] = via.origine_id
    ordine = getattr(via, "ordine", 0)
    via.delete()
    if tipo in ORDINATE:
        _rinumera(list(_righe(riga, tipo, parte)))
    chiudi(riga, "togli_riga", {f"{tipo} {chiave}": [campi, None]}, utente, quando, pagina)
    return {"campi": campi, "ordine": ordine}


@transaction.atomic
def sposta_riga(
    *, obiettivo: Obiettivo, tipo: str, chiave: int, verso: int, parte: Parte | None = None, utente: Utente, quando: datetime,
    versione: int, pagina: Pagina = NESSUNA_PAGINA,
) -> None:  # fmt: skip
    """Move a phase or an indicator one place up (``verso`` -1) or down (+1); at the end of the list nothing happens."""
    riga = apri(obiettivo, utente, versione, pagina, parte)
    da_spostare = _una(riga, tipo, parte, chiave)
    righe = list(_righe(riga, tipo, parte))
    posto = [r.pk for r in righe].index(da_spostare.pk)
    if tipo in ORDINATE and 0 <= posto + verso < len(righe):
        _porta(_righe(riga, tipo, parte), da_spostare, posto + verso)
        chiudi(riga, "sposta_riga", {f"{tipo} {chiave}": [posto + 1, posto + 1 + verso]}, utente, quando, pagina)


def _righe(riga: Obiettivo, tipo: str, parte: Parte | None) -> models.QuerySet[Any]:
    if tipo not in MODELLI:
        raise DatiNonValidi("Questo tipo di riga non c’è.")
    tutte = MODELLI[tipo]._default_manager.filter(obiettivo=riga)
    if tipo in ORDINATE:
        return tutte.filter(parte=parte)
    if parte is not None:
        raise DatiNonValidi("Persone e risorse sono di tutta la scheda: le scrive chi la compila.", articolo="7")
    return tutte


def _una(riga: Obiettivo, tipo: str, parte: Parte | None, chiave: int) -> Any:
    trovata = _righe(riga, tipo, parte).filter(pk=chiave).first()
    if trovata is None:
        raise DatiNonValidi("La riga non c’è più, o non è di questa scheda: ricarica la pagina.")
    return trovata


def _porta(righe: models.QuerySet[Any], riga: Any, posto: int) -> None:
    altre = [r for r in righe if r.pk != riga.pk]
    _rinumera([*altre[:posto], riga, *altre[posto:]])


def _rinumera(righe: list[Any]) -> None:
    for ordine, riga in enumerate(righe, 1):
        if riga.ordine != ordine:
            riga.ordine = ordine
            riga.save(update_fields=["ordine"])


def _json(valore: Any) -> Any:
    return str(valore) if isinstance(valore, Decimal | date) else valore


# --- the parts of a collective objective ---------------------------------------------------------------------------------------------


@transaction.atomic
def aggiungi_parte(
    *, obiettivo: Obiettivo, direzione: Direzione, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Parte:
    """Art. 7: a Direzione joins a collective objective; its appointments answer for it. Proposed: what is left of 100, or equal shares
    while nobody has changed those of the others.

    Raises as ``salva_scheda``; DatiNonValidi for an individual objective, a Direzione that is in already or not at the top.
    """
    riga = apri(obiettivo, utente, versione, pagina)
    if not riga.collettivo:
        raise DatiNonValidi("Solo un obiettivo collettivo ha le parti delle Direzioni.", campo="direzione", articolo="7")
    if not direzioni_ammesse(riga.esercizio).filter(pk=direzione.pk).exists():
        raise DatiNonValidi(f"{direzione} non è una Direzione in vigore nel {riga.esercizio.anno}.", campo="direzione", articolo="7")
    if riga.parti.filter(direzione=direzione).exists():
        raise DatiNonValidi(f"{direzione} partecipa già.", campo="direzione", articolo="7")
    prima = [p.apporto for p in riga.parti.all()]
    parte = Parte.objects.create(obiettivo=riga, direzione=direzione, apporto=calcolo.apporto_proposto(prima))
    cambi = {f"parte {direzione.codice}": [None, str(parte.apporto)], **_in_parti_uguali(riga, prima), **sincronizza(riga)}
    parte.refresh_from_db()
    chiudi(riga, "aggiungi_parte", cambi, utente, quando, pagina)
    return parte


@transaction.atomic
def togli_parte(
    *, obiettivo: Obiettivo, chiave: int, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """A Direzione leaves a collective objective, with its description, phases and indicators. Refused once it has accepted (art. 14)."""
    riga = apri(obiettivo, utente, versione, pagina)
    parte = riga.parti.select_related("direzione").filter(pk=chiave).first()
    if parte is None:
        raise DatiNonValidi("La parte non c’è più, o non è di questa scheda: ricarica la pagina.")
    prima = [p.apporto for p in riga.parti.all()]
    try:
        parte.assegnazioni.all().delete()
        parte.delete()
    except ProtectedError as errore:
        raise OperazioneNonAmmessa(
            f"{parte.direzione} ha già accettato la sua parte, o è già in valutazione: non si può togliere.", articolo="14"
        ) from errore
    cambi = {f"parte {parte.direzione.codice}": [str(parte.apporto), None], **_in_parti_uguali(riga, prima)}
    return chiudi(riga, "togli_parte", cambi, utente, quando, pagina)


def _in_parti_uguali(riga: Obiettivo, prima: Sequence[Decimal]) -> dict[str, Any]:
    """Share 100 out again among the parts of a draft, if before they were still the equal shares proposed; returns what has changed."""
    if riga.stato != BOZZA or not calcolo.intatti(prima):
        return {}
    parti = list(riga.parti.select_related("direzione"))
    cambi: dict[str, Any] = {}
    for parte, apporto in zip(parti, calcolo.apporti_uguali(len(parti)), strict=True):
        cambi |= applica(parte, {"apporto": apporto}, f"parte {parte.direzione.codice}: ")
        parte.save(update_fields=["apporto"])
    return cambi


@transaction.atomic
def sincronizza_assegnazioni(
    *, obiettivo: Obiettivo, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Readings A4 and A8: every appointment in force under a part's Direzione answers for that part. Raises as ``salva_scheda``."""
    riga = apri(obiettivo, utente, versione, pagina)
    return chiudi(riga, "sincronizza", sincronizza(riga), utente, quando, pagina)
