"""The pages of the specific objectives: what is typed is never lost, two editors never overwrite each other, everybody reads their own."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico

pytestmark = pytest.mark.django_db
MOTIVO = "La pianta organica dell’ufficio è cambiata."


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """10 April 2026: ``c.o`` is dipendente1's objective of 2025, without a figure."""
    settings.OGGI = "2026-04-10"
    con_schede_personale(comune)
    AssegnazioneSpecifica.objects.update(raggiungimento=None)
    comune.o = ObiettivoSpecifico.objects.get(assegnazioni__persona=comune.persona_dipendente1)
    return comune


def entra(utente: Any) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


def campi(cliente: Client, indirizzo: str) -> dict[str, str]:
    """What the page would send as it is."""
    form = cliente.get(indirizzo).context["form"]
    dati = {}
    for nome, campo in form.fields.items():
        valore = campo.prepare_value(form.get_initial_for_field(campo, nome))
        dati[nome] = "si" if valore is True else "" if valore is None or valore is False else str(valore)
    return dati


def test_si_assegna_a_un_gruppo_dalla_pagina(c: SimpleNamespace) -> None:
    cliente, dove = entra(c.po1), reverse("valutazioni:specifico_nuovo", args=[2025, c.s1.pk])
    uno, due = f"persona_{c.persona_dipendente1.pk}", f"persona_{c.persona_dipendente2.pk}"
    scritto = campi(cliente, f"{dove}?persona={c.persona_dipendente1.pk}") | {"titolo": "Sportello TARI", "atteso": "Aperto il sabato."}
    assert (scritto[uno], scritto[due]) == ("si", "")
    dati = scritto | {due: "si", f"peso_{c.persona_dipendente2.pk}": "1,5", "entro": "31/10/2025"}
    senza_motivo = cliente.post(dove, dati)
    assert senza_motivo.status_code == 422
    assert "Sportello TARI" in senza_motivo.content.decode() and "Aperto il sabato." in senza_motivo.content.decode()
    assert cliente.post(dove, dati | {"motivo": MOTIVO}).status_code == 302
    nuovo = ObiettivoSpecifico.objects.get(titolo="Sportello TARI")
    assert nuovo.entro == date(2025, 10, 31)
    assert {a.persona: a.peso for a in nuovo.assegnazioni.all()} == {c.persona_dipendente1: 1, c.persona_dipendente2: Decimal("1.5")}


def test_due_che_scrivono_cose_diverse_tengono_tutto(c: SimpleNamespace) -> None:
    po, dirigente, dove = entra(c.po1), entra(c.dirigente1), c.o.get_absolute_url()
    prima = campi(po, dove) | {"motivo": MOTIVO}
    assert dirigente.post(dove, prima | {"atteso": "Meno di 10 fascicoli."}).status_code == 302
    assert po.post(dove, prima | {"descrizione": "Smaltire.", f"persona_{c.persona_dipendente2.pk}": "si"}).status_code == 302
    c.o.refresh_from_db()
    assert (c.o.atteso, c.o.descrizione, c.o.assegnazioni.count()) == ("Meno di 10 fascicoli.", "Smaltire.", 2)


def test_due_che_scrivono_la_stessa_cosa(c: SimpleNamespace) -> None:
    """The second reads both texts; the rest of what they typed is saved; then they choose."""
    po, dirigente, dove = entra(c.po1), entra(c.dirigente1), c.o.get_absolute_url()
    prima = campi(po, dove) | {"motivo": MOTIVO}
    dirigente.post(dove, prima | {"atteso": "Meno di 10 fascicoli.", "descrizione": "Con il dirigente."})
    risposta = po.post(dove, prima | {"atteso": "Meno di 5 fascicoli.", "titolo": "Arretrato TARI"})
    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Meno di 10 fascicoli." in testo and "Meno di 5 fascicoli." in testo and "Con il dirigente." in testo
    c.o.refresh_from_db()
    assert (c.o.atteso, c.o.titolo) == ("Meno di 10 fascicoli.", "Arretrato TARI")
    mostrato = {n: str(v or "") for n, v in risposta.context["form"].data.items()}
    assert po.post(dove, mostrato | {"tieni_miei": str(c.o.versione)}).status_code == 302
    c.o.refresh_from_db()
    assert (c.o.atteso, c.o.titolo, c.o.descrizione) == ("Meno di 5 fascicoli.", "Arretrato TARI", "Con il dirigente.")


