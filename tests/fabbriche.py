"""Rows for tests that need more than the cast: each with sensible values, all of them replaceable."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from smvp.organizzazione.models import Appartenenza, Direzione, Esercizio, Incarico, Nomina, Persona, Utente

DAL = date(2024, 1, 1)


class UtenteFactory(DjangoModelFactory):
    class Meta:
        model = Utente

    username = factory.Sequence(lambda n: f"utente{n}")
    email = factory.LazyAttribute(lambda u: f"{u.username}@example.org")
    password = factory.django.Password("demo")


class PersonaFactory(DjangoModelFactory):
    class Meta:
        model = Persona

    matricola = factory.Sequence(lambda n: f"F{n:05d}")
    nome = factory.Faker("first_name", locale="it_IT")
    cognome = factory.Faker("last_name", locale="it_IT")


class PersonaConUtenteFactory(PersonaFactory):
    utente = factory.SubFactory(UtenteFactory)


class DirezioneFactory(DjangoModelFactory):
    class Meta:
        model = Direzione

    codice = factory.Sequence(lambda n: f"U{n}")
    denominazione = factory.Sequence(lambda n: f"Ufficio {n}")
    tipo = "direzione"
    dal = DAL


class EsercizioFactory(DjangoModelFactory):
    class Meta:
        model = Esercizio

    anno = factory.Sequence(lambda n: 2026 + n)
    regolamento = "domodossola-2020"


class IncaricoFactory(DjangoModelFactory):
    """A dirigente of a Direzione of their own, unless told otherwise."""

    class Meta:
        model = Incarico

    persona = factory.SubFactory(PersonaFactory)
    direzione = factory.SubFactory(DirezioneFactory)
    ruolo = "dirigente"
    tipo_po = factory.LazyAttribute(lambda i: "po" if i.ruolo == "po" else "")
    retribuzione_risultato = Decimal("10000.00")
    dal = DAL


class AppartenenzaFactory(DjangoModelFactory):
    class Meta:
        model = Appartenenza

    persona = factory.SubFactory(PersonaFactory)
    direzione = factory.SubFactory(DirezioneFactory)
    categoria = "C"
    tempo = Decimal(1)
    dal = DAL


class NominaFactory(DjangoModelFactory):
    class Meta:
        model = Nomina

    persona = factory.SubFactory(PersonaFactory)
    ruolo = "ncvp"
    dal = DAL
