"""Runs handed to the payroll: from the lines of a run to the file, corrections as differences, who took what."""

import io
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from premi.calcolo.tracciato import Colonna, Mappa
from premi.letture.fonti import DiCorsa, base_di_solito, precedenti
from premi.letture.paghe import TotaliPaghe, righe_di_corsa
from premi.letture.tracciati import predefiniti
from premi.models import Corsa, CriterioResidui, Esportazione, Fondo, Istituto, Tracciato
from premi.operazioni.corse import approva_corsa, liquida_corsa
from premi.operazioni.paghe import TracciatoInadatto, esporta_paghe
from premi.operazioni.tracciati import salva_tracciato
from premi.stati import LIQUIDATA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import ValidazioneRelazione

from .scene import GIUNTA, calcolata, da_pagare, passa

D = Decimal
VOCI = {"dirigenti": "1234", "po": "1235", "produttivita": "2001", "ulteriore": "2002"}
MAPPA = Mappa("csv", (Colonna("matricola"), Colonna("voce"), Colonna("importo")), totali="in_fondo", intestazioni=False, voci=VOCI)


def pagata(c: SimpleNamespace) -> SimpleNamespace:
    """The premium of 2025 is paid, then the residue is shared out too: a correction; result pay is only computed."""
    c = da_pagare(c)
    atto = Atto.objects.create(tipo="verbale", numero=7, data=QUANDO.date(), oggetto="Validazione della Relazione 2025")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=atto, registrata_da=c.ncvp, registrata_il=QUANDO)
    c.pagata = liquidata(c, calcolata(c, Istituto.PRODUTTIVITA))
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    c.correzione = calcolata(c, Istituto.PRODUTTIVITA)
    c.risultato = calcolata(c)
    c.tracciato = tracciato(c, "Prova", MAPPA)
    return c


def liquidata(c: SimpleNamespace, corsa: Corsa) -> Corsa:
    corsa = passa(approvata(c, corsa), ("rendi_liquidabile", c.personale))
    determina = DatiAtto(210, QUANDO.date(), "Liquidazione della produttività 2025")
    return liquida_corsa(corsa=corsa, atto=determina, utente=c.personale, quando=QUANDO, versione=corsa.versione)


def approvata(c: SimpleNamespace, corsa: Corsa) -> Corsa:
    corsa = passa(corsa, ("controlla", c.personale), ("proponi", c.segretario))
    return approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)


def tracciato(c: SimpleNamespace, nome: str, mappa: Mappa) -> Tracciato:
    return salva_tracciato(tracciato=None, nome=nome, mappa=mappa, versione=0, utente=c.personale, quando=QUANDO)[0]


_scritta, c = scena_del_modulo(pagata)


def scarica(c: SimpleNamespace, corsa: Corsa, mappa: Tracciato | None = None, base: Corsa | None = None, **altro: object) -> bytes:
    mappa = mappa or c.tracciato
    atto = {"utente": c.personale, "versioni": (str(corsa.versione), mappa.versione)} | altro
    return esporta_paghe(fonte=DiCorsa(corsa, base), tracciato=mappa, quando=QUANDO, **atto).contenuto


def righe_di(contenuto: bytes) -> list[list[str]]:
    """The rows of a file, without the line that says that it is provisional and without the total."""
    righe = [r.split(";") for r in contenuto.decode().splitlines()]
    return righe[righe[0][0].startswith("PROVVISORIO") : -1]


# --- what is in the file --------------------------------------------------------------------------------------------------------


def test_le_righe_sono_le_linee_della_corsa_al_centesimo(c: SimpleNamespace) -> None:
    """Who is under the threshold has nothing, and is not there."""
    righe = scarica(c, c.pagata).decode().split("\r\n")
    linee = c.pagata.linee_premio.exclude(premio=0).order_by("direzione__codice", "nominativo")
    assert righe[:-2] == [f"{x.matricola};2001;{x.importo:.2f}".replace(".", ",") for x in linee]
    assert len(linee) == 2
    assert righe[-2] == f"TOTALE;2;{c.pagata.distribuito}".replace(".", ",")