def test_una_volta_per_tutti(c: SimpleNamespace) -> None:
    """The figure of the group goes to those left empty; who has one of their own keeps it."""
    altra = AssegnazioneSpecifica.objects.create(obiettivo=c.o, persona=c.persona_dipendente2)
    prima = c.o.assegnazioni.get(persona=c.persona_dipendente1)
    cliente, dove = entra(c.po1), reverse("valutazioni:specifico_esiti", args=[c.o.pk])
    dati = campi(cliente, dove) | {"raggiungimento_tutti": "87,5", "nota_tutti": "Chiusi 41 su 47."}
    dati |= {f"raggiungimento_{altra.pk}": "60", f"nota_{altra.pk}": "Ne ha chiusi 12."}
    assert cliente.post(dove, dati | {"raggiungimento_tutti": "870"}).status_code == 422
    assert cliente.post(dove, dati | {"nota_tutti": ""}).status_code == 422
    assert cliente.post(dove, dati).status_code == 302
    for riga, attesa in ((prima, (Decimal("87.50"), "Chiusi 41 su 47.")), (altra, (Decimal("60.00"), "Ne ha chiusi 12."))):
        riga.refresh_from_db()
        assert (riga.raggiungimento, riga.nota) == attesa


def test_della_scheda_decisa_non_ci_sono_campi(c: SimpleNamespace) -> None:
    AssegnazioneSpecifica.objects.update(raggiungimento=Decimal(90))
    porta_personale(vota_personale(c.scheda_dipendente1, c.po1), ("trasmetti", c.po1), ("decidi", c.dirigente1))
    cliente = entra(c.po1)
    form = cliente.get(c.o.get_absolute_url()).context["form"]
    assert "titolo" not in form.fields and f"persona_{c.persona_dipendente1.pk}" not in form.fields
    assert f"persona_{c.persona_dipendente2.pk}" in form.fields
    esiti = cliente.get(reverse("valutazioni:specifico_esiti", args=[c.o.pk]))
    assert (esiti.context["form"].righe, [a.persona for a in esiti.context["ferme"]]) == ([], [c.persona_dipendente1])


def test_ciascuno_legge_i_suoi_e_la_cifra_con_la_scheda(c: SimpleNamespace) -> None:
    """Art. 22: at once; art. 18: what the evaluator has written of it, only when the sheet is shared."""
    AssegnazioneSpecifica.objects.update(raggiungimento=Decimal("87.5"), nota="Chiusi 41 su 47.")
    dove = reverse("valutazioni:miei_obiettivi", args=[2025])
    altrui = ObiettivoSpecifico.objects.get(assegnazioni__persona=c.persona_dipendente2)
    ObiettivoSpecifico.objects.filter(pk=altrui.pk).update(titolo="Di un altro")
    pagina = entra(c.dipendente1).get(dove).content.decode()
    assert "Arretrato dei fascicoli" in pagina and "Di un altro" not in pagina and "87,5" not in pagina
    porta_personale(
        vota_personale(c.scheda_dipendente1, c.po1), ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1)
    )  # fmt: skip
    assert "87,5" in entra(c.dipendente1).get(dove).content.decode()


