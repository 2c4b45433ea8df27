"""Surveys for the tests: a questionnaire with one question of each kind, opened, answered and closed by the true operations."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from smvp.flusso.operazioni import esegui
from smvp.indagini.calcolo.questionario import Domanda, Genere, Questionario, Sezione, in_dati
from smvp.indagini.models import BENESSERE, SODDISFAZIONE, Indagine
from smvp.indagini.operazioni.questionari import crea_indagine, scrivi_dati
from smvp.indagini.operazioni.urna import rispondi, rispondi_da_utente
from smvp.organizzazione.models import Appartenenza, Esercizio, Persona

QUANDO = datetime(2026, 4, 9, 9, 0, tzinfo=settings.FUSO)
GIORNO, DAL, AL = date(2026, 4, 10), date(2026, 4, 1), date(2026, 4, 30)
DOPO = datetime(2026, 5, 4, 9, 0, tzinfo=settings.FUSO)
MOTIVO = "Il servizio informatico si ferma la settimana prossima."

CLIMA = Domanda("d1", "Lavoro volentieri con i colleghi", Genere.SCALA, True, 5, "per niente", "del tutto")
PESO = Domanda("d2", "Mi sento sotto pressione", Genere.SCALA, punti=5, minimo="mai", massimo="sempre", inversa=True)
CHE_SERVE = Domanda("d3", "Che cosa serve", Genere.PIU, opzioni=("Formazione", "Spazi", "Orari"))
AREA = Domanda("d4", "In quale area lavori", Genere.UNA, opzioni=("Uffici", "Esterni", "Polizia"), gruppi=True)
PAROLE = Domanda("d5", "Che cosa cambieresti", Genere.TESTO)
DOMANDE = Questionario((
    Sezione("s1", "Il lavoro", "Da 1 a 5.", (CLIMA, PESO)), Sezione("s2", "Proposte", "", (CHE_SERVE, PAROLE)),
    Sezione("s3", "Chi sei", "", (AREA,)),
))  # fmt: skip


def bozza(c: SimpleNamespace, tipo: str = BENESSERE, esercizio: Esercizio | None = None, q: Questionario = DOMANDE) -> Indagine:
    """A survey ready to open."""
    direzione = c.s1 if tipo == SODDISFAZIONE else None
    riga = crea_indagine(
        esercizio=esercizio or c.esercizio, tipo=tipo, titolo=f"Indagine di {tipo}", direzione=direzione, utente=c.segretario, quando=QUANDO
    )
    riga = scrivi_dati(
        indagine=riga, titolo=riga.titolo, presentazione="Dieci minuti.", direzione=direzione, dal=DAL, al=AL, versione=riga.versione,
        utente=c.segretario, quando=QUANDO,
    )  # fmt: skip
    riga.questionario = in_dati(q)
    riga.save()
    return riga


def passo(
    c: SimpleNamespace, riga: Indagine, azione: str, quando: datetime = QUANDO, motivo: str = "", chi: str = "segretario"
) -> Indagine:
    ora = Indagine.objects.get(pk=riga.pk)
    return esegui(ora, azione, utente=getattr(c, chi), quando=quando, versione=ora.versione, motivo=motivo)


def aperta(c: SimpleNamespace, tipo: str = BENESSERE, **altro: Any) -> Indagine:
    return passo(c, bozza(c, tipo, **altro), "apri")


def chiusa(c: SimpleNamespace, risposte: list[dict[str, Any]], tipo: str = SODDISFAZIONE, **altro: Any) -> Indagine:
    """Closed after its term, with these answers (of users, who may be as many as one likes)."""
    riga = aperta(c, tipo, **altro)
    for n, valori in enumerate(risposte):
        rispondi_da_utente(indagine=riga, modulo=f"m{n}", valori=valori, testi={"d5": f"Testo {n}"}, giorno=GIORNO)
    return passo(c, riga, "chiudi", DOPO)


def in_servizio(c: SimpleNamespace, quanti: int) -> list[Persona]:
    """More staff, without an account."""
    persone = Persona.objects.bulk_create(Persona(matricola=f"X{n:03d}", nome=f"Nome{n}", cognome=f"Cognome{n}") for n in range(quanti))
    Appartenenza.objects.bulk_create(Appartenenza(persona=p, direzione=c.s1, categoria="C", tempo=1, dal=DAL) for p in persone)
    return list(persone)


def rispondono(riga: Indagine, persone: list[Persona], giorno: date = GIORNO) -> None:
    """Each with marks of their own, so that one can tell whose an answer would be."""
    for n, persona in enumerate(persone):
        valori = {"d1": n % 5 + 1, "d2": 5 - n % 5, "d3": (n % 3,), "d4": n % 3}
        rispondi(indagine=riga, persona=persona, valori=valori, testi={"d5": f"Parole di {n}"}, giorno=giorno)


def per_la_matrice(c: SimpleNamespace) -> None:
    """A draft, one of the staff open, one of users open, one of users closed."""
    c.indagine_bozza, c.indagine, c.indagine_utenti = bozza(c), aperta(c), aperta(c, SODDISFAZIONE)
    c.indagine_chiusa = chiusa(c, [{"d1": n % 5 + 1} for n in range(6)])