def test_art24_le_voci_dei_dirigenti_e_delle_po_sono_diverse(c: SimpleNamespace) -> None:
    righe = righe_di(scarica(c, c.risultato))
    assert [r[1] for r in righe] == ["1234", "1234", "1235", "1235"]
    assert sum(D(r[2].replace(",", ".")) for r in righe) == c.risultato.distribuito


def test_il_prospetto_completo_nomina_anche_chi_non_ha_niente(c: SimpleNamespace) -> None:
    prospetto = tracciato(c, "Prospetto completo", predefiniti()["Prospetto completo"])
    libro = load_workbook(io.BytesIO(scarica(c, c.pagata, prospetto)))
    testa, *righe = libro.worksheets[0].iter_rows(values_only=True)
    per_matricola = {r[0]: dict(zip(testa, r, strict=True)) for r in righe}
    zero = per_matricola[c.persona_dipendente3.matricola]
    assert (zero["Importo dovuto"], zero["Direzione"], zero["Categoria"]) == (0, "D2", "D")
    assert "sotto la soglia" in zero["Perché non spetta"]
    assert {r["Impronta degli importi (SHA-256)"] for r in per_matricola.values()} == {c.pagata.impronta}
    assert len(per_matricola) == 3


def test_il_premio_ulteriore_su_una_riga_sua(c: SimpleNamespace) -> None:
    mappa = tracciato(c, "A parte", replace(MAPPA, ulteriore_a_parte=True))
    assert righe_di(scarica(c, c.correzione, mappa, c.pagata)) == [[c.persona_dipendente2.matricola, "2002", "50,00"]]
    sue = {r[1]: D(r[2].replace(",", ".")) for r in righe_di(scarica(c, c.correzione, mappa)) if r[0] == c.persona_dipendente2.matricola}
    assert sue == {"2001": c.pagata.linee_premio.get(persona=c.persona_dipendente2).premio, "2002": D(50)}


def test_le_interrogazioni_non_crescono_con_le_righe(c: SimpleNamespace) -> None:
    c.pagata.atto  # noqa: B018 (as the page reads it, with the run)
    for corsa, base, quante in ((c.pagata, None, 2), (c.risultato, None, 2), (c.correzione, c.pagata, 4)):
        with CaptureQueriesContext(connection) as lette:
            list(righe_di_corsa(corsa, MAPPA, base))
        assert len(lette) == quante


# --- corrections ----------------------------------------------------------------------------------------------------------------


def test_una_correzione_manda_solo_le_differenze_dalla_corsa_pagata(c: SimpleNamespace) -> None:
    assert precedenti(c.correzione) == [c.pagata]
    assert base_di_solito([c.pagata]) == c.pagata
    contenuto = scarica(c, c.correzione, base=c.pagata)
    assert righe_di(contenuto) == [[c.persona_dipendente2.matricola, "2001", "50,00"]]
    assert contenuto.endswith(b"\r\nTOTALE;1;50,00\r\n")


def test_chi_perde_ha_il_meno_e_chi_non_c_e_piu_restituisce_tutto(c: SimpleNamespace) -> None:
    """The same two runs the other way round; and the lines of a run against those of none."""
    totali = TotaliPaghe()
    list(totali.contando(righe_di_corsa(c.pagata, MAPPA, c.correzione)))
    assert (totali.tutto.righe, totali.tutto.importo) == (1, D("-50.00"))
    vuota = Corsa.objects.create(esercizio=c.esercizio, istituto="produttivita", numero=9, chiesta_da=c.personale, chiesta_il=QUANDO)
    persi = list(righe_di_corsa(vuota, MAPPA, c.pagata))
    assert sum(r.importo for r in persi) == -c.pagata.distribuito
    assert {r.motivo for r in persi} == {"Non spetta più."}


