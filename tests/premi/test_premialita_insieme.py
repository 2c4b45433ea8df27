"""Artt. 25–26: twenty bonuses conferred at the same instant never exceed the sum, the economies, the places."""

from decimal import Decimal

import pytest

from premi.calcolo import Candidato, Eccellenze
from premi.letture import premialita as letture
from premi.models import Accensione, Attribuzione
from premi.operazioni.premialita import conferisci_bonus
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Persona, Utente
from tests.fili import insieme
from tests.personaggi import crea_comune
from tests.valutazioni.schede import QUANDO

from .fondi import corsa
from .premialita import DECRETO

INSIEME, IMPORTO, PUNTI = 20, Decimal("100.00"), Decimal("270.00")


def prepara(somma: str, economie: str) -> None:
    c = crea_comune()
    persone = Persona.objects.bulk_create(Persona(matricola=f"B{n:02d}", nome="Prova", cognome=f"Numero{n:02d}") for n in range(INSIEME))
    Accensione.objects.create(esercizio=c.esercizio, istituto="eccellenze", acceso=True, somma=Decimal(somma), motivo="Prova")
    corsa(c, "risultato", "approvata", distribuito=str(Decimal("72000.00") - Decimal(economie)))
    Attribuzione.objects.bulk_create(
        Attribuzione(
            esercizio=c.esercizio, istituto="eccellenze", persona=p, importo=IMPORTO, motivo="Prova", motivo_scelta="Prova",
            punteggio=PUNTI, proposta_da=c.segretario, proposta_il=QUANDO,
        ) for p in persone
    )  # fmt: skip


def conferisci(pk: int) -> str:
    riga = Attribuzione.objects.select_related("esercizio").get(pk=pk)
    sindaco = Utente.objects.get(username="sindaco")
    return conferisci_bonus(attribuzione=riga, atto=DECRETO, utente=sindaco, quando=QUANDO, versione=riga.versione).stato


def in_tutto() -> tuple[int, Decimal]:
    importi = list(
        Attribuzione.objects.filter(esercizio=Esercizio.objects.get(anno=2025), stato="conferita").values_list("importo", flat=True)
    )
    return len(importi), sum(importi, Decimal(0))


@pytest.mark.usefixtures("database_vero")
@pytest.mark.parametrize(("somma", "economie", "posti", "quanti"), [
    ("750.00", "9000.00", 20, 7), ("9000.00", "500.00", 20, 5), ("9000.00", "9000.00", 3, 3),
])  # fmt: skip
def test_art25_venti_conferimenti_insieme_non_superano_mai_il_fondo_ne_i_posti(
    monkeypatch: pytest.MonkeyPatch, somma: str, economie: str, posti: int, quanti: int
) -> None:
    candidati = Eccellenze(posti, tuple(Candidato("dipendenti", f"B{n:02d}", PUNTI) for n in range(INSIEME)))
    monkeypatch.setattr(letture, "eccellenze_di", lambda esercizio: candidati)
    monkeypatch.setattr(letture, "schede_mancanti", lambda esercizio: 0)
    insieme(lambda: prepara(somma, economie))
    chiavi = insieme(lambda: list(Attribuzione.objects.values_list("pk", flat=True)))[0]
    esiti = insieme(*(lambda pk=pk: conferisci(pk) for pk in chiavi))
    assert insieme(in_tutto) == [(quanti, quanti * IMPORTO)], esiti
    assert sum(isinstance(e, OperazioneNonAmmessa) for e in esiti) == INSIEME - quanti, esiti
