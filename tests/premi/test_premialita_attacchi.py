"""Artt. 25–27 under attack: what changes after a decision, who is not of the staff, who judges alone, who disappears from the jury."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from premi.letture.innovazione import lavori_della_giuria
from premi.models import Attribuzione, Destinazione, Fondo, VotoGiuria
from premi.operazioni.efficienza import aggiungi_persona, scrivi_riparto
from premi.operazioni.innovazione import sostituisci_giurato
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Appartenenza, Persona
from smvp.registro.letture import storia
from tests.scena import scena_del_modulo

from .fondi import cliente
from .premialita import SCELTA, D, accendi, candidati, con_economie, conferisci, proponi
from .test_bonus import passa
from .test_innovazione import CHIUSO, FRASE, acceso, alla_giuria, presenta, scegli, scritto, vota, votata
from .test_innovazione import passa as passa_avviso

_scritta, c = scena_del_modulo(con_economie)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-20"


# --- the ranking moves after the proposal (a review, art. 29) --------------------------------------------------------------------------


@pytest.mark.parametrize(("dopo", "mancano", "frase"), [
    ({"dirigente1": "270"}, 0, "era 280,00, e ora è 270,00"), ({"po1": "250"}, 0, "non è più nella fascia più alta"),
    ({"dirigente1": "280", "po1": "281"}, 0, "restano fuori"), ({"dirigente1": "280"}, 1, "Manca una scheda"),
])  # fmt: skip
def test_art29_un_riesame_dopo_la_proposta_ferma_il_conferimento(
    c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, dopo: dict[str, str], mancano: int, frase: str
) -> None:
    accendi(c)
    candidati(monkeypatch, c, 1, dirigente1="280", po1="250")
    riga = proponi(c)
    candidati(monkeypatch, c, 1, mancano, **dopo)
    with pytest.raises(OperazioneNonAmmessa, match=frase):
        conferisci(c, riga)
    pagina = cliente(c, "sindaco").get(riga.get_absolute_url()).content.decode()
    assert ("È cambiato qualcosa" in pagina) is (not mancano) and "Decide il Sindaco" in pagina
    candidati(monkeypatch, c, 1, dirigente1="280", po1="250")
    assert conferisci(c, riga).stato == "conferita"


def test_art29_cio_che_e_conferito_si_revoca_con_un_motivo_finche_non_e_pagato(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c, somma="500.00")
    candidati(monkeypatch, c, 1, dirigente1="280", po1="270")
    riga = conferisci(c, proponi(c))
    with pytest.raises(DatiNonValidi, match="non si spegne"):
        accendi(c, acceso=False, versione=1)
    for chi in (c.segretario, c.personale, c.dirigente1):
        with pytest.raises(PermissionDenied):
            passa(riga, "revoca", chi, FRASE)
    with pytest.raises(DatiNonValidi):
        passa(riga, "revoca", c.sindaco)
    assert passa(riga, "revoca", c.sindaco, FRASE).stato == "revocata"
    with pytest.raises(OperazioneNonAmmessa):
        passa(riga, "revoca", c.sindaco, FRASE)
    assert "Revocata" in cliente(c, "dirigente1").get(reverse("premi:miei")).content.decode()
    assert conferisci(c, proponi(c, "po1", scelta=SCELTA)).stato == "conferita"  # the place and the sum are free again


# --- who is not of the staff, who proposes for themselves -------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["sindaco", "ncvp"])
def test_i_premi_vanno_al_personale_del_comune(c: SimpleNamespace, chi: str) -> None:
    acceso(c)
    passa_avviso(scritto(c), "pubblica", c.segretario, CHIUSO, FRASE)
    with pytest.raises(DatiNonValidi, match="non era in servizio"):
        presenta(c, "dipendente1", "Sportello", chi)
    accendi(c, "efficienza", "0.00")
    Fondo.objects.create(esercizio=c.esercizio, destinazione=Destinazione.RISPARMI, importo=D("9000.00"))
    riparto = scrivi_riparto(esercizio=c.esercizio, criteri=FRASE, al_personale=D("900.00"), utente=c.segretario, quando=CHIUSO, versione=0)
    come: dict[str, Any] = {"riparto": riparto, "peso": D(1), "motivo": FRASE, "utente": c.segretario, "quando": CHIUSO}
    with pytest.raises(DatiNonValidi, match="non era in servizio"):
        aggiungi_persona(persona=getattr(c, f"persona_{chi}"), **come)
    cessato = Persona.objects.create(matricola="C99", nome="Elio", cognome="Cessato")
    vecchia = {"persona": cessato, "direzione": c.d1, "categoria": "C", "dal": date(2020, 1, 1)}
    servizio = Appartenenza.objects.create(al=date(2024, 12, 31), **vecchia)
    with pytest.raises(DatiNonValidi, match="non era in servizio"):
        aggiungi_persona(persona=cessato, **come)
    Appartenenza.objects.filter(pk=servizio.pk).update(al=date(2025, 3, 31))
    assert aggiungi_persona(persona=cessato, **come).peso == 1  # what they did while they served is theirs


def test_il_segretario_non_propone_un_premio_per_se(c: SimpleNamespace) -> None:
    alla_giuria(c)
    c.sportello.gruppo.add(c.persona_segretario)
    votata(c)
    with pytest.raises(OperazioneNonAmmessa, match="per sé stesso"):
        scegli(c, c.sportello)
    assert not Attribuzione.objects.filter(istituto="innovazione").exists()


# --- the jury ----------------------------------------------------------------------------------------------------------------------------


def test_art26_chi_giudica_non_legge_i_punti_degli_altri_finche_manca_qualcuno(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2025-10-01"
    alla_giuria(c)
    vota(c, "controllo", c.sportello, "28.50")
    avviso, progetto = c.avviso.get_absolute_url(), c.sportello.get_absolute_url()

    def legge(chi: str, *pagine: str) -> list[bool]:
        return ["28,50" in cliente(c, chi).get(p).content.decode() for p in pagine]

    assert legge("segretario", avviso, progetto) == [False, False] and legge("ncvp", avviso, progetto) == [True, True]
    pagina = cliente(c, "segretario").get(avviso).content.decode()
    assert pagina.count("Da valutare") == 2 and "1 su 2" in pagina and "0 su 2" in pagina
    for resto in ((c.sportello, "segretario"), (c.archivio, "segretario"), (c.archivio, "controllo")):
        vota(c, resto[1], resto[0], "10")
    assert legge("segretario", progetto) == [True]


def _sostituisci(c: SimpleNamespace, entra: str, esce: str = "controllo", chi: str = "segretario", **altro: Any) -> Any:
    c.avviso.refresh_from_db()
    valori: dict[str, Any] = {"motivo": FRASE, "quando": CHIUSO, "versione": c.avviso.versione} | altro
    persone = {k: getattr(c, f"persona_{v}") for k, v in (("esce", esce), ("entra", entra))}
    return sostituisci_giurato(avviso=c.avviso, utente=getattr(c, chi), **persone, **valori)


def test_art26_un_giurato_che_non_puo_piu_si_sostituisce_e_i_suoi_punti_vanno_via(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2025-10-01"
    alla_giuria(c)
    vota(c, "controllo", c.sportello, "28.50")
    c.dipendente2.is_active = False
    c.dipendente2.save()
    for entra, altro, errore, frase in (
        ("dipendente1", {}, DatiNonValidi, "nel gruppo"), ("segretario", {}, DatiNonValidi, "già nella giuria"),
        ("ncvp", {"esce": "po2"}, DatiNonValidi, "non è nella giuria"), ("dipendente2", {}, DatiNonValidi, "accesso attivo"),
        ("ncvp", {"motivo": "boh"}, DatiNonValidi, "una frase"), ("ncvp", {"versione": 1}, ConflittoDiVersione, "Nel frattempo"),
        ("ncvp", {"chi": "sindaco"}, PermissionDenied, "Segretario"),
    ):  # fmt: skip
        with pytest.raises(errore, match=frase):
            _sostituisci(c, entra, **altro)
    client, pagina = cliente(c, "segretario"), reverse("premi:giuria", args=[2025])
    dati = {"esce": str(c.persona_controllo.pk), "entra": c.persona_ncvp.matricola, "motivo": FRASE, "versione": "1"}
    risposta = client.post(pagina, dati)
    assert risposta.status_code == 409 and FRASE in risposta.content.decode()
    c.avviso.refresh_from_db()
    assert client.post(pagina, dati | {"versione": str(c.avviso.versione)}).status_code == 302
    assert not VotoGiuria.objects.exists()
    assert [(x.giurato, x.dati, x.attesi) for x in lavori_della_giuria(c.avviso)] == [
        (p, 0, 2) for p in sorted((c.persona_ncvp, c.persona_segretario), key=lambda p: (p.cognome, p.nome))
    ]  # fmt: skip
    tolti = next(e for e in storia("avviso_innovazione", c.avviso.pk) if e.azione.endswith("sostituisci")).contenuto
    assert tolti["punti_tolti"] == {str(c.sportello.pk): "28.50"}
    with pytest.raises(PermissionDenied):
        vota(c, "controllo", c.sportello, "30")
    for progetto in (c.sportello, c.archivio):
        vota(c, "ncvp", progetto, "20"), vota(c, "segretario", progetto, "10")
    scegli(c, c.sportello)
    with pytest.raises(OperazioneNonAmmessa, match="finché i progetti"):
        _sostituisci(c, "controllo", esce="ncvp")


def test_art26_chi_non_entra_nel_programma_non_puo_stare_nella_giuria(c: SimpleNamespace) -> None:
    acceso(c)
    c.controllo.is_active = False
    c.controllo.save()
    with pytest.raises(DatiNonValidi, match="accesso attivo"):
        passa_avviso(scritto(c), "pubblica", c.segretario, CHIUSO, FRASE)