def test_la_differenza_si_conta_dall_ultima_corsa_liquidata_e_non_da_una_solo_approvata(c: SimpleNamespace) -> None:
    correzione = approvata(c, c.correzione)
    scarica(c, correzione, base=c.pagata)
    Fondo.objects.create(
        esercizio=c.esercizio, destinazione="produttivita", importo=D(11000), numero_versione=2,
        parametri=Fondo.objects.get(destinazione="produttivita").parametri,
    )  # fmt: skip
    terza = calcolata(c, Istituto.PRODUTTIVITA)
    assert terza.precedente == correzione
    assert precedenti(terza) == [correzione, c.pagata]
    assert base_di_solito(precedenti(terza)) == c.pagata
    letta = pagina(c, fonte=f"corsa-{terza.pk}", tracciato=c.tracciato.pk)
    assert "Solo le differenze dalla corsa n. 1" in letta
    assert "La corsa n. 2 è stata scaricata" in letta, "può essere già stata pagata"


def test_senza_differenze_o_senza_importi_non_c_e_niente_da_scaricare(c: SimpleNamespace) -> None:
    con_fondo_zero = Fondo.objects.get(destinazione="produttivita")
    Fondo.objects.create(
        esercizio=c.esercizio, destinazione="produttivita", importo=D(0), numero_versione=2, parametri=con_fondo_zero.parametri
    )
    with pytest.raises(DatiNonValidi, match="nessuno ha un importo"):
        scarica(c, calcolata(c, Istituto.PRODUTTIVITA))
    assert not Esportazione.objects.exists()


@pytest.mark.parametrize("base", ["correzione", "risultato"])
def test_la_base_e_una_corsa_approvata_di_prima(c: SimpleNamespace, base: str) -> None:
    with pytest.raises(DatiNonValidi, match="corsa approvata in precedenza"):
        scarica(c, c.correzione, base=getattr(c, base))


