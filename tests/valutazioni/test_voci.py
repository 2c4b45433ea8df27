"""Reading A25: the items of the behaviours are the exercise's own, until its first staff sheet is opened."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento
from tests.valutazioni.schede import QUANDO
from valutazioni.forms.voci import cambia
from valutazioni.letture.voci import VoceScritta, catalogo, impronta
from valutazioni.models import SchedaPersonale, Voce
from valutazioni.operazioni.personale import apri_schede_personale
from valutazioni.operazioni.voci import salva_voci

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    comune.primo = comune.esercizio.reg.personale.gruppi[0].codice
    return comune


def salva(c: SimpleNamespace, chi: str = "personale", **altro: Any) -> bool:
    """Save the catalogue with the first group made of two items of our own."""
    prima = catalogo(c.esercizio)
    voci = dict(prima) | {c.primo: (VoceScritta("Precisione", "Lavora senza errori."), VoceScritta("Rapidità"))}
    dati = {"esercizio": c.esercizio, "voci": voci, "letto": impronta(prima), "utente": getattr(c, chi), "quando": QUANDO}
    return salva_voci(**dati | altro)


@pytest.mark.parametrize(
    ("chi", "puo"),
    [("personale", True), ("segretario", True), ("dirigente1", False), ("po1", False), ("ncvp", False), ("segreteria", False),
     ("dipendente1", False), ("admin", False)],
)  # fmt: skip
def test_le_sceglie_il_personale_o_il_segretario(c: SimpleNamespace, chi: str, puo: bool) -> None:
    if not puo:
        with pytest.raises(PermissionDenied):
            salva(c, chi)
        return
    assert salva(c, chi) is True
    assert [v.titolo for v in Voce.objects.filter(esercizio=c.esercizio, gruppo=c.primo)] == ["Precisione", "Rapidità"]
    assert salva(c, chi) is False, "lo stesso due volte"
    assert Evento.objects.get(azione="voci.salva").contenuto["dopo"][c.primo] == ["Precisione", "Rapidità"]


@pytest.mark.parametrize(
    ("sue", "parola"),
    [
        ((), "almeno una voce"),
        ((VoceScritta(" "),), "senza titolo"),
        ((VoceScritta("Cura"), VoceScritta("CURA")), "due volte"),
        ((VoceScritta("x" * 121),), "120 caratteri"),
        (tuple(VoceScritta(f"Voce {n}") for n in range(31)), "al massimo 30"),
    ],
)
def test_un_gruppo_che_non_puo_stare(c: SimpleNamespace, sue: tuple[VoceScritta, ...], parola: str) -> None:
    with pytest.raises(DatiNonValidi, match=parola):
        salva(c, voci=dict(catalogo(c.esercizio)) | {c.primo: sue})
    assert not Voce.objects.exists()


def test_un_gruppo_che_il_regolamento_non_ha(c: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="quelli del regolamento"):
        salva(c, voci=dict(catalogo(c.esercizio)) | {"simpatia": (VoceScritta("Sorride"),)})


def test_con_la_prima_scheda_aperta_sono_ferme(c: SimpleNamespace) -> None:
    """The sheets are opened with the items chosen, and those do not change any more."""
    salva(c)
    apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    voti = SchedaPersonale.objects.get(persona=c.persona_dipendente1).voti.filter(voce__gruppo=c.primo)
    assert [v.voce.titolo for v in voti.select_related("voce")] == ["Precisione", "Rapidità"]
    with pytest.raises(OperazioneNonAmmessa, match="sono aperte"):
        salva(c, voci=dict(catalogo(c.esercizio)) | {c.primo: (VoceScritta("Altro"),)})


def test_due_che_scelgono_insieme(c: SimpleNamespace) -> None:
    letto = impronta(catalogo(c.esercizio))
    salva(c)
    with pytest.raises(ConflittoDiVersione):
        salva(c, "segretario", voci=dict(catalogo(c.esercizio)) | {c.primo: (VoceScritta("Altro"),)}, letto=letto)


# --- the page -----------------------------------------------------------------------------------------------------------------


def pagina(c: SimpleNamespace, chi: str = "personale") -> tuple[Client, str, dict[str, str]]:
    """A client, the address, and what the page would send as it is."""
    cliente, dove = Client(), reverse("valutazioni:voci", args=[2025])
    cliente.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    return cliente, dove, manda(cliente.get(dove))


def manda(risposta: Any) -> dict[str, str]:
    dati = {"letto": risposta.context["letto"]}
    for g in risposta.context["gruppi"]:
        for riga in g["righe"]:
            dati |= {f"{riga.prefix}-{c}": riga[c].value() for c in ("titolo", "descrizione")}
    return dati


def titoli(dati: dict[str, str], gruppo: str) -> list[str]:
    return [v for k, v in dati.items() if k.startswith(f"{gruppo}-") and k.endswith("titolo")]


def test_si_spostano_tolgono_aggiungono_e_solo_alla_fine_si_salva(c: SimpleNamespace) -> None:
    cliente, dove, dati = pagina(c)
    prime = titoli(dati, c.primo)
    dati = manda(cliente.post(dove, dati | {"comando": f"giu:{c.primo}:0"}))
    assert titoli(dati, c.primo)[:2] == [prime[1], prime[0]]
    dati = manda(cliente.post(dove, dati | {"comando": f"togli:{c.primo}:0"}))
    dati = manda(cliente.post(dove, dati | {"comando": f"aggiungi:{c.primo}"}))
    assert titoli(dati, c.primo) == [prime[0], *prime[2:], ""]
    assert not Voce.objects.exists(), "niente è salvato"
    assert cliente.post(dove, dati).status_code == 422, "una voce senza titolo"
    ultima = f"{c.primo}-{len(prime) - 1}-titolo"
    assert cliente.post(dove, dati | {ultima: "Cura dei dettagli"}).status_code == 302
    assert [v.titolo for v in catalogo(c.esercizio)[c.primo]] == [prime[0], *prime[2:], "Cura dei dettagli"]


@pytest.mark.parametrize("comando", ["su:inventato:3", "giu:", "togli:x:9999999999999999999999", "boh", "aggiungi:inventato"])
def test_un_comando_inventato_non_rompe_niente(c: SimpleNamespace, comando: str) -> None:
    cliente, dove, dati = pagina(c)
    assert manda(cliente.post(dove, dati | {"comando": comando})) == dati


def test_si_riprendono_quelle_dell_anno_prima(c: SimpleNamespace) -> None:
    vecchio = Esercizio.objects.create(anno=2024, regolamento="domodossola-2020")
    Voce.objects.bulk_create(
        Voce(esercizio=vecchio, gruppo=g.codice, ordine=1, titolo=f"Del 2024, {g.codice}") for g in vecchio.reg.personale.gruppi
    )
    cliente, dove, dati = pagina(c)
    dati = manda(cliente.post(dove, dati | {"comando": "anno_prima"}))
    assert titoli(dati, c.primo) == [f"Del 2024, {c.primo}"]
    assert cliente.post(dove, dati).status_code == 302
    assert [v.titolo for v in catalogo(c.esercizio)[c.primo]] == [f"Del 2024, {c.primo}"]


def test_in_conflitto_non_si_perde_niente(c: SimpleNamespace) -> None:
    cliente, dove, dati = pagina(c)
    salva(c, "segretario")
    risposta = cliente.post(dove, dati | {f"{c.primo}-0-titolo": "Scritta da me"})
    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Scritta da me" in testo and "Precisione" in testo
    assert cliente.post(dove, manda(risposta)).status_code == 302
    assert catalogo(c.esercizio)[c.primo][0].titolo == "Scritta da me"


def test_chi_valuta_le_legge_e_non_ha_il_modulo(c: SimpleNamespace) -> None:
    cliente, dove, _ = pagina(c, "po1")
    assert "Salva le voci" not in cliente.get(dove).content.decode()
    assert cliente.post(dove, {}).status_code == 403


@pytest.mark.parametrize("numero", ["9" * 5_000, "٣", "²", "-1", ""])
def test_il_pulsante_di_una_riga_che_non_c_e_non_rompe_la_pagina(numero: str) -> None:
    voci = {"servizio": [VoceScritta("Una"), VoceScritta("Due")]}
    assert cambia(voci, f"su:servizio:{numero}").startswith("servizio")
    assert [v.titolo for v in voci["servizio"]] == ["Una", "Due"]
