"""What an empty list says: why there is nothing, and what comes next, to each role; and the tabs that each role is offered."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from smvp.organizzazione.models import Esercizio
from valutazioni.letture.vuoti import Situazione, vuoto_approvazione, vuoto_personale, vuoto_schede
from valutazioni.models import Scheda, SchedaPersonale

from .personale import con_schede_personale

CHIUSE = Situazione(2025, finito=True, da_aprire=5, aperte=False)
IN_CORSO = Situazione(2026, finito=False, da_aprire=5, aperte=False)
APERTE = Situazione(2025, finito=True, da_aprire=0, aperte=True)
NESSUNO = Situazione(2025, finito=True, da_aprire=0, aperte=False)


@pytest.mark.parametrize(
    ("situazione", "ruolo", "puo_aprire", "dice"),
    [
        (CHIUSE, "ncvp", True, "Aprile con il pulsante"),
        (CHIUSE, "segreteria", True, "Aprile con il pulsante"),
        (NESSUNO, "ncvp", True, "Nessuno da valutare nel 2025"),
        (CHIUSE, "segretario", False, "Le apre il NCVP, o la sua segreteria. Qui le vedrai tutte, tranne la tua"),
        (CHIUSE, "sindaco", False, "Qui vedrai quelle dei dirigenti e del Segretario quando il NCVP te le trasmette"),
        (IN_CORSO, "dirigente", False, "a esercizio finito, dal gennaio 2027: le apre il NCVP"),
        (CHIUSE, "po", False, "Qui vedrai la tua quando ti sarà partecipata"),
        (APERTE, "sindaco", False, "Nessuna proposta ti è ancora arrivata"),
        (APERTE, "segreteria", True, "non ne legge il contenuto"),
        (APERTE, "segretario", False, "L’unica scheda aperta è la tua"),
        (APERTE, "ncvp", True, "da quando ti chiede il concerto"),
        (APERTE, "dirigente", False, "La tua la sta valutando il NCVP"),
        (APERTE, "po", False, "La valuta il tuo Dirigente"),
    ],
)
def test_l_elenco_vuoto_delle_schede_b(situazione: Situazione, ruolo: str, puo_aprire: bool, dice: str) -> None:
    vuoto = vuoto_schede(situazione, {ruolo}, puo_aprire=puo_aprire)
    assert dice in f"{vuoto.titolo} {vuoto.testo}"


@pytest.mark.parametrize(
    ("situazione", "ruoli", "puo_aprire", "dice"),
    [
        (CHIUSE, {"personale"}, True, "Aprile con il pulsante"),
        (NESSUNO, {"personale"}, True, "Nessun dipendente da valutare"),
        (CHIUSE, {"segretario"}, False, "Le apre l’ufficio Personale, o la segreteria del NCVP. Qui vedrai stato e totale"),
        (CHIUSE, {"dirigente"}, False, "quelle del personale della tua Direzione"),
        (CHIUSE, {"po"}, False, "quelle del personale del tuo ufficio"),
        (IN_CORSO, {"dipendente"}, False, "dal gennaio 2027: le apre l’ufficio Personale"),
        (APERTE, {"segreteria", "dipendente"}, True, "le compilano le P.O. e le firmano i Dirigenti"),
        (APERTE, {"dirigente"}, False, "Nella tua Direzione non c’è nessuna scheda"),
        (APERTE, {"po"}, False, "Nel tuo ufficio non c’è nessuna scheda"),
        (APERTE, {"dipendente"}, False, "Per te non c’è ancora una scheda"),
    ],
)
def test_l_elenco_vuoto_delle_schede_d(situazione: Situazione, ruoli: set[str], puo_aprire: bool, dice: str) -> None:
    vuoto = vuoto_personale(situazione, ruoli, puo_aprire=puo_aprire)
    assert dice in f"{vuoto.titolo} {vuoto.testo}"


@pytest.mark.parametrize(
    ("ruoli", "mancano", "dice"),
    [({"sindaco"}, 3, "soltanto sulla scheda del Segretario"), ({"segretario"}, 3, "3 schede di dirigenti"),
     ({"segretario"}, 1, "Una scheda di dirigenti"), ({"segretario"}, 0, "quando il valutato l’ha firmata")],
)  # fmt: skip
def test_niente_da_approvare(ruoli: set[str], mancano: int, dice: str) -> None:
    assert dice in vuoto_approvazione(ruoli, da_firmare=mancano).testo


# --- on the pages -----------------------------------------------------------------------------------------------------------------------


def _testo(client: Any, utente: Any, pagina: str, anno: int = 2025) -> str:
    client.force_login(utente)
    risposta = client.get(reverse(f"valutazioni:{pagina}", args=[anno]))
    assert risposta.status_code == 200
    return risposta.content.decode()


@pytest.mark.parametrize(
    ("chi", "pagina", "dice"),
    [("segretario", "elenco", "Le schede 2025 non sono ancora aperte."), ("sindaco", "elenco", "Le schede 2025 non sono ancora aperte."),
     ("segreteria", "elenco", "Aprile con il pulsante"), ("segretario", "personale", "Le schede del personale 2025 non sono ancora"),
     ("segreteria", "personale", "Aprile con il pulsante"), ("dipendente1", "personale", "La tua la leggerai qui")],
)  # fmt: skip
def test_prima_che_si_aprano(client: Any, comune: SimpleNamespace, settings: Any, chi: str, pagina: str, dice: str) -> None:
    settings.OGGI = "2026-04-10"
    assert dice in _testo(client, getattr(comune, chi), pagina)


def test_aperte_la_segreteria_e_il_sindaco_leggono_perche_non_ne_vedono(client: Any, c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-04-10"
    con_schede_personale(c)
    assert Scheda.objects.exists() and SchedaPersonale.objects.exists()
    for pagina in ("elenco", "personale"):
        assert "sono tutte aperte" in _testo(client, c.segreteria, pagina)
    assert "Nessuna proposta ti è ancora arrivata" in _testo(client, c.sindaco, "elenco")


def test_con_un_filtro_che_non_trova_niente_si_offre_di_toglierlo(client: Any, c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-04-10"
    client.force_login(c.ncvp)
    testo = client.get(f"{reverse('valutazioni:elenco', args=[2025])}?stato=definitiva").content.decode()
    assert "Nessuna scheda con questi filtri." in testo and "Togli tutti i filtri" in testo


def test_ogni_scheda_propria_sta_sotto_il_suo_anno(client: Any, d: SimpleNamespace) -> None:
    """On the page of 2025 the sheet of 2024 says 2024, below that of the year of the page."""
    prima = Esercizio.objects.create(anno=2024, regolamento=d.esercizio.regolamento)
    SchedaPersonale.objects.create(
        esercizio=prima, persona=d.dipendente1.persona, direzione=d.s1, categoria="C", aperta_il=d.anna.aperta_il
    )  # fmt: skip
    titoli = re.findall(r'<h2 id="h-propria-\d+">([^<]+)</h2>', _testo(client, d.dipendente1, "personale"))
    assert titoli == ["La tua scheda 2025", "La tua scheda 2024"]
    titoli = re.findall(r'<h2 id="h-propria-\d+">([^<]+)</h2>', _testo(client, d.dipendente1, "personale", 2024))
    assert titoli == ["La tua scheda 2024", "La tua scheda 2025"]


@pytest.mark.parametrize(
    ("chi", "linguetta"),
    [("sindaco", False), ("ncvp", False), ("segretario", False), ("dirigente1", True), ("po1", True), ("controllo", True),
     ("personale", True)],
)  # fmt: skip
def test_la_linguetta_strutture_solo_a_chi_ne_fa_qualcosa(client: Any, d: SimpleNamespace, chi: str, linguetta: bool) -> None:
    pagina = "struttura" if chi == "controllo" else "elenco" if chi in ("sindaco", "ncvp") else "personale"
    url = reverse("valutazioni:struttura", args=[2025])
    assert (f'href="{url}"' in _testo(client, getattr(d, chi), pagina)) is linguetta
    client.force_login(getattr(d, chi))
    assert client.get(url).status_code == 200, "la pagina resta di chi la poteva leggere"


def test_il_termine_e_il_suo_articolo_vengono_dai_dati_dappertutto(client: Any, d: SimpleNamespace) -> None:
    """Art. 18: the approval by April, for the staff too; art. 22 is what the sheet follows, not its term."""
    termine = d.esercizio.reg.scadenze["valutazioni"]
    assert (termine.entro(2025), termine.articolo) == (date(2026, 4, 30), "18")
    client.force_login(d.po1)
    for url in (reverse("valutazioni:squadra", args=[2025, d.s1.pk]), reverse("valutazioni:personale", args=[2025]),
                d.anna.get_absolute_url(), reverse("scrivania")):  # fmt: skip
        testo = re.sub(r"<[^>]+>", "", client.get(url).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
        citati = re.findall(r"giovedì 30 aprile(?: 2026)?(?:, [^(]{0,30})? \(([^)]*)\)", testo)
        assert citati and set(citati) == {"art. 18"}, (url, citati)


def test_a_personale_non_si_dice_di_chiedere_a_personale(client: Any, d: Any) -> None:
    for chi, atteso in ((d.personale, "le nomine le registra l’amministratore di sistema"), (d.controllo, "chiedi all’ufficio Personale")):
        client.force_login(chi)
        risposta = client.get(reverse("valutazioni:elenco", args=[2025]))
        testo = risposta.content.decode()
        assert risposta.status_code == 403 and atteso in testo
        assert ("Quelle del personale le trovi con la voce «Valutazioni»" in testo) == (chi == d.personale)
