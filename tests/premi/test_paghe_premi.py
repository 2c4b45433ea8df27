"""Artt. 25–27 handed to the payroll: the same file as a run, only of what can be paid, each sum with the act that confers it."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from premi.calcolo.tracciato import Colonna, Mappa
from premi.letture.fonti import DiPremio, fonti, gia_in_un_file, premi_scaricabili
from premi.models import Attribuzione, Esportazione, Premialita
from premi.operazioni.paghe import TracciatoInadatto, esporta_paghe
from premi.operazioni.tracciati import salva_tracciato
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ConflittoDiVersione, OperazioneNonAmmessa
from smvp.organizzazione.models import Persona
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

D = Decimal
VOCI = {"eccellenze": "2501", "innovazione": "2601", "efficienza": "2701"}
COLONNE = ("matricola", "nominativo", "voce", "importo", "direzione", "atto_numero", "atto_data", "corsa", "impronta")
MAPPA = Mappa("csv", tuple(Colonna(c) for c in COLONNE), totali="in_fondo", intestazioni=False, voci=VOCI)


def con_premi(c: SimpleNamespace) -> SimpleNamespace:
    """Two bonuses by two acts and a part of efficiency can be paid; a third bonus is only conferred, a prize only proposed."""
    atti = [Atto.objects.create(tipo="decreto", numero=n, data=QUANDO.date(), oggetto=f"Conferimento {n}") for n in (8, 9)]
    somme = (
        ("ecc1", "eccellenze", "dirigente1", "500.00", "liquidabile", atti[0]), ("ecc2", "eccellenze", "dipendente1", "500.00",
        "liquidabile", atti[1]), ("ecc3", "eccellenze", "po1", "500.00", "conferita", atti[1]),
        ("eff1", "efficienza", "dipendente2", "1234.56", "liquidabile", atti[0]),
        ("inn1", "innovazione", "dirigente2", "500.00", "proposta", None),
    )  # fmt: skip
    for nome, istituto, chi, importo, stato, atto in somme:
        (riga,) = Attribuzione.objects.bulk_create([Attribuzione(
            esercizio=c.esercizio, istituto=istituto, persona=getattr(c, f"persona_{chi}"), importo=D(importo), stato=stato, atto=atto,
            motivo="Merito.", proposta_da=c.segretario, proposta_il=QUANDO,
        )])  # fmt: skip
        setattr(c, nome, riga)
    c.tracciato = salva_tracciato(tracciato=None, nome="Premi", mappa=MAPPA, versione=0, utente=c.personale, quando=QUANDO)[0]
    return c


_scritta, c = scena_del_modulo(con_premi)


def fonte(c: SimpleNamespace, premio: str = "eccellenze") -> DiPremio:
    return next(f for f in premi_scaricabili(c.esercizio) if f.premio == premio)


def scarica(c: SimpleNamespace, quale: DiPremio | None = None, **altro: Any) -> bytes:
    quale = quale or fonte(c)
    valori: dict[str, Any] = {
        "fonte": quale, "tracciato": c.tracciato, "versioni": (quale.versione, c.tracciato.versione), "utente": c.personale,
    } | altro  # fmt: skip
    return esporta_paghe(quando=QUANDO, **valori).contenuto


def con_mappa(c: SimpleNamespace, **cambia: Any) -> SimpleNamespace:
    return salva_tracciato(
        tracciato=c.tracciato, nome="Premi", mappa=replace(MAPPA, **cambia), versione=1, utente=c.personale, quando=QUANDO
    )[0]


# --- what is in the file --------------------------------------------------------------------------------------------------------


def test_si_offrono_solo_le_somme_che_si_possono_pagare(c: SimpleNamespace) -> None:
    assert [(f.premio, list(f.somme), f.in_elenco) for f in premi_scaricabili()] == [
        (Premialita.ECCELLENZE, [c.ecc1, c.ecc2], "Bonus annuale delle eccellenze · Liquidabile"),
        (Premialita.EFFICIENZA, [c.eff1], "Premio di efficienza · Liquidabile"),
    ]


def test_ogni_riga_porta_la_sua_voce_il_suo_atto_e_l_impronta_delle_somme(c: SimpleNamespace) -> None:
    *righe, totale = (r.split(";") for r in scarica(c).decode().split("\r\n")[:-1])
    giorno, impronta = QUANDO.strftime("%d/%m/%Y"), fonte(c).impronta
    attese = ((c.persona_dirigente1, "8"), (c.persona_dipendente1, "9"))
    assert [r[:4] + r[5:] for r in righe] == [
        [p.matricola, f"{p.cognome} {p.nome}", "2501", "500,00", atto, giorno, "", impronta] for p, atto in attese
    ]
    assert {r[4] for r in righe} == {c.d1.codice}, "la Direzione di chi la riceve"
    assert totale == ["TOTALE", "2", "1000,00"]
    scritte = [[p.matricola, "500.00", str(a.atto)] for p, a in ((c.persona_dirigente1, c.ecc1), (c.persona_dipendente1, c.ecc2))]
    assert impronta == hashlib.sha256(json.dumps([2025, "eccellenze", *scritte], ensure_ascii=False).encode()).hexdigest()


def test_in_xlsx_i_numeri_sono_numeri_e_i_totali_su_un_foglio_loro(c: SimpleNamespace) -> None:
    Persona.objects.filter(pk=c.persona_dirigente1.pk).update(cognome='=HYPERLINK("http://x";"y")')
    c.tracciato = con_mappa(c, formato="xlsx", intestazioni=True)
    paghe, totali = load_workbook(io.BytesIO(scarica(c))).worksheets
    assert paghe.title == "Paghe 2025 eccellenze"
    assert [x.data_type for x in paghe[2]] == ["s", "s", "s", "n", "s", "s", "d", "n", "s"]
    assert not [x for foglio in (paghe, totali) for riga in foglio.iter_rows() for x in riga if x.data_type == "f"]
    controlli = [[x.value for x in r] for r in totali.iter_rows(min_row=2)]
    assert controlli[:3] == [
        ["Totale", "tutto il file", 2, 2, 1000], ["Voce", "2501 Bonus annuale delle eccellenze", 2, 2, 1000],
        ["Direzione", "D1", 2, 2, 1000],
    ]  # fmt: skip
    detti = [(r[0], r[1]) for r in controlli]
    assert [atto for che, atto in detti if che == "Atto che conferisce"] == [str(c.ecc1.atto), str(c.ecc2.atto)]
    assert ("Impronta delle somme (SHA-256)", fonte(c).impronta) in detti
    assert ("Stato", "Liquidabile") in detti


def test_i_totali_a_parte_e_il_nome_del_file(c: SimpleNamespace) -> None:
    c.tracciato = con_mappa(c, totali="a_parte")
    with zipfile.ZipFile(io.BytesIO(scarica(c, fonte(c, "efficienza")))) as pacco:
        assert pacco.namelist() == ["paghe-2025-efficienza.csv", "totali-di-controllo.csv"]
        assert "Voce;2701 Premio di efficienza;1;1;1234,56" in pacco.read("totali-di-controllo.csv").decode("utf-8-sig")


def test_senza_il_codice_della_voce_non_si_scrive_niente(c: SimpleNamespace) -> None:
    c.tracciato = con_mappa(c, voci={"produttivita": "2001"})
    with pytest.raises(TracciatoInadatto, match="Manca il codice voce di «Bonus annuale delle eccellenze»"):
        scarica(c)
    assert not Esportazione.objects.exists()


def test_le_interrogazioni_non_crescono_con_le_somme(c: SimpleNamespace) -> None:
    quante = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as lette:
            for f in fonti(c.esercizio):
                list(f.righe(MAPPA))
        quante.append(len(lette))
        Attribuzione.objects.filter(pk=c.ecc3.pk).update(stato="liquidabile")
    assert quante[0] == quante[1]


# --- who, when, what ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "sindaco", "dirigente1", "dipendente1", "admin"])
def test_scarica_solo_l_ufficio_del_personale(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scarica(c, utente=getattr(c, chi))
    assert not Esportazione.objects.exists()


def test_resta_scritto_quali_somme_erano_nel_file(c: SimpleNamespace) -> None:
    scarica(c)
    e = Esportazione.objects.get()
    assert (e.corsa, e.esercizio, e.premio, e.righe, e.totale, e.stato) == (None, c.esercizio, "eccellenze", 2, D(1000), "liquidabile")
    assert set(e.attribuzioni.all()) == {c.ecc1, c.ecc2}
    evento = Evento.objects.get(azione="paghe.scarica").contenuto
    assert (evento["istituto"], sorted(evento["somme"]), evento["impronta"]) == ("eccellenze", sorted([c.ecc1.pk, c.ecc2.pk]), e.impronta)
    for gesto in (lambda: e.attribuzioni.remove(c.ecc1), lambda: Esportazione.objects.update(totale=D(1))):
        with pytest.raises(DatabaseError), transaction.atomic():
            gesto()


@pytest.mark.parametrize(
    "sbagliata",
    [{"impronta": ""}, {"premio": ""}, {"esercizio": None}, {"stato": "conferita"}, {"premio": "risultato"}],
)  # fmt: skip
def test_la_base_dati_rifiuta_un_file_che_non_e_di_niente(c: SimpleNamespace, sbagliata: dict[str, Any]) -> None:
    valori = {
        "esercizio": c.esercizio, "premio": "eccellenze", "impronta": "0" * 64, "stato": "liquidabile", "tracciato": c.tracciato,
        "mappa": {}, "nome_file": "x", "impronta_file": "0" * 64, "persone": 1, "righe": 1, "totale": D(1), "scaricata_da": c.personale,
        "scaricata_il": QUANDO,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Esportazione.objects.create(**valori | sbagliata)


def test_una_somma_che_si_muove_o_non_e_liquidabile_ferma_tutto(c: SimpleNamespace) -> None:
    letta = fonte(c)
    with pytest.raises(OperazioneNonAmmessa, match="non ancora liquidabili"):
        scarica(c, DiPremio([c.ecc3]))
    Attribuzione.objects.filter(pk=c.ecc1.pk).update(versione=7)
    with pytest.raises(ConflittoDiVersione, match="Mentre il file si scriveva"):
        scarica(c, letta)
    with pytest.raises(ConflittoDiVersione, match="rileggi i totali"):
        scarica(c, fonte(c), versioni=(letta.versione, 1))
    assert not Esportazione.objects.exists()


def test_chi_e_gia_in_un_file_viene_nominato_prima_di_pagarlo_due_volte(c: SimpleNamespace) -> None:
    scarica(c)
    assert gia_in_un_file(fonte(c)) is None, "le stesse somme: è lo stesso file"
    Attribuzione.objects.filter(pk=c.ecc3.pk).update(stato="liquidabile")
    assert gia_in_un_file(fonte(c)) == (2, Esportazione.objects.get())
    letta = pagina(c, fonte="eccellenze-2025")
    assert "2 di queste somme" in letta
    assert "sono già nel file paghe-2025-eccellenze.csv" in " ".join(letta.split())


def test_pagate_restano_per_un_riscontro_e_la_pagina_lo_dice(c: SimpleNamespace) -> None:
    prima = fonte(c)
    Attribuzione.objects.filter(pk__in=[c.ecc1.pk, c.ecc2.pk]).update(
        stato="liquidata", atto_liquidazione=Atto.objects.create(tipo="determinazione", numero=410, data=QUANDO.date(), oggetto="x")
    )
    dopo = fonte(c)
    assert (dopo.in_elenco, dopo.radice) == (
        "Bonus annuale delle eccellenze · Liquidata (410/2026)",
        "paghe-2025-eccellenze-determinazione-410",
    )
    assert dopo.impronta == prima.impronta, "sono le stesse somme"
    assert "sono già pagate" in pagina(c, fonte=dopo.chiave)


# --- the page -------------------------------------------------------------------------------------------------------------------


def entra(c: SimpleNamespace, chi: str = "personale") -> Client:
    cliente = Client()
    cliente.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    return cliente


def pagina(c: SimpleNamespace, **scelte: object) -> str:
    risposta = entra(c).get(reverse("premi:paghe", args=[2025]), scelte)
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_dalla_pagina_al_file_e_all_elenco(c: SimpleNamespace) -> None:
    letta = pagina(c)
    assert "Bonus annuale delle eccellenze 2025" in letta
    assert "1 somma conferita" in letta, "quella che ancora non si può pagare"
    quale, indirizzo = fonte(c), reverse("premi:scarica_paghe", args=[2025])
    dati = {"fonte": quale.chiave, "tracciato": c.tracciato.pk, "versione_fonte": quale.versione, "versione_tracciato": 1}
    risposta = entra(c).post(indirizzo, dati)
    assert risposta["Content-Disposition"] == 'attachment; filename="paghe-2025-eccellenze.csv"'
    assert "paghe-2025-eccellenze.csv" in pagina(c)
    forzate = ("eccellenze-2024", "eccellenze", "corsa-", "corsa--1", "corsa-1e3", "\x00", "")
    for forzata in forzate:
        assert entra(c).post(indirizzo, dati | {"fonte": forzata}).status_code == 404, forzata
    assert entra(c, "segretario").post(indirizzo, dati).status_code == 403
    for andata in ("innovazione-2025", "eccellenze-2025-99999"):
        assert "Scegli di nuovo" in entra(c).post(indirizzo, dati | {"fonte": andata}, follow=True).content.decode(), andata
    assert Esportazione.objects.count() == 1
