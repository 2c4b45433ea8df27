"""The objectives and the indicators of which a section speaks: by the scopes of art. 5, or by what their titles say (relazione.toml)."""

import re
from collections.abc import Sequence

from obiettivi.letture.quadri.indicatori import Voce
from obiettivi.models import Indicatore
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.blocchi import Cella, Colonna, Genere, Tavola
from .contesto import Contesto
from .sezioni.comuni import direzioni_dette
from .sezioni.risultati import Risultato, risultati

CODICE = Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio.")
OBIETTIVO = Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo.")
DEGLI_OBIETTIVI = (
    CODICE, OBIETTIVO, Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("raggiungimento", "Raggiunto", Genere.PERCENTO, "Percentuale di raggiungimento decisa da chi valuta (art. 18)."),
    Colonna("giudizio", "Giudizio", descrizione="Giudizio della tabella dell’art. 20 su quella percentuale."),
)  # fmt: skip
DEGLI_INDICATORI = (
    CODICE, OBIETTIVO, Colonna("indicatore", "Indicatore", descrizione="Che cosa si misura (art. 9)."),
    Colonna("atteso", "Atteso", descrizione="Valore atteso, con la sua unità di misura."),
    Colonna("ottenuto", "Ottenuto", descrizione="Valore rendicontato, con la sua unità di misura."),
)  # fmt: skip


def schema_di(c: Contesto, codice: str) -> SezioneSchema:
    return next(s for s in c.schema if s.codice == codice)


def obiettivi_scelti(c: Contesto, schema: SezioneSchema, voci: Sequence[Voce] = ()) -> list[Risultato]:
    """Those in one of the scopes, those whose title says it, those of these indicators."""
    parole, loro = _parole(schema), {v.obiettivo.pk for v in voci}
    return [
        r for r in risultati(c)
        if set(schema.ambiti).intersection(r.obiettivo.ambiti) or r.obiettivo.pk in loro or (parole and parole.search(r.obiettivo.titolo))
    ]  # fmt: skip


def indicatori_scelti(c: Contesto, schema: SezioneSchema) -> list[Voce]:
    parole = _parole(schema)
    return [v for v in c.voci if parole.search(v.indicatore.titolo)] if parole else []


def ce_ne_sono(c: Contesto, schema: SezioneSchema) -> bool:
    """Whether any indicator is chosen: the titles alone, one query."""
    parole = _parole(schema)
    titoli = Indicatore.objects.filter(obiettivo__in=c.righe_obiettivi.order_by()).order_by().values_list("titolo", flat=True)
    return parole is not None and any(parole.search(titolo) for titolo in titoli)


def _parole(schema: SezioneSchema) -> re.Pattern[str] | None:
    return re.compile(rf"\b({'|'.join(map(re.escape, schema.parole))})", re.IGNORECASE) if schema.parole else None


def tavola_obiettivi(c: Contesto, codice: str, titolo: str, scelti: Sequence[Risultato]) -> Tavola:
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (
            r.obiettivo.codice,
            c.detto(r.obiettivo.titolo),
            direzioni_dette(r.obiettivo),
            "" if r.raggiunto is None else r.raggiunto,
            r.giudizio,
        )
        for r in scelti
    )
    return Tavola(codice, titolo, DEGLI_OBIETTIVI, righe)


def tavola_indicatori(c: Contesto, codice: str, titolo: str, voci: Sequence[Voce]) -> Tavola:
    """What was reached is told once its report has been handed in (art. 18)."""
    righe = tuple((v.obiettivo.codice, c.detto(v.obiettivo.titolo), c.detto(_nome(v)), v.riga.atteso, v.valore) for v in voci)
    return Tavola(codice, titolo, DEGLI_INDICATORI, righe)


def _nome(v: Voce) -> str:
    i = v.indicatore
    return f"{i.titolo} ({i.parte.direzione})" if i.parte else i.titolo
