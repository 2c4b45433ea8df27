"""Art. 22: the act that approves a ranking writes the new economic steps, once; another act takes them back; what stands in the way."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.urls import reverse

from premi.calcolo import Bando
from premi.letture.progressioni.aspiranti import gruppi_di
from premi.letture.progressioni.passaggi import posizione_seguente
from premi.models import PassaggioEconomico, Progressione
from premi.operazioni.passaggi import approva_progressione, revoca_approvazione
from premi.operazioni.progressioni import decidi_parita
from premi.stati import GRADUATORIA, ISTRUTTORIA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import PosizioneEconomica
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

from .progressioni import APPROVA, DECORRENZA, MOTIVO, aperta, candidato, con_candidati, decisa, matura, passa

_scritta, c = scena_del_modulo(con_candidati)
REVOCA = DatiAtto(95, QUANDO.date(), "Revoca in autotutela della graduatoria 2025", Atto.Tipo.DETERMINAZIONE)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def approva(c: SimpleNamespace, procedura: Progressione, **altro: Any) -> Progressione:
    procedura.refresh_from_db()
    come = {"atto": APPROVA, "utente": c.segretario, "quando": QUANDO, "versione": procedura.versione} | altro
    return approva_progressione(procedura=procedura, **come)


def revoca(c: SimpleNamespace, procedura: Progressione, **altro: Any) -> Progressione:
    come = {"atto": REVOCA, "utente": c.segretario, "quando": QUANDO, "versione": procedura.versione, "motivo": MOTIVO} | altro
    return revoca_approvazione(procedura=procedura, **come)


def posizioni(persona: Any) -> list[tuple[str, date]]:
    return [(p.denominazione, p.dal) for p in PosizioneEconomica.objects.filter(persona=persona).order_by("dal")]


@pytest.mark.parametrize(("prima", "categoria", "dopo"), [
    ("C2", "C", "C3"), ("c2", "C", "C3"), (" C 5 ", "C", "C6"), ("B9", "B", "B10"), ("D3", "C", ""), ("C", "C", ""), ("C0", "C", ""),
    ("", "C", ""), ("Istruttore, 1 differenziale", "C", ""), ("C2bis", "C", ""), ("=C2", "C", ""),
])  # fmt: skip
def test_la_posizione_seguente(prima: str, categoria: str, dopo: str) -> None:
    assert posizione_seguente(prima, categoria) == dopo


def test_art_22_l_atto_scrive_le_nuove_posizioni_una_volta_con_la_fonte(c: SimpleNamespace) -> None:
    procedura = decisa(c)
    gamma = candidato(procedura, c.gamma).pk
    fatta = approva(c, procedura, posizioni={gamma: "  C3   ter "})
    assert posizioni(c.alfa) == [("C2", date(2020, 1, 1)), ("C3", DECORRENZA)]
    assert posizioni(c.gamma)[-1] == ("C3 ter", DECORRENZA)
    assert posizioni(c.beta) == [("C2", date(2021, 5, 1))], "chi non ottiene il posto resta dov’è"
    assert posizioni(c.persona_dipendente3)[-1] == ("D4", DECORRENZA)
    fonte = PosizioneEconomica.objects.get(persona=c.alfa, dal=DECORRENZA).fonte
    assert fonte == f"Determinazione dirigenziale n. 91 del 10/04/2026. {procedura}"
    scritte = Evento.objects.get(azione="posizioni.scritte")
    assert '["P1","C2","C3","2025-01-01"]' in scritte.dati.replace(" ", "")
    with pytest.raises(OperazioneNonAmmessa):
        approva(c, fatta)
    assert PassaggioEconomico.objects.count() == 3
    passaggio = PassaggioEconomico.objects.get(candidato__persona=c.alfa)
    for cambio in ({"dopo": "C9"}, {"dal": date(2020, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PassaggioEconomico.objects.filter(pk=passaggio.pk).update(**cambio)
    with pytest.raises(IntegrityError), transaction.atomic():
        PosizioneEconomica.objects.create(persona=c.alfa, denominazione="C3", dal=DECORRENZA)


def test_senza_passare_dalla_porta_non_si_approva_e_non_si_revoca(c: SimpleNamespace) -> None:
    procedura = decisa(c)
    procedura.atto = Atto.objects.create(tipo="determinazione", numero=7, data=QUANDO.date(), oggetto="Diretta")
    procedura.save()
    with pytest.raises(DatiNonValidi, match="Manca la nuova posizione economica di 3"):
        passa(procedura, "approva", c.segretario)
    fatta = approva(c, procedura)
    with pytest.raises(DatiNonValidi, match="Manca l’atto che revoca"):
        esegui(fatta, "revoca", utente=c.segretario, quando=QUANDO, versione=fatta.versione, motivo=MOTIVO)
    assert len(posizioni(c.alfa)) == 2


@pytest.mark.parametrize(("scritta", "perche"), [
    ("", "scrivi la nuova posizione"), ("   ", "scrivi la nuova"), ("c2", "quella di prima"), ("C" * 21, "troppo lunga"),
])  # fmt: skip
def test_una_posizione_che_non_va(c: SimpleNamespace, scritta: str, perche: str) -> None:
    procedura = decisa(c)
    with pytest.raises(DatiNonValidi, match=perche) as errore:
        approva(c, procedura, posizioni={candidato(procedura, c.alfa).pk: scritta})
    assert errore.value.campo == f"posizione_{candidato(procedura, c.alfa).pk}"
    procedura.refresh_from_db()
    assert (procedura.stato, procedura.atto, PassaggioEconomico.objects.count()) == (GRADUATORIA, None, 0)


def _un_altra_dallo_stesso_giorno(c: SimpleNamespace) -> None:
    PosizioneEconomica.objects.create(persona=c.alfa, denominazione="C3", dal=DECORRENZA, fonte="Contratto decentrato")


def _un_altra_dopo(c: SimpleNamespace) -> None:
    PosizioneEconomica.objects.create(persona=c.alfa, denominazione="C4", dal=date(2026, 1, 1))


def _cambiata(c: SimpleNamespace) -> None:
    PosizioneEconomica.objects.filter(persona=c.alfa).update(dal=date(2022, 12, 31))


def _tolta(c: SimpleNamespace) -> None:
    PosizioneEconomica.objects.filter(persona=c.alfa).delete()


def _cessata_prima(c: SimpleNamespace) -> None:
    c.alfa.appartenenze.update(al=DECORRENZA - timedelta(days=1))


def _in_un_altra_direzione(c: SimpleNamespace) -> None:
    c.alfa.appartenenze.update(direzione=c.d2)


@pytest.mark.parametrize(("cambia", "perche"), [
    (_un_altra_dallo_stesso_giorno, r"posizione C3 proprio dal 01/01/2025 \(Contratto decentrato\)"),
    (_un_altra_dopo, "posizione C4 già dal 01/01/2026"),
    (_cambiata, "è cambiata dopo la graduatoria, ora è C2 dal 31/12/2022"), (_tolta, "ora non risulta più"),
    (_cessata_prima, "non risulta in servizio"), (_in_un_altra_direzione, "non risulta in servizio"),
])  # fmt: skip
def test_se_dopo_la_graduatoria_e_cambiato_qualcosa_non_si_sovrappone_niente(
    c: SimpleNamespace, client: Any, cambia: Any, perche: str
) -> None:
    procedura = decisa(c)
    cambia(c)
    prima = posizioni(c.alfa)
    with pytest.raises(DatiNonValidi, match=f"Alfa Ugo .*{perche}"):
        approva(c, procedura)
    procedura.refresh_from_db()
    assert (procedura.stato, posizioni(c.alfa), posizioni(c.gamma)) == (GRADUATORIA, prima, [("C2", date(2019, 5, 1))])
    client.force_login(c.segretario)
    pagina = client.get(reverse("premi:progressione_passaggio", args=[procedura.pk, "approva"])).content.decode()
    assert "Così com’è la graduatoria non si approva" in pagina


@pytest.mark.parametrize(("dal", "decorrenza", "ammessa"), [
    (date(2024, 2, 29), date(2026, 2, 27), False), (date(2024, 2, 29), date(2026, 2, 28), True),
    (date(2024, 3, 1), date(2026, 2, 28), False), (date(2023, 12, 31), date(2025, 12, 31), True),
    (date(2026, 1, 1), date(2025, 1, 1), False),
])  # fmt: skip
def test_due_anni_interi_anche_dal_29_febbraio(c: SimpleNamespace, dal: date, decorrenza: date, ammessa: bool) -> None:
    PosizioneEconomica.objects.filter(persona=c.alfa).update(dal=dal)
    (gruppo, _) = gruppi_di(aperta(c, bando=Bando(decorrenza, 2024, 2)))
    assert {a.persona: a.ammissibile for a in gruppo.aspiranti}[c.alfa] is ammessa


# --- the revocation ---------------------------------------------------------------------------------------------------------------------


def test_un_atto_revoca_l_approvazione_e_tutto_torna_com_era(c: SimpleNamespace) -> None:
    prima = {p: posizioni(p) for p in (c.alfa, c.gamma, c.persona_dipendente3)}
    fatta = approva(c, decisa(c))
    for chi in (c.personale, c.dirigente1, c.ncvp):
        with pytest.raises(PermissionDenied):
            revoca(c, fatta, utente=chi)
    for altro, perche in (
        ({"motivo": "no"}, "scrivi perché"),
        ({"atto": APPROVA}, "viene dopo"),
        ({"atto": DatiAtto(3, date(2026, 4, 9), "Prima", Atto.Tipo.GIUNTA)}, "viene dopo"),
        ({"atto": DatiAtto(3, date(2026, 4, 11), "Domani", Atto.Tipo.GIUNTA)}, "futuro"),
        ({"atto": DatiAtto(3, date(2026, 4, 10), "Verbale", Atto.Tipo.VERBALE)}, "atto di questo tipo"),
    ):
        with pytest.raises(DatiNonValidi, match=perche):
            revoca(c, fatta, **altro)
    with pytest.raises(ConflittoDiVersione):
        revoca(c, fatta, versione=1)
    assert len(posizioni(c.alfa)) == 2
    tornata = revoca(c, fatta)
    assert (tornata.stato, tornata.atto, tornata.atto_revoca.numero) == (ISTRUTTORIA, None, 95)  # type: ignore[union-attr]
    assert {p: posizioni(p) for p in prima} == prima
    assert PassaggioEconomico.objects.filter(revocato_con__numero=95, revocato_il=QUANDO).count() == 3
    with pytest.raises(OperazioneNonAmmessa):
        revoca(c, tornata)
    # and once more, from the examination on: another ranking, another act, the same step
    di_nuovo = passa(tornata, "forma", c.personale)
    decidi_parita(
        procedura=di_nuovo, direzione=c.d1, categoria="C", scelti=[candidato(di_nuovo, c.beta).pk], motivo=MOTIVO, utente=c.segretario,
        quando=QUANDO, versione=di_nuovo.versione,
    )  # fmt: skip
    approvata = approva(c, di_nuovo, atto=DatiAtto(96, QUANDO.date(), "Seconda approvazione", Atto.Tipo.DETERMINAZIONE))
    assert (approvata.atto_revoca, posizioni(c.beta)[-1], posizioni(c.gamma)[-1][0]) == (None, ("C3", DECORRENZA), "C2")


def test_non_si_revoca_cio_su_cui_poggia_un_passaggio_piu_recente(c: SimpleNamespace) -> None:
    prima = approva(c, decisa(c))
    poi = aperta(c, bando=Bando(date(2026, 1, 1), 2024, 1), posti={(c.d1.pk, "C"): 1})
    matura(c, poi, {c.alfa: 40, c.beta: 0, c.gamma: 0, c.epsilon: 0})
    approvata = approva(c, passa(poi, "forma", c.personale), atto=DatiAtto(97, QUANDO.date(), "Seconda procedura", Atto.Tipo.GIUNTA))
    assert posizioni(c.alfa)[1:] == [("C3", DECORRENZA), ("C4", date(2026, 1, 1))]
    with pytest.raises(DatiNonValidi, match=r"Alfa Ugo ha avuto poi C4 con .*procedura n. 2: prima si revoca quella"):
        revoca(c, prima)
    revoca(c, approvata)
    revoca(c, prima, atto=DatiAtto(98, QUANDO.date(), "Anche la prima", Atto.Tipo.GIUNTA))
    assert posizioni(c.alfa) == [("C2", date(2020, 1, 1))]


def test_nelle_pagine_si_vede_che_cosa_si_scrive_e_poi_che_cosa_si_e_scritto(c: SimpleNamespace, client: Any) -> None:
    procedura = decisa(c)
    gamma = candidato(procedura, c.gamma)
    pagina = reverse("premi:progressione_passaggio", args=[procedura.pk, "approva"])
    client.force_login(c.segretario)
    testo = client.get(pagina).content.decode()
    assert (f'name="posizione_{gamma.pk}" value="C3"' in testo, "Beta Ugo" in testo) == (True, False)
    atto = {"versione": procedura.versione, "tipo": "determinazione", "numero": "91", "data": "2026-04-10", "oggetto": "Approvazione"}
    vuota = client.post(pagina, atto | {f"posizione_{gamma.pk}": ""})
    assert (vuota.status_code, "Scrivi la nuova posizione economica" in vuota.content.decode()) == (422, True)
    lunga = client.post(pagina, atto | {f"posizione_{gamma.pk}": "C" * 21})
    assert (lunga.status_code, "C" * 21 in lunga.content.decode()) == (422, True), "quel che si è scritto resta"
    assert client.post(pagina, atto | {f"posizione_{gamma.pk}": "C4"}).status_code == 302
    assert posizioni(c.gamma)[-1] == ("C4", DECORRENZA)
    assert "C4</b> dal 01/01/2025" in client.get(gamma.get_absolute_url()).content.decode()
    client.force_login(c.dipendente3)
    assert "Sei in <b>D4</b> dal 01/01/2025" in client.get(reverse("premi:mie_progressioni")).content.decode()
    client.force_login(c.segretario)
    revoca_ = reverse("premi:progressione_passaggio", args=[procedura.pk, "revoca"])
    assert "C4 dal 01/01/2025" in client.get(revoca_).content.decode()
    procedura.refresh_from_db()
    dati = atto | {"versione": procedura.versione, "numero": "95", "oggetto": "Revoca", "motivo": "sì"}
    assert client.post(revoca_, dati).status_code == 422
    assert client.post(revoca_, dati | {"motivo": MOTIVO}).status_code == 302
    assert posizioni(c.gamma)[-1][0] == "C2"
    client.force_login(c.dipendente3)
    assert "Non sei in nessuna graduatoria" in client.get(reverse("premi:mie_progressioni")).content.decode()
