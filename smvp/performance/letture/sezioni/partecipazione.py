"""Art. 18: what citizens and users have said of the services, and the objectives that are about them."""

from django.urls import reverse

from smvp.indagini.letture.risultati import risultati_pubblicabili
from smvp.indagini.models import Indagine
from smvp.indagini.stati import CONCLUSE
from smvp.nucleo.formati import numero

from ...calcolo.blocchi import Blocco, Mancanza, Paragrafo, Titoletto
from ..contesto import Contesto
from ..questionari import quando, tavole_delle_indagini
from ..scelti import indicatori_scelti, obiettivi_scelti, schema_di, tavola_indicatori, tavola_obiettivi

CODICE = "partecipazione"
TIPO = "soddisfazione"
CHI_INDAGA = "Segretario generale o Controllo di gestione"


def blocchi(c: Contesto) -> list[Blocco]:
    return [*_indagini(c), *_obiettivi(c)]


def _indagini(c: Contesto) -> list[Blocco]:
    trovate = risultati_pubblicabili(c.esercizio, TIPO)
    if not trovate:
        return []
    rispondenti = [r.esiti.rispondenti for r in trovate]
    quante = "Un’indagine ha chiesto" if len(trovate) == 1 else f"{numero(len(trovate), 0)} indagini hanno chiesto"
    frase = f"{quante} agli utenti che cosa pensano dei servizi, {quando(trovate)}."
    if all(n is not None for n in rispondenti):
        frase += f" Le risposte sono state {numero(sum(n or 0 for n in rispondenti), 0)}."
    return [Titoletto("Che cosa dicono gli utenti"), Paragrafo(frase), *tavole_delle_indagini(TIPO, "Soddisfazione degli utenti", trovate)]


def _obiettivi(c: Contesto) -> list[Blocco]:
    schema = schema_di(c, CODICE)
    indicatori = indicatori_scelti(c, schema)
    obiettivi = obiettivi_scelti(c, schema, indicatori)
    lettere = " ed ".join(schema.ambiti) if schema.ambiti[-1:] in (("e",), ("a",)) else " e ".join(schema.ambiti)
    trovati: list[Blocco] = []
    if obiettivi:
        trovati.append(
            tavola_obiettivi(c, "partecipazione_obiettivi", f"Gli obiettivi {c.anno} sui bisogni e sui rapporti con gli utenti", obiettivi)
        )
    if indicatori:
        trovati.append(
            tavola_indicatori(c, "partecipazione_indicatori", f"Gli indicatori {c.anno} che misurano il giudizio degli utenti", indicatori)
        )
    if trovati and lettere:
        trovati.insert(
            0,
            Paragrafo(
                f"Sono gli obiettivi che l’art. 5 mette alle lettere {lettere}, e quelli con un indicatore sul giudizio degli utenti."
            ),
        )
    return [Titoletto("Gli obiettivi che riguardano gli utenti"), *trovati] if trovati else []


def mancanze(c: Contesto) -> list[Mancanza]:
    if Indagine.objects.filter(esercizio=c.esercizio, tipo=TIPO, stato__in=CONCLUSE).exists():
        return []
    return [
        Mancanza(
            f"Nessuna indagine {c.anno} sulla soddisfazione degli utenti è conclusa.", CHI_INDAGA, reverse("indagini:elenco", args=[c.anno])
        )
    ]
