"""A small municipality with a fixed cast: two Direzioni with a Settore each, one of every role. Made in few queries, for every test.

``c = crea_comune()`` (fixture ``comune``): ``c.ncvp`` is the Utente, ``c.persona_ncvp`` the Persona, ``c.incarico_po1`` the Incarico,
``c.d1`` the Direzione, ``c.esercizio`` the exercise 2025. Everybody's password is ``demo``.
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password

from smvp.organizzazione.models import Appartenenza, Direzione, Ente, Esercizio, Incarico, Nomina, Persona, Utente
from tests.calco import una_volta

PASSWORD = "demo"
ANNO = 2025
DAL = date(2024, 1, 1)

# username, titolo, nome, cognome, genere
PERSONAGGI = (
    ("sindaco", "avv.", "Giulia", "Ferraris", "f"),
    ("segretario", "dott.", "Paolo", "Zanetta", "m"),
    ("ncvp", "prof.ssa", "Elena", "Morandi", "f"),
    ("dirigente1", "dott.", "Andrea", "Bertolini", "m"),
    ("dirigente2", "ing.", "Silvia", "Borghi", "f"),
    ("po1", "dott.ssa", "Marta", "Pirazzi", "f"),
    ("po2", "geom.", "Luca", "Falcioni", "m"),
    ("dipendente1", "", "Anna", "Rossi", "f"),
    ("dipendente2", "", "Marco", "Brusa", "m"),
    ("dipendente3", "", "Chiara", "Tosi", "f"),
    ("controllo", "dott.", "Fabio", "Lana", "m"),
    ("personale", "dott.ssa", "Laura", "Vietti", "f"),
    ("segreteria", "", "Ivana", "Conti", "f"),
    ("admin", "", "Dario", "Nolli", "m"),
)
UTENTI = tuple(riga[0] for riga in PERSONAGGI)
NOMINE = {
    "sindaco": "sindaco", "ncvp": "ncvp", "controllo": "controllo", "personale": "personale", "segreteria": "segreteria",
    "admin": "amministratore",
}  # fmt: skip


@una_volta
def crea_comune() -> SimpleNamespace:
    """Write the whole cast; nothing of it is evaluated yet."""
    c = SimpleNamespace()
    c.ente = Ente.objects.create(
        denominazione="Città di Domodossola", provincia="Verbano-Cusio-Ossola", patrono_nome="Santi Gervasio e Protasio",
        patrono_mese=6, patrono_giorno=19,
    )  # fmt: skip
    c.esercizio = Esercizio.objects.create(anno=ANNO, regolamento="domodossola-2020")
    _uffici(c)
    _persone(c)
    _posti(c)
    return c


def _uffici(c: SimpleNamespace) -> None:
    c.d1, c.d2 = Direzione.objects.bulk_create([
        Direzione(codice="D1", denominazione="Finanze e Tributi", tipo="direzione", dal=DAL),
        Direzione(codice="D2", denominazione="Lavori Pubblici", tipo="direzione", dal=DAL),
    ])  # fmt: skip
    c.s1, c.s2 = Direzione.objects.bulk_create([
        Direzione(codice="D1.1", denominazione="Tributi", tipo="settore", padre=c.d1, dal=DAL),
        Direzione(codice="D2.1", denominazione="Manutenzioni", tipo="settore", padre=c.d2, dal=DAL),
    ])  # fmt: skip


def _persone(c: SimpleNamespace) -> None:
    segreta = make_password(PASSWORD)
    utenti = Utente.objects.bulk_create(
        Utente(username=u, password=segreta, email=f"{u}@example.org", is_staff=u == "admin") for u in UTENTI
    )
    persone = Persona.objects.bulk_create(
        Persona(matricola=f"{n:04d}", titolo=titolo, nome=nome, cognome=cognome, genere=genere, utente=utente, email=utente.email)
        for n, (utente, (_, titolo, nome, cognome, genere)) in enumerate(zip(utenti, PERSONAGGI, strict=True), start=1)
    )
    for utente, persona in zip(utenti, persone, strict=True):
        setattr(c, utente.username, utente)
        setattr(c, f"persona_{utente.username}", persona)


def _posti(c: SimpleNamespace) -> None:
    def incarico(chi: str, ruolo: str, direzione: Direzione | None, euro: str) -> Incarico:
        return Incarico(
            persona=getattr(c, f"persona_{chi}"), ruolo=ruolo, tipo_po="po" if ruolo == "po" else "", direzione=direzione, dal=DAL,
            retribuzione_risultato=Decimal(euro),
        )  # fmt: skip

    c.incarico_segretario, c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2 = Incarico.objects.bulk_create([
        incarico("segretario", "segretario", None, "9000.00"),
        incarico("dirigente1", "dirigente", c.d1, "12000.00"),
        incarico("dirigente2", "dirigente", c.d2, "11000.00"),
        incarico("po1", "po", c.s1, "3000.00"),
        incarico("po2", "po", c.s2, "2500.50"),
    ])  # fmt: skip
    c.appartenenza_dipendente1, c.appartenenza_dipendente2, c.appartenenza_dipendente3 = Appartenenza.objects.bulk_create([
        Appartenenza(persona=c.persona_dipendente1, direzione=c.s1, categoria="C", tempo=1, dal=DAL),
        Appartenenza(persona=c.persona_dipendente2, direzione=c.s1, categoria="B", tempo=Decimal("0.5"), dal=DAL),
        Appartenenza(persona=c.persona_dipendente3, direzione=c.s2, categoria="D", tempo=1, dal=DAL),
    ])  # fmt: skip
    Nomina.objects.bulk_create(Nomina(persona=getattr(c, f"persona_{u}"), ruolo=r, dal=DAL) for u, r in NOMINE.items())
