"""Artt. 25–27 as their pages read them: which premiums are on, who could have the bonus, what pays them, who has got what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from premi.calcolo import Candidato, Eccellenze, candidati_al_bonus, premio_di_efficienza
from premi.calcolo.premialita import IN_PARITA, NEI_POSTI, Copertura, Posizione, in_ordine
from premi.calcolo.spiegazione import spiega_candidato, spiega_efficienza, spiega_posti, spiega_quota_posti
from premi.calcolo.spiegazione_premialita import spiega_attribuzione, spiega_copertura, spiega_parte
from premi.simulazione import calcola, leggi_fatti, scrivi
from premi.simulazione.motore import in_graduatoria
from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.nucleo.errori import ErroreDominio
from smvp.nucleo.formati import FUSO, numero
from smvp.organizzazione.models import Appartenenza, Esercizio, Incarico, Persona, Utente
from valutazioni.calcolo import Passo
from valutazioni.letture.cammino import Fatto, passi_di
from valutazioni.letture.schede import con_tutto
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE

from ..models import Accensione, Attribuzione, AvvisoInnovazione, Istituto, Premialita, RipartoEfficienza
from ..models.premialita import DELLE_ECONOMIE
from ..permessi import attribuzioni_visibili_a
from ..stati import BOZZA, CONFERITA, CONFERITE, DESERTA, LIQUIDABILE, PROPOSTA, VIVE
from .completezza import SOMME, che_manca
from .esportazione import documento
from .fondi import Dato, con_autore, corse_di, dato_di

ZERO = Decimal("0.00")
GRADUATORIE = {"dirigenti": "Dirigenti", "po": "P.O.", "dipendenti": "Personale"}
PROSPETTO_PREMIALITA = "prospetto_premialita"
PROSPETTI_MOSTRATI = 2
NOMI_DETTI = 5
TITOLI_DELLA_STORIA = {"proponi": "Proposta"}


# --- on or off ------------------------------------------------------------------------------------------------------------------------


def accensioni(esercizio: Esercizio) -> dict[str, Dato]:
    """The decisions on the premiums of an exercise; a premium without one is off. One query."""
    per: dict[str, list[Accensione]] = {}
    for riga in con_autore(Accensione.objects.filter(esercizio=esercizio)):
        per.setdefault(riga.istituto, []).append(riga)
    return {istituto: dato for istituto, versioni in per.items() if (dato := dato_di(versioni))}


def accensione(esercizio: Esercizio, istituto: str) -> Accensione | None:
    """The decision that holds, if it turns the premium on."""
    corrente: Accensione | None = Accensione.objects.correnti().filter(esercizio=esercizio, istituto=istituto).first()
    return corrente if corrente and corrente.acceso else None


# --- what pays them ---------------------------------------------------------------------------------------------------------------------


def copertura(esercizio: Esercizio, istituto: str) -> Copertura:
    """What is left for a premium of artt. 25 and 26. The economies are known once a run of result pay is approved."""
    decisione = accensione(esercizio, istituto)
    conferite = Attribuzione.objects.filter(esercizio=esercizio, istituto__in=DELLE_ECONOMIE, stato__in=CONFERITE).order_by()
    somme = list(conferite.values_list("istituto", "importo"))
    approvata = corse_di(esercizio, Istituto.RISULTATO).approvata
    return Copertura(
        somma=decisione.somma if decisione else ZERO,
        impegnato=sum((importo for di, importo in somme if di == istituto), ZERO),
        economie=approvata.residuo if approvata else None,
        impegnato_insieme=sum((importo for _, importo in somme), ZERO),
    )


# --- who could have the bonus -----------------------------------------------------------------------------------------------------------


def eccellenze_di(esercizio: Esercizio) -> Eccellenze:
    """Art. 25 (reading A41): the candidates out of the signed sheets. A fixed number of queries."""
    firmate = list(con_tutto(Scheda.objects.filter(esercizio=esercizio, stato__in=FIRMATE)))
    letti, reg = leggi_fatti(scrivi(documento(esercizio, firmate)))
    personale = SchedaPersonale.objects.filter(esercizio=esercizio, stato__in=FIRMATE).order_by()
    totali = personale.values_list("persona__matricola", "totale")
    return candidati_al_bonus(map(in_graduatoria, calcola(letti, reg).incarichi), totali, reg)


def schede_mancanti(esercizio: Esercizio) -> int:
    """How many sheets are still to be opened or signed: until then the rankings, and with them the places, are not settled."""
    mancano = (m for istituto in Istituto for m in che_manca(esercizio, istituto, al_massimo=1))
    return sum(m.quante for m in mancano if m.che != SOMME)


@dataclass(frozen=True, slots=True)
class RigaCandidato:
    """A candidate as the page shows them; ``ha``: the premium of artt. 25–26 that they have already, or that is proposed for them."""

    posizione: Posizione
    persona: Persona
    ha: Attribuzione | None

    @property
    def graduatoria(self) -> str:
        return GRADUATORIE[self.posizione.candidato.graduatoria]


@dataclass(frozen=True, slots=True)
class QuadroBonus:
    """Art. 25 on one page. ``posti_liberi``: how many may still be proposed, once no sheet is missing."""

    eccellenze: Eccellenze
    posizioni: Sequence[Posizione]
    conto: Passo
    copertura: Copertura
    passi_copertura: Sequence[Passo]
    vive: Sequence[Attribuzione]
    mancano: int

    @property
    def passi(self) -> list[Passo]:
        """Why so many places, and why so much to give."""
        return [self.conto, *self.passi_copertura]

    @property
    def posti_liberi(self) -> int:
        return max(0, self.eccellenze.posti_massimi - sum(a.istituto == Premialita.ECCELLENZE for a in self.vive))

    @property
    def in_parita(self) -> int:
        """How many stand astride the last place with the same score."""
        return sum(p.esito == IN_PARITA for p in self.posizioni)

    def righe(self, posizioni: Iterable[Posizione]) -> list[RigaCandidato]:
        """The candidates of a page, with their names. One query."""
        scelte = list(posizioni)
        persone = {p.matricola: p for p in Persona.objects.filter(matricola__in=[p.candidato.matricola for p in scelte])}
        hanno = {a.persona_id: a for a in self.vive}
        return [RigaCandidato(p, persone[p.candidato.matricola], hanno.get(persone[p.candidato.matricola].pk)) for p in scelte]


def quadro_bonus(esercizio: Esercizio) -> QuadroBonus:
    eccellenze, coperta = eccellenze_di(esercizio), copertura(esercizio, Premialita.ECCELLENZE)
    reg = esercizio.reg
    return QuadroBonus(
        eccellenze, in_ordine(eccellenze), spiega_posti(eccellenze, reg), coperta, spiega_copertura(coperta, "25", reg),
        list(Attribuzione.objects.filter(esercizio=esercizio, stato__in=VIVE, istituto__in=DELLE_ECONOMIE).select_related("esercizio")),
        schede_mancanti(esercizio),
    )  # fmt: skip


def precedono(quadro: QuadroBonus, posizione: Posizione) -> list[Persona]:
    """Reading A67: who has as much or more, and is left out by this choice; nobody while all of them have a place."""
    if posizione.esito == NEI_POSTI:
        return []
    hanno = {a.persona_id for a in quadro.vive}
    sopra = [p for p in quadro.posizioni if p.candidato.punteggio >= posizione.candidato.punteggio and p != posizione]
    return [r.persona for r in quadro.righe(sopra) if r.persona.pk not in hanno]


def cambiato_dopo_la_proposta(quadro: QuadroBonus, a: Attribuzione) -> str:
    """What has become of the ranking since a bonus was proposed, in words; empty while the proposal still stands as it was read.

    A review (art. 29) may move the score of whoever was proposed, or put before them somebody who was not (reading A67).
    """
    posizione = next((p for p in quadro.posizioni if p.candidato.matricola == a.persona.matricola), None)
    if posizione is None:
        return f"{a.persona} non è più nella fascia più alta della graduatoria."
    if a.punteggio is not None and posizione.candidato.punteggio != a.punteggio:
        return f"Il punteggio di {a.persona} era {numero(a.punteggio)}, e ora è {numero(posizione.candidato.punteggio)}."
    lasciati = [] if a.motivo_scelta else precedono(quadro, posizione)
    if lasciati:
        nomi = ", ".join(map(str, lasciati[:NOMI_DETTI]))
        return f"La graduatoria è cambiata: ora hanno lo stesso punteggio o di più, e restano fuori: {nomi}."
    return ""


def cambiato_intanto(a: Attribuzione) -> str:
    """The same of a bonus that is not paid yet, as its page says it; empty of any other sum."""
    if a.quale != Premialita.ECCELLENZE or a.stato not in (PROPOSTA, CONFERITA, LIQUIDABILE):
        return ""
    try:
        return cambiato_dopo_la_proposta(quadro_bonus(a.esercizio), a)
    except ErroreDominio:  # the candidates cannot be counted: the page of the bonus says why
        return ""


def importo_del_bonus(esercizio: Esercizio) -> Decimal | None:
    """Reading A43: the bonus of an exercise is one amount for everybody, the prize is equal to it. None while nothing says it.

    What says it first holds: a sum that is proposed, or the notice of the prize once it is published.
    """
    vive = Attribuzione.objects.filter(esercizio=esercizio, istituto__in=DELLE_ECONOMIE, stato__in=VIVE).order_by("pk")
    pubblicato = AvvisoInnovazione.objects.filter(esercizio=esercizio).exclude(stato__in=(BOZZA, DESERTA))
    return vive.values_list("importo", flat=True).first() or pubblicato.values_list("importo", flat=True).first()


# --- what has been given --------------------------------------------------------------------------------------------------------------


def attribuzioni_di(utente: Utente, esercizio: Esercizio, istituto: str = "") -> QuerySet[Attribuzione]:
    """Those that the user reads, with their names."""
    sue = attribuzioni_visibili_a(utente).filter(esercizio=esercizio).select_related("esercizio", "persona", "atto", "atto_liquidazione")
    sue = sue.filter(istituto=istituto) if istituto else sue
    return sue.order_by("istituto", "persona__cognome", "persona__nome", "pk")


def attribuzione_visibile(utente: Utente, anno: int, pk: int) -> Attribuzione | None:
    con = (
        "esercizio__validazione_relazione",
        "persona",
        "progetto__avviso__esercizio",
        "atto",
        "atto_liquidazione",
        "proposta_da__persona",
    )
    return attribuzioni_visibili_a(utente).filter(esercizio__anno=anno, pk=pk).select_related(*con).first()


def prospetti_emessi(utente: Utente, esercizio: Esercizio) -> list[Documento]:
    """The last tables issued of the exercise, among those that the user may see."""
    emessi = Documento.objects.filter(tipo=PROSPETTO_PREMIALITA, oggetto_id=esercizio.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(utente, emessi)[:PROSPETTI_MOSTRATI]


def fuori_servizio(esercizio: Esercizio, persone: Sequence[Persona]) -> list[Persona]:
    """Of these people, who was not on the staff for even a day of the exercise, nor held an appointment: no premium is theirs. Two queries.

    Somebody who has left since may have earned one while they served.
    """
    anno, sue = esercizio.periodo, {"persona__in": [p.pk for p in persone]}
    righe = (modello.objects.nel_periodo(anno.dal, anno.al).filter(**sue) for modello in (Appartenenza, Incarico))
    servono = {pk for r in righe for pk in r.order_by().values_list("persona", flat=True)}
    return [p for p in persone if p.pk not in servono]


def storia_di(attribuzione: Attribuzione) -> list[Fatto]:
    return passi_di(attribuzione, TITOLI_DELLA_STORIA)


def passi_dell_attribuzione(a: Attribuzione) -> list[Passo]:
    """Why this sum to this person, out of what was frozen when it was proposed."""
    reg = a.esercizio.reg
    passi: list[Passo] = []
    if a.punteggio is not None and a.posti is not None and a.persone is not None:
        candidato = Candidato(a.graduatoria, a.persona.matricola, a.punteggio)
        passi += [spiega_candidato(candidato, reg), spiega_quota_posti(a.posti, a.persone, reg)]
    if a.quale != Premialita.EFFICIENZA:
        return [*passi, spiega_attribuzione(a.istituto, a.importo, reg)]
    return _passi_di_efficienza(a)


def _passi_di_efficienza(a: Attribuzione) -> list[Passo]:
    """From the savings to the part of one person; nothing once the sharing has been taken back."""
    riparto = RipartoEfficienza.objects.filter(esercizio=a.esercizio_id).select_related("fondo").first()
    pesi = dict(riparto.quote.order_by().values_list("persona", "peso")) if riparto else {}
    if riparto is None or riparto.fondo is None or a.persona_id not in pesi:
        return []
    reg = a.esercizio.reg
    parte = spiega_parte(riparto.al_personale, pesi[a.persona_id], sum(pesi.values(), ZERO), a.importo, reg)
    return [*spiega_efficienza(premio_di_efficienza(riparto.fondo.importo, reg), reg)[:3], parte]


def dal_quale(a: Attribuzione, azione: str) -> tuple[date, str]:
    """The day before which the act of a step cannot be, and what happened on it: the proposal; of the payment the act that conferred."""
    if azione == "liquida" and a.atto is not None:
        return a.atto.data, "del conferimento"
    return a.proposta_il.astimezone(FUSO).date(), "della proposta"


# From which state each step of payment starts.
PAGAMENTI = {"rendi_liquidabile": CONFERITA, "liquida": LIQUIDABILE}


def da_pagare(esercizio: Esercizio, istituto: str, azione: str) -> list[Attribuzione]:
    """The sums of a premium that wait for a step of payment."""
    sue = Attribuzione.objects.filter(esercizio=esercizio, istituto=istituto, stato=PAGAMENTI[azione])
    con = ("esercizio__validazione_relazione", "persona", "atto")
    return list(sue.select_related(*con).order_by("persona__cognome", "persona__nome", "pk"))


@dataclass(frozen=True, slots=True)
class VocePremialita:
    """One of the three premiums in an exercise, as the first page shows it."""

    istituto: Premialita
    dato: Dato | None
    proposte: int
    da_rendere_liquidabili: int
    da_liquidare: int
    conferite: int
    distribuito: Decimal

    @property
    def acceso(self) -> bool:
        return self.dato is not None and self.dato.corrente.acceso


def voci_premialita(esercizio: Esercizio) -> list[VocePremialita]:
    """Two queries."""
    decisioni = accensioni(esercizio)
    righe = list(Attribuzione.objects.filter(esercizio=esercizio).order_by().values_list("istituto", "stato", "importo"))

    def voce(i: Premialita) -> VocePremialita:
        sue = [(stato, importo) for di, stato, importo in righe if di == i]
        importi = [importo for stato, importo in sue if stato in CONFERITE]
        stati = [stato for stato, _ in sue]
        quante = (stati.count(PROPOSTA), stati.count(CONFERITA), stati.count(LIQUIDABILE))
        return VocePremialita(i, decisioni.get(i), *quante, len(importi), sum(importi, ZERO))

    return [voce(i) for i in Premialita]
