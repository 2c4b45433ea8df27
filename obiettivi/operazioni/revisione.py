"""Art. 15: a revision that is refused gives the sheet back the text that was assigned, word for word."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Utente

from ..letture.scheda.contenuto import CAMPI, CAMPI_INDICATORE
from ..letture.scheda.versioni import CONSERVATE, RICHIESTA, ridefinita_il, ultima_validata
from ..models import Assegnazione, Fase, Indicatore, Obiettivo, Parte, PersonaleCoinvolto, Riscontro, RisorsaPeg, Versione
from ..stati import OBIETTIVO
from .passaggi import conserva_versione

Dati = Mapping[str, Any]
NUMERI = frozenset({"base", "atteso", "atteso_1", "atteso_2"})
GIORNI = frozenset({"atteso_entro"})


@effetto(OBIETTIVO.codice, "chiedi_revisione")
def _conserva_l_assegnato(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """There must be a text to come back to, also for a sheet that was assigned before this program kept versions."""
    if ultima_validata(obiettivo) is None:
        conserva_versione(obiettivo, RICHIESTA, utente=utente, quando=quando)


@effetto(OBIETTIVO.codice, "respingi_revisione")
def _torna_al_testo_assegnato(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """The last validated text holds again, with its own terms (art. 15 is of a text that has been redefined, and this one perhaps has not).

    The Giunta's act is still there: only a new validation would have put it aside.
    """
    versione = ultima_validata(obiettivo)
    if versione is None:
        raise OperazioneNonAmmessa("Non c’è un testo assegnato al quale tornare.", articolo="15")
    ripristina(obiettivo, versione)
    obiettivo.ridefinito_il = ridefinita_il(obiettivo, versione)
    conserva_versione(obiettivo, "respingi_revisione", utente=utente, quando=quando)


def ripristina(obiettivo: Obiettivo, versione: Versione) -> None:
    """Give an objective the text of a version: fields (set, not saved: the caller saves the row), parts, weights, rows, arguments.

    A part, an indicator or an assignment that was there and is there stays the same row, so that signatures, values and remarks that
    hang on it stay; what the version does not know is taken away.
    """
    dati = versione.contenuto
    for campo in CAMPI:
        setattr(obiettivo, campo, dati[campo])
    parti = _parti(obiettivo, dati["parti"])
    _assegnazioni(obiettivo, dati["assegnazioni"], parti)
    obiettivo.responsabile_id = _oggi_risponde(obiettivo, dati["responsabile"]["incarico"]) if dati["responsabile"] else None
    _righe(obiettivo, [(None, dati), *((parti[p["direzione"]], p) for p in dati["parti"])])
    obiettivo.parti.exclude(pk__in=[p.pk for p in parti.values()]).delete()
    _elenchi(obiettivo, dati)
    _requisiti(obiettivo, dati["requisiti"], versione)


def _parti(obiettivo: Obiettivo, dati: Iterable[Dati]) -> dict[str, Parte]:
    """The parts by the code of their Direzione."""
    presenti = {p.direzione.codice: p for p in obiettivo.parti.select_related("direzione")}
    direzioni = {d.codice: d for d in Direzione.objects.filter(codice__in=[p["direzione"] for p in dati])}
    trovate = {}
    for p in dati:
        codice = p["direzione"]
        parte = presenti.get(codice) or Parte(obiettivo=obiettivo, direzione=direzioni[codice])
        parte.apporto, parte.descrizione = Decimal(p["apporto"]), p["descrizione"]
        parte.save()
        trovate[codice] = parte
    return trovate


def _assegnazioni(obiettivo: Obiettivo, dati: Iterable[Dati], parti: Mapping[str, Parte]) -> None:
    presenti = {a.incarico_id: a for a in obiettivo.assegnazioni.all()}
    for riga in dati:
        a = presenti.pop(riga["incarico"], None) or Assegnazione(obiettivo=obiettivo, incarico_id=riga["incarico"])
        a.peso, a.parte = Decimal(riga["peso"]), parti[riga["parte"]] if riga["parte"] else None
        a.save()
    passate = {a.subentra_a_id for a in presenti.values()}
    for altra in sorted(presenti.values(), key=lambda a: a.pk):
        if altra.subentra_a_id is None and altra.pk not in passate:
            altra.delete()
        elif altra.subentra_a:  # art. 16: whoever has taken over stays, with the weight of whoever has left
            altra.peso, altra.parte = altra.subentra_a.peso, altra.subentra_a.parte
            altra.save()


def _oggi_risponde(obiettivo: Obiettivo, incarico: int) -> int:
    """The appointment that a version names, or whichever has taken over from it since (art. 16)."""
    seguono = dict(obiettivo.assegnazioni.filter(subentra_a__isnull=False).values_list("subentra_a__incarico", "incarico"))
    while incarico in seguono:
        incarico = seguono[incarico]
    return incarico


def _righe(obiettivo: Obiettivo, quote: list[tuple[Parte | None, Dati]]) -> None:
    """Phases, written anew; indicators, found again by their title, or else by their place, or else any that is left of the same part."""
    obiettivo.fasi.all().delete()
    Fase.objects.bulk_create(
        Fase(obiettivo=obiettivo, parte=parte, ordine=n, testo=f["testo"], dal=_giorno(f["dal"]), entro=_giorno(f["entro"]))
        for parte, dati in quote for n, f in enumerate(dati["fasi"], 1)
    )  # fmt: skip
    liberi = list(obiettivo.indicatori.all())
    serve = [(parte, i) for parte, dati in quote for i in dati["indicatori"]]
    trovati: dict[int, Indicatore] = {}
    for uguali in (_stesso_titolo, _stesso_posto, _stessa_parte):
        for n, (parte, dati) in enumerate(serve):
            uguale = None if n in trovati else next((i for i in liberi if uguali(i, parte, dati)), None)
            if uguale is not None:
                liberi.remove(uguale)
                trovati[n] = uguale
    for n, (parte, dati) in enumerate(serve):
        i = trovati.get(n) or Indicatore(obiettivo=obiettivo)
        i.parte = parte
        for campo in CAMPI_INDICATORE:
            setattr(i, campo, _valore(campo, dati[campo]))
        i.da_parte = {}
        i.save()
    for di_troppo in liberi:
        di_troppo.delete()


def _stesso_titolo(i: Indicatore, parte: Parte | None, dati: Dati) -> bool:
    return i.titolo == dati["titolo"] and i.parte_id == (parte.pk if parte else None)


def _stesso_posto(i: Indicatore, parte: Parte | None, dati: Dati) -> bool:
    return i.ordine == dati["ordine"] and i.parte_id == (parte.pk if parte else None)


def _stessa_parte(i: Indicatore, parte: Parte | None, dati: Dati) -> bool:
    return i.parte_id == (parte.pk if parte else None)


def _elenchi(obiettivo: Obiettivo, dati: Dati) -> None:
    obiettivo.personale.all().delete()
    PersonaleCoinvolto.objects.bulk_create(
        PersonaleCoinvolto(obiettivo=obiettivo, qualifica=p["qualifica"], numero=p["numero"]) for p in dati["personale"]
    )
    obiettivo.risorse.all().delete()
    RisorsaPeg.objects.bulk_create(
        RisorsaPeg(obiettivo=obiettivo, capitolo=r["capitolo"], descrizione=r["descrizione"], importo=Decimal(r["importo"]))
        for r in dati["risorse"]
    )


def _requisiti(obiettivo: Obiettivo, argomenti: Mapping[str, str], versione: Versione) -> None:
    """The arguments as they were; a validated text had all its requisites, and whoever validated it had ticked them."""
    presenti = {r.codice: r for r in obiettivo.riscontri.filter(indicatore=None)}
    for codice, argomento in argomenti.items():
        r = presenti.pop(codice, None) or Riscontro(obiettivo=obiettivo, codice=codice)
        r.argomento = argomento
        r.save()
    for di_troppo in presenti.values():
        di_troppo.delete()
    if versione.azione in CONSERVATE:  # kept by who needed it, not by who validated
        return
    esito = {"esito": Riscontro.Esito.SI, "esaminato_da": versione.creata_da, "esaminato_il": versione.creata_il}
    obiettivo.riscontri.exclude(esito=Riscontro.Esito.SI).update(**esito, nota="")
    gia = set(obiettivo.riscontri.exclude(indicatore=None).values_list("indicatore", "codice"))
    Riscontro.objects.bulk_create(
        Riscontro(obiettivo=obiettivo, indicatore=i, codice=q.codice, **esito)
        for i in obiettivo.indicatori.all() for q in obiettivo.esercizio.reg.requisiti_indicatore if (i.pk, q.codice) not in gia
    )  # fmt: skip


def _giorno(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None


def _valore(campo: str, valore: Any) -> Any:
    if campo in GIORNI:
        return _giorno(valore)
    return Decimal(valore) if campo in NUMERI and valore is not None else valore