def test_prima_che_l_anno_finisca_non_si_scrive_il_raggiungimento(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2025-11-10"
    assert entra(c.po1).get(reverse("valutazioni:specifico_esiti", args=[c.o.pk])).status_code == 302


# --- who is left out, and what can still have effect -------------------------------------------------------------------------------------


def decidi(c: SimpleNamespace, *chi: str) -> None:
    AssegnazioneSpecifica.objects.update(raggiungimento=90, nota="Fatto.")
    for nome in chi:
        scheda = vota_personale(getattr(c, f"scheda_{nome}"), c.po1)
        porta_personale(scheda, ("trasmetti", c.po1), ("decidi", c.dirigente1))


def test_un_nuovo_obiettivo_dice_chi_resta_fuori(c: SimpleNamespace) -> None:
    """Who has none yet is said at the name, before and after; who cannot have it any more is named, and cannot be ticked."""
    dove = reverse("valutazioni:specifico_nuovo", args=[2025, c.s1.pk])
    testo = entra(c.po1).get(dove).content.decode()
    assert "ancora senza obiettivi specifici" not in testo and "Non si può più assegnare a" not in testo
    AssegnazioneSpecifica.objects.filter(persona=c.persona_dipendente2).delete()
    decidi(c, "dipendente1")
    testo = entra(c.po1).get(dove).content.decode()
    assert testo.count("ancora senza obiettivi specifici") == 2  # at the name, and in words
    assert "Una persona di questo ufficio è ancora senza obiettivi specifici: se non la scegli, resta senza." in testo
    assert "<b>Non si può più assegnare a</b> Rossi Anna: ha già la scheda decisa." in testo
    assert f'name="persona_{c.persona_dipendente1.pk}"' not in testo


def test_assegnato_un_obiettivo_si_sa_chi_resta_senza(c: SimpleNamespace) -> None:
    AssegnazioneSpecifica.objects.all().delete()
    cliente, dove = entra(c.po1), reverse("valutazioni:specifico_nuovo", args=[2025, c.s1.pk])
    scritto = campi(cliente, dove) | {"titolo": "Sportello TARI", "atteso": "Aperto il sabato.", "motivo": MOTIVO}
    risposta = cliente.post(dove, scritto | {f"persona_{c.persona_dipendente1.pk}": "si"}, follow=True)
    detti = [str(m) for m in risposta.context["messages"]]
    assert f"In {c.s1} restano senza obiettivi specifici: {c.persona_dipendente2}." in detti
    scritto |= {"titolo": "Sportello IMU", f"persona_{c.persona_dipendente2.pk}": "si"}
    risposta = cliente.post(dove, scritto, follow=True)
    assert not any("restano senza" in str(m) for m in risposta.context["messages"])


SCRIVI, LEGGI, DOPO = "Scrivi il raggiungimento", "Leggi il raggiungimento", "Dopo il termine"


@pytest.mark.parametrize(
    ("decise", "presenti", "assenti"),
    [
        ((), (SCRIVI, DOPO), (LEGGI, "niente da cambiare", "già valutato")),
        (("dipendente1",), (LEGGI, DOPO, "Chi ce l’ha è già valutato: il raggiungimento non cambia più"), (SCRIVI, "niente da cambiare")),
        (("dipendente1", "dipendente2"), (LEGGI, "Qui non c’è più niente da cambiare", "quelle delle altre persone"), (SCRIVI, DOPO)),
    ],
    ids=["aperte", "decisa la sua, non quella di un collega a cui si può dare", "decise tutte"],
)
def test_solo_cio_che_puo_ancora_avere_effetto(
    c: SimpleNamespace, decise: tuple[str, ...], presenti: tuple[str, ...], assenti: tuple[str, ...]
) -> None:
    decidi(c, *decise)
    testo = entra(c.po1).get(c.o.get_absolute_url()).content.decode()
    assert [p in testo for p in presenti] == [True] * len(presenti)
    assert [a in testo for a in assenti] == [False] * len(assenti)
    esiti = reverse("valutazioni:specifico_esiti", args=[c.o.pk])
    assert ("Salva il raggiungimento" in entra(c.po1).get(esiti).content.decode()) == (not decise)


def test_l_elenco_dice_leggi_dove_non_si_scrive(c: SimpleNamespace) -> None:
    dove = reverse("valutazioni:specifici", args=[2025])
    assert LEGGI not in entra(c.po1).get(dove).content.decode()
    decidi(c, "dipendente1")
    assert entra(c.po1).get(dove).content.decode().count(LEGGI) == 1
