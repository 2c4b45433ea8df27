"""The remarks on a sheet, thread by thread, and how many are open on each of its fields (artt. 7, 13, 19)."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import Count

from smvp.organizzazione.models import Utente

from ...models import Obiettivo, Rilievo
from ...permessi import e_proponente

SCHEDA, SCOMPARSA = "scheda", "Una voce che non c’è più"
CAMPI = {
    SCHEDA: "Scheda nel suo insieme", "titolo": "Titolo", "tipo": "Tipo e peso", "area": "Area strategica e ambiti",
    "programmazione": "Asse programmatico e DUP", "durata": "Valenza", "descrizione": "Descrizione", "fasi": "Piano di azione",
    "risultato_atteso": "Risultato atteso", "indicatori": "Indicatori nel loro insieme", "gradazione": "Gradazione del risultato",
    "personale": "Risorse umane", "risorse": "Risorse da P.E.G.", "scostamenti": "Possibili scostamenti", "criticita": "Criticità",
    "requisiti": "Requisiti", "consuntivo": "Rendicontazione",
}  # fmt: skip
"""The parts of a sheet to which a remark may be anchored; parts and indicators are added one by one."""

CITA_ANONIMI = re.compile(r"\banonim", re.IGNORECASE)
"""Art. 19: what comes from nobody cannot be used; who names it is told so."""


def campi_di(obiettivo: Obiettivo) -> dict[str, str]:
    """All that one may remark upon in this sheet, with its name: the fixed fields, then its parts and its indicators."""
    parti = {p.pk: f"Parte di {p.direzione}" for p in obiettivo.parti.select_related("direzione")}
    campi = CAMPI | {f"parte-{pk}": nome for pk, nome in parti.items()}
    for i in obiettivo.indicatori.all():
        di_chi = f" ({parti[i.parte_id]})" if i.parte_id in parti else ""
        campi[f"indicatore-{i.pk}"] = f"Indicatore {i.lettera}{di_chi}"
    return campi


@dataclass(frozen=True, slots=True)
class Messaggio:
    """A remark or an answer; ``anonimo``: it names something that art. 19 does not let anybody use."""

    rilievo: Rilievo
    mio: bool

    @property
    def anonimo(self) -> bool:
        return bool(CITA_ANONIMI.search(self.rilievo.testo))


@dataclass(frozen=True, slots=True)
class Filo:
    """A remark with its answers. ``ancora``: where in the page its field stands."""

    testa: Messaggio
    risposte: list[Messaggio]
    nome_campo: str
    ancora: str
    puo_risolvere: bool

    @property
    def aperto(self) -> bool:
        return self.testa.rilievo.risolto_il is None


def fili_di(obiettivo: Obiettivo, utente: Utente) -> list[Filo]:
    """The threads, the open ones first, each from the oldest message on; two queries however many they are."""
    rilievi = list(obiettivo.rilievi.select_related("autore__persona", "risolto_da__persona"))
    if not rilievi:
        return []
    nomi = campi_di(obiettivo)
    risposte: dict[int, list[Messaggio]] = {}
    for r in rilievi:
        if r.risponde_a_id:
            risposte.setdefault(r.risponde_a_id, []).append(Messaggio(r, r.autore_id == utente.pk))
    rileva = rules.has_perm("obiettivi.rilevare", utente, obiettivo)
    compila = rileva and e_proponente(utente, obiettivo)
    fili = [
        Filo(
            testa=Messaggio(r, r.autore_id == utente.pk), risposte=risposte.get(r.pk, []),
            nome_campo=nomi.get(r.campo, SCOMPARSA), ancora=_ancora(r.campo) if r.campo in nomi else "rilievi",
            puo_risolvere=r.risolto_il is None and (compila or (rileva and r.autore_id == utente.pk)),
        )
        for r in rilievi if r.risponde_a_id is None
    ]  # fmt: skip
    return sorted(fili, key=lambda f: not f.aperto)


def _ancora(campo: str) -> str:
    """Parts and indicators have their own place in the page already; the other fields one that begins with "c-"."""
    return campo if "-" in campo else f"c-{campo}"


def rilievi_per_campo(obiettivo: Obiettivo) -> dict[str, int]:
    """How many remarks are open on each field: {"descrizione": 2, "indicatore-7": 1}."""
    return dict(Counter(obiettivo.rilievi.filter(risponde_a=None, risolto_il=None).order_by().values_list("campo", flat=True)))


@dataclass(frozen=True, slots=True)
class Aperti:
    """The remarks still open on one field, with the place of the page where it stands."""

    nome_campo: str
    ancora: str
    quanti: int


def aperti_su(obiettivo: Obiettivo) -> list[Aperti]:
    """Art. 13: on what remarks are still open, in the order of the sheet: whoever validates is told before."""
    conti = rilievi_per_campo(obiettivo)
    if not conti:
        return []
    nomi = campi_di(obiettivo)
    trovati = [Aperti(nome, _ancora(campo), conti[campo]) for campo, nome in nomi.items() if campo in conti]
    scomparsi = sum(quanti for campo, quanti in conti.items() if campo not in nomi)
    return [*trovati, Aperti(SCOMPARSA, "rilievi", scomparsi)] if scomparsi else trovati


def in_parole(aperti: Iterable[Aperti]) -> str:
    """ "Restano aperti 2 rilievi: Descrizione, Indicatore A."; empty if there is none."""
    righe = list(aperti)
    quanti, dove = sum(a.quanti for a in righe), ", ".join(a.nome_campo for a in righe)
    if not quanti:
        return ""
    return f"Resta aperto un rilievo: {dove}." if quanti == 1 else f"Restano aperti {quanti} rilievi: {dove}."


def quanti_aperti(obiettivi: Iterable[Obiettivo]) -> dict[int, int]:
    """How many remarks are open on each of these sheets, in one query."""
    aperti = Rilievo.objects.filter(obiettivo__in=[o.pk for o in obiettivi], risponde_a=None, risolto_il=None).order_by()
    return dict(aperti.values_list("obiettivo").annotate(quanti=Count("pk")))


def contesto_di_rilievi(obiettivo: Obiettivo, utente: Utente) -> dict[str, Any]:
    """What the thread of the page needs; the counters of the fields come from the same rows. Nothing for who may not read remarks."""
    legge = rules.has_perm("obiettivi.leggere_rilievi", utente, obiettivo)
    fili = fili_di(obiettivo, utente) if legge else []
    return {
        "legge_rilievi": legge,
        "fili": fili,
        "rilievi_aperti": sum(f.aperto for f in fili),
        "rilievi_per_campo": dict(Counter(f.testa.rilievo.campo for f in fili if f.aperto)),
        "puo_rilevare": rules.has_perm("obiettivi.rilevare", utente, obiettivo),
    }