# --- who, when, what ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "sindaco", "dirigente1", "po1", "dipendente1", "admin"])
def test_scarica_solo_l_ufficio_del_personale(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scarica(c, c.pagata, utente=getattr(c, chi))
    assert not Esportazione.objects.exists()


def test_resta_scritto_chi_ha_preso_che_cosa_e_con_quale_tracciato(c: SimpleNamespace) -> None:
    contenuto = scarica(c, c.correzione, base=c.pagata)
    e = Esportazione.objects.get()
    assert (e.corsa, e.base, e.scaricata_da, e.righe, e.persone, e.totale) == (c.correzione, c.pagata, c.personale, 1, 1, D("50.00"))
    assert e.provvisoria
    salva_tracciato(tracciato=c.tracciato, nome="Altro", mappa=replace(MAPPA, decimale="."), versione=1, utente=c.personale, quando=QUANDO)
    e.refresh_from_db()
    assert (e.nome_tracciato, e.mappa["decimale"]) == ("Prova", ",")
    evento = Evento.objects.filter(azione="paghe.scarica").get().contenuto
    assert (evento["impronta"], evento["rispetto_a"], evento["totale"], evento["sha256"]) == (
        c.correzione.impronta, c.pagata.numero, "50.00", e.impronta_file,
    )  # fmt: skip
    assert contenuto.decode().startswith("PROVVISORIO")


def test_due_volte_sono_due_righe_dell_elenco_e_lo_stesso_file(c: SimpleNamespace) -> None:
    assert scarica(c, c.pagata) == scarica(c, c.pagata)
    assert len(set(Esportazione.objects.values_list("impronta_file", flat=True))) == 1
    assert Esportazione.objects.count() == 2


def test_cio_che_e_stato_scaricato_non_cambia_neppure_nella_base_dati(c: SimpleNamespace) -> None:
    scarica(c, c.pagata)
    for gesto in (lambda: Esportazione.objects.update(totale=D(1)), lambda: Esportazione.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            gesto()


def test_una_corsa_superata_o_mossa_e_un_tracciato_cambiato_fermano_tutto(c: SimpleNamespace) -> None:
    with pytest.raises(ConflittoDiVersione):
        scarica(c, c.pagata, versioni=("1", 1))
    with pytest.raises(ConflittoDiVersione):
        scarica(c, c.pagata, versioni=(str(c.pagata.versione), 2))
    superata = passa(c.correzione, ("supera", c.personale), motivo="Va rifatta con altri criteri.")
    with pytest.raises(OperazioneNonAmmessa, match="Superata"):
        scarica(c, superata)
    c.tracciato.archiviato_il = QUANDO
    with pytest.raises(OperazioneNonAmmessa, match="archiviato"):
        scarica(c, c.pagata)
    assert not Esportazione.objects.exists()


def test_un_tracciato_stretto_non_scrive_niente(c: SimpleNamespace) -> None:
    stretto = tracciato(c, "Stretto", Mappa("fisso", (Colonna("matricola", "M", 4), Colonna("importo", "E", 4, "destra"))))
    with pytest.raises(TracciatoInadatto) as errore:
        scarica(c, c.pagata, stretto)
    assert len(errore.value.difetti) == 2
    assert not Esportazione.objects.exists()


# --- the page -------------------------------------------------------------------------------------------------------------------


def pagina(c: SimpleNamespace, chi: str = "personale", **scelte: object) -> str:
    cliente = Client()
    cliente.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    risposta = cliente.get(reverse("premi:paghe", args=[2025]), scelte)
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_la_pagina_propone_le_differenze_e_avverte_di_chi_paga_due_volte(c: SimpleNamespace) -> None:
    scelta = {"fonte": f"corsa-{c.correzione.pk}", "tracciato": c.tracciato.pk}
    proposta = pagina(c, **scelta)
    assert "Solo le differenze dalla corsa n. 1" in proposta
    assert "già liquidata" in proposta
    assert "50,00" in proposta
    assert "Così si paga due volte" in pagina(c, base="", **scelta)
    assert "Calcolo provvisorio" in proposta


def test_la_pagina_dice_che_cosa_non_ci_sta_e_non_offre_il_file(c: SimpleNamespace) -> None:
    senza = tracciato(c, "Senza voci", replace(MAPPA, voci={}))
    letta = pagina(c, fonte=f"corsa-{c.pagata.pk}", tracciato=senza.pk)
    assert "Manca il codice voce di «Produttività del personale»" in letta
    assert "Scarica il file" not in letta


def test_dalla_pagina_al_file_e_all_elenco(c: SimpleNamespace) -> None:
    cliente = Client()
    cliente.force_login(c.personale, "django.contrib.auth.backends.ModelBackend")
    dati = {
        "fonte": f"corsa-{c.pagata.pk}", "tracciato": c.tracciato.pk, "base": "", "versione_fonte": c.pagata.versione,
        "versione_tracciato": 1,
    }  # fmt: skip
    indirizzo = reverse("premi:scarica_paghe", args=[2025])
    risposta = cliente.post(indirizzo, dati)
    assert risposta["Content-Disposition"] == 'attachment; filename="paghe-2025-produttivita-corsa-1.csv"'
    assert "no-store" in risposta["Cache-Control"]
    for chi in ("personale", "segretario"):
        assert "paghe-2025-produttivita-corsa-1.csv" in pagina(c, chi)
    assert "Mostra i totali" not in pagina(c, "segretario")
    for forzato in ({"fonte": "corsa-99999"}, {"tracciato": 99999}, {"base": c.risultato.pk}, {"fonte": "1e3"}, {"tracciato": ""}):
        assert cliente.post(indirizzo, dati | forzato).status_code == 404, forzato
    assert cliente.post(indirizzo, dati | {"versione_fonte": "x"}).status_code == 302
    assert Esportazione.objects.count() == 1
    assert c.pagata.stato == LIQUIDATA
