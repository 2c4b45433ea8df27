"""Artt. 12 and 21: Piano and Relazione put together out of the exercise, section by section in the order of the regulation."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain

from smvp.organizzazione.models import Esercizio
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.blocchi import Blocco, Mancanza, Sezione, Testo
from ..calcolo.edizioni import Edizione
from .contesto import NEL_PIANO, Contesto
from .sezioni import PIANO, RELAZIONE, Modulo

Avanza = Callable[[int, int], None]


def componi_relazione(
    esercizio: Esercizio, edizione: Edizione, *, giorno: date, testi: Mapping[str, str], avanza: Avanza | None = None
) -> tuple[Sezione, ...]:
    """Art. 21: the sections of the Relazione in one of its editions. ``avanza``: told how many are done, of how many."""
    c = Contesto(esercizio, edizione, giorno, testi, esercizio.reg.garanzie.sezioni_relazione)
    return _componi(c, RELAZIONE, avanza)


def componi_piano(esercizio: Esercizio, *, giorno: date, testi: Mapping[str, str], avanza: Avanza | None = None) -> tuple[Sezione, ...]:
    """Art. 12: the sections of the Piano; it is for everybody, and names nobody."""
    c = Contesto(esercizio, Edizione.PUBBLICA, giorno, testi, esercizio.reg.garanzie.sezioni_piano, NEL_PIANO)
    return _componi(c, PIANO, avanza)


def componi_sezione(esercizio: Esercizio, codice: str, *, del_piano: bool, giorno: date, testi: Mapping[str, str]) -> Sezione:
    """One section alone, as the bodies read it: for the page where it is written."""
    g = esercizio.reg.garanzie
    if del_piano:
        c = Contesto(esercizio, Edizione.PUBBLICA, giorno, testi, g.sezioni_piano, NEL_PIANO)
    else:
        c = Contesto(esercizio, Edizione.COMPLETA, giorno, testi, g.sezioni_relazione)
    return _sezione(next(s for s in c.schema if s.codice == codice), c, PIANO if del_piano else RELAZIONE)


def mancanze_di(esercizio: Esercizio, giorno: date, testi: Mapping[str, str]) -> dict[str, tuple[Mancanza, ...]]:
    """What each section of the Relazione lacks, by its code: data and mandatory texts. Counts alone, nothing is composed."""
    c = Contesto(esercizio, Edizione.COMPLETA, giorno, testi, esercizio.reg.garanzie.sezioni_relazione)
    return {s.codice: _mancanze(s, c, RELAZIONE) for s in c.schema}


def mancanze_del_piano(esercizio: Esercizio, giorno: date, testi: Mapping[str, str]) -> dict[str, tuple[Mancanza, ...]]:
    """The same for the Piano."""
    c = Contesto(esercizio, Edizione.PUBBLICA, giorno, testi, esercizio.reg.garanzie.sezioni_piano, NEL_PIANO)
    return {s.codice: _mancanze(s, c, PIANO) for s in c.schema}


def _componi(c: Contesto, moduli: Mapping[str, Modulo], avanza: Avanza | None) -> tuple[Sezione, ...]:
    fatte = []
    for n, schema in enumerate(c.schema):
        if avanza:
            avanza(n, len(c.schema))
        fatte.append(_sezione(schema, c, moduli))
    if avanza:
        avanza(len(c.schema), len(c.schema))
    return tuple(fatte)


def _sezione(schema: SezioneSchema, c: Contesto, moduli: Mapping[str, Modulo]) -> Sezione:
    blocchi, mancanze = _blocchi(schema, c, moduli), _mancanze(schema, c, moduli)
    if not mancanze and not any(_dice_qualcosa(b) for b in blocchi):
        mancanze = (Mancanza("In questo esercizio non c’è niente da dire in questa sezione."),)
    return Sezione(schema.numero, schema.codice, schema.titolo, schema.articoli, blocchi, mancanze)


def _blocchi(schema: SezioneSchema, c: Contesto, moduli: Mapping[str, Modulo]) -> tuple[Blocco, ...]:
    """Those of its module; the texts that it has not put in a place of their own come first."""
    modulo = moduli.get(schema.codice)
    propri = modulo.blocchi(c) if modulo else []
    messi = {b.codice for b in propri if isinstance(b, Testo)}
    return tuple(chain((c.testo(t.codice) for t in schema.testi if t.codice not in messi), propri))


def _mancanze(schema: SezioneSchema, c: Contesto, moduli: Mapping[str, Modulo]) -> tuple[Mancanza, ...]:
    modulo = moduli.get(schema.codice)
    da_scrivere = [
        Mancanza(f"Manca il testo «{t.titolo}».", CHI_SCRIVE) for t in schema.testi if t.obbligatorio and not c.testi.get(t.codice)
    ]
    return (*(modulo.mancanze(c) if modulo else ()), *da_scrivere)


CHI_SCRIVE = "Segretario generale o Controllo di gestione"


def _dice_qualcosa(blocco: Blocco) -> bool:
    return bool(blocco.html) if isinstance(blocco, Testo) else True
