"""Artt. 7, 13–18: the whole table of the steps. Each row is a sentence: who takes the step, from where to where, until which day.

For every step: who may and who may not, every other state, an old version, a late day without and with its reason, a peremptory term, a
closed exercise, one's own sheet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from obiettivi.models import Obiettivo
from obiettivi.permessi import puo_sulla_quota
from obiettivi.stati import OBIETTIVO
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Incarico, Nomina, Utente
from smvp.registro.models import Evento
from tests.obiettivi.scene import alle_dieci, collettivo, di_po, individuale, monitora, pesi_giusti, porta_a, rendiconta, riscontra
from tests.personaggi import UTENTI

pytestmark = pytest.mark.django_db
TIPI = {"individuale": individuale, "di_po": di_po, "collettivo": collettivo}
PERCHE = "Il bilancio è stato approvato solo a fine mese."
D = date
NCVP = {"individuale": "ncvp", "di_po": "dirigente1", "collettivo": "ncvp"}
NEGOZIA = {"individuale": "segretario", "di_po": "dirigente1", "collettivo": "segretario"}
PROPONE = {"individuale": "dirigente1", "di_po": "po1", "collettivo": "dirigente1"}
FIRMA = {"individuale": "dirigente1", "di_po": "po1", "collettivo": "dirigente1 dirigente2 po1 po2"}
SOLO_DIRIGENTI = {"di_po": ""}


def tutti(chi: str) -> dict[str, str]:
    return dict.fromkeys(TIPI, chi)


@dataclass(frozen=True, slots=True)
class Passo:
    """``chi``: who may, by kind of objective. ``entro``: the last day of 2025's exercise (None: no term). ``motivo``: always wants one."""

    azione: str
    da: str
    a: str
    chi: dict[str, str]
    entro: date | None = None
    motivo: bool = False
    perentorio: bool = False
    avvisa: str = ""
    """Who is told, for an individual objective (of a P.O. where only they have the step)."""

    @property
    def nome(self) -> str:
        return f"{self.da} → {self.azione} → {self.a}"


TAVOLA = (
    Passo("negozia", "bozza", "negoziata", PROPONE, D(2025, 1, 31), avvisa="segretario"),
    Passo("esprimi_parere", "negoziata", "con_parere", NEGOZIA | SOLO_DIRIGENTI, D(2025, 2, 28), avvisa="dirigente1"),
    Passo("trasmetti", "con_parere", "trasmessa", NEGOZIA | SOLO_DIRIGENTI, D(2025, 2, 28), avvisa="ncvp dirigente1"),
    Passo("restituisci", "negoziata", "bozza", NEGOZIA, motivo=True, avvisa="dirigente1"),
    Passo("restituisci", "con_parere", "bozza", NEGOZIA, motivo=True, avvisa="dirigente1"),
    Passo("chiedi_integrazioni", "trasmessa", "integrazioni", NCVP | SOLO_DIRIGENTI, motivo=True, avvisa="dirigente1 segretario"),
    Passo("ritrasmetti", "integrazioni", "trasmessa", PROPONE, D(2025, 2, 28), avvisa="ncvp"),
    Passo("valida", "trasmessa", "validata", NCVP | SOLO_DIRIGENTI, D(2025, 2, 28), avvisa="dirigente1 segretario"),
    Passo("valida", "ridefinita", "validata", NCVP | SOLO_DIRIGENTI, D(2025, 9, 30), avvisa="dirigente1 segretario"),
    Passo("valida_po", "negoziata", "validata", {"di_po": "dirigente1"}, D(2025, 2, 28), avvisa="po1"),
    Passo("valida_po", "ridefinita", "validata", {"di_po": "dirigente1"}, D(2025, 9, 30), avvisa="po1"),
    Passo("accetta", "validata", "accettata", FIRMA, D(2025, 2, 28), avvisa="segretario"),
    Passo("assegna", "accettata", "assegnata", tutti("segretario"), D(2025, 2, 28), avvisa="dirigente1"),
    Passo("chiedi_revisione", "assegnata", "revisione", FIRMA, D(2025, 9, 15), True, True, avvisa="ncvp segretario"),
    Passo("chiedi_revisione", "monitorata", "revisione", FIRMA, D(2025, 9, 15), True, True, avvisa="ncvp segretario"),
    Passo("respingi_revisione", "revisione", "assegnata", NCVP, motivo=True, avvisa="dirigente1"),
    Passo("respingi_revisione", "ridefinita", "assegnata", NCVP, motivo=True, avvisa="dirigente1"),
    Passo("ridefinisci", "revisione", "ridefinita", PROPONE, D(2025, 9, 30), perentorio=True, avvisa="ncvp"),
    Passo("restituisci_ridefinizione", "ridefinita", "revisione", NCVP, motivo=True, avvisa="dirigente1"),
    Passo("verifica", "assegnata", "monitorata", NCVP, D(2025, 7, 31), avvisa="dirigente1"),
    Passo("verifica", "monitorata", "monitorata", NCVP, avvisa="dirigente1"),
    Passo("rendiconta", "monitorata", "rendicontata", PROPONE, D(2026, 2, 28), avvisa="controllo segretario"),
    Passo("rinvia_rendicontazione", "rendicontata", "monitorata", tutti("controllo"), motivo=True, avvisa="dirigente1"),
    Passo("misura", "rendicontata", "misurata", tutti("controllo"), D(2026, 3, 2), avvisa="segretario dirigente1"),
    Passo("trasmetti_al_valutatore", "misurata", "al_valutatore", tutti("segretario"), D(2026, 3, 9), avvisa="ncvp"),
    Passo("rinvia_misurazione", "misurata", "rendicontata",
          {"individuale": "ncvp segretario", "di_po": "dirigente1 segretario", "collettivo": "ncvp segretario"}, motivo=True,
          avvisa="controllo"),
    Passo("rinvia_misurazione", "al_valutatore", "rendicontata", NCVP, motivo=True, avvisa="controllo"),
    Passo("valuta", "al_valutatore", "valutata", NCVP, D(2026, 4, 30), avvisa="dirigente1"),
)  # fmt: skip
STATI = [s.codice for s in OBIETTIVO.stati]
passi = pytest.mark.parametrize("p", TAVOLA, ids=lambda p: p.nome)
tipi = pytest.mark.parametrize("tipo", TIPI)


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-03-01"
    comune.atto = Atto.objects.create(tipo="giunta", numero=31, data=date(2025, 2, 26), oggetto="Obiettivi 2025")
    return comune


def metti(c: SimpleNamespace, o: Obiettivo, stato: str) -> Obiettivo:
    """The sheet as if it stood in a state, by the back door: enough to see who is let in."""
    Obiettivo.objects.filter(pk=o.pk).update(stato=stato, atto=c.atto)
    return Obiettivo.objects.get(pk=o.pk)


def fai(o: Obiettivo, azione: str, utente: Utente, giorno: date, motivo: str = "", versione: int | None = None) -> Obiettivo:
    return esegui(o, azione, utente=utente, quando=alle_dieci(giorno), versione=versione or o.versione, motivo=motivo)


def scritto(o: Obiettivo) -> tuple[str, int, int]:
    """State, version, lines of the log: what a refused step leaves as it was."""
    o = Obiettivo.objects.get(pk=o.pk)
    return o.stato, o.versione, Evento.objects.filter(oggetto="obiettivo", oggetto_id=o.pk).count()


@contextmanager
def rifiutato(o: Obiettivo, errore: type[Exception], frase: str) -> Iterator[None]:
    prima = scritto(o)
    with pytest.raises(errore, match=frase) as preso, transaction.atomic():
        yield
    assert scritto(o) == prima
    if errore is DatiNonValidi:
        assert preso.value.articolo, "a refusal cites its article"


# --- the table itself -----------------------------------------------------------------------------------------------------------------


def test_la_tavola_dei_casi_e_quella_degli_stati() -> None:
    assert {(p.azione, p.da, p.a) for p in TAVOLA} == {(t.azione, da, t.a) for t in OBIETTIVO.transizioni for da in t.da}


# --- who ------------------------------------------------------------------------------------------------------------------------------


@tipi
def test_chi_puo_fare_ogni_passo_e_chi_no(c: SimpleNamespace, tipo: str) -> None:
    """Every step × everybody of the cast, from the state in which it starts."""
    o = TIPI[tipo](c)
    for p in TAVOLA:
        permesso, riga = OBIETTIVO.transizione(p.azione).chi, metti(c, o, p.da)
        possono = {u for u in UTENTI if rules.has_perm(permesso, getattr(c, u), riga)}
        assert possono == set(p.chi.get(tipo, "").split()), p.nome


@passi
def test_chi_non_puo_e_respinto_e_non_cambia_nulla(c: SimpleNamespace, p: Passo) -> None:
    tipo = next(t for t in TIPI if p.chi.get(t))
    o = metti(c, TIPI[tipo](c), p.da)
    for nome in ("sindaco", "dirigente2" if tipo != "collettivo" else "po2", "dipendente1", "admin"):
        with rifiutato(o, PermissionDenied, "Non puoi fare questo passaggio"):
            fai(o, p.azione, getattr(c, nome), D(2025, 1, 20), PERCHE)


@pytest.mark.parametrize(("nomina", "azioni"), [
    ("ncvp", [("chiedi_integrazioni", "trasmessa"), ("valida", "trasmessa"), ("respingi_revisione", "revisione"),
              ("restituisci_ridefinizione", "ridefinita"), ("verifica", "assegnata"), ("rinvia_misurazione", "al_valutatore"),
              ("valuta", "al_valutatore")]),
    ("controllo", [("misura", "rendicontata"), ("rinvia_rendicontazione", "rendicontata")]),
])  # fmt: skip
@pytest.mark.parametrize("tipo", ["individuale", "collettivo"])
def test_nessuno_valida_misura_o_valuta_un_obiettivo_suo(c: SimpleNamespace, tipo: str, nomina: str, azioni: list[tuple[str, str]]) -> None:
    """The two-person rule, for who is also in the NCVP or in the controllo di gestione."""
    for nome in ("dirigente1", "personale"):
        Nomina.objects.create(persona=getattr(c, f"persona_{nome}"), ruolo=nomina, dal=D(2024, 1, 1))
    o = TIPI[tipo](c)
    for azione, stato in azioni:
        riga, permesso = metti(c, o, stato), OBIETTIVO.transizione(azione).chi
        assert rules.has_perm(permesso, c.personale, riga), azione  # somebody else of the NCVP may
        with rifiutato(riga, PermissionDenied, "Non puoi"):
            fai(riga, azione, c.dirigente1, D(2025, 2, 10), PERCHE)


def test_il_segretario_ad_interim_non_negozia_con_se_stesso(c: SimpleNamespace) -> None:
    o = individuale(c)
    suo = Incarico.objects.create(persona=c.persona_segretario, ruolo="dirigente", direzione=c.d1, ad_interim=True, dal=D(2025, 1, 1))
    Obiettivo.objects.filter(pk=o.pk).update(responsabile=suo)
    for azione, stato in (("esprimi_parere", "negoziata"), ("trasmetti", "con_parere"), ("restituisci", "negoziata"),
                          ("trasmetti_al_valutatore", "misurata"), ("rinvia_misurazione", "misurata")):  # fmt: skip
        riga = metti(c, o, stato)
        with rifiutato(riga, PermissionDenied, "al tuo posto agisce il Vicesegretario"):
            fai(riga, azione, c.segretario, D(2025, 2, 10), PERCHE)


def test_il_dirigente_che_regge_anche_la_posizione_non_si_valida(c: SimpleNamespace) -> None:
    o = di_po(c)
    dati = {"ruolo": "po", "tipo_po": "po", "direzione": c.s1, "ad_interim": True, "dal": D(2025, 1, 1)}
    suo = Incarico.objects.create(persona=c.persona_dirigente1, **dati)
    Obiettivo.objects.filter(pk=o.pk).update(responsabile=suo)
    for azione, stato in (("valida_po", "negoziata"), ("verifica", "assegnata"), ("valuta", "al_valutatore")):
        with rifiutato(metti(c, o, stato), PermissionDenied, "Non puoi"):
            fai(metti(c, o, stato), azione, c.dirigente1, D(2025, 2, 10), PERCHE)


# --- whence -----------------------------------------------------------------------------------------------------------------------------


@passi
def test_da_ogni_altro_stato_il_passo_e_rifiutato(c: SimpleNamespace, p: Passo) -> None:
    """Skipped or repeated steps: from every state where the step does not start."""
    tipo = next(t for t in TIPI if p.chi.get(t))
    utente, o = getattr(c, p.chi[tipo].split()[0]), TIPI[tipo](c)
    for stato in STATI:
        if stato not in OBIETTIVO.transizione(p.azione).da:
            with rifiutato(metti(c, o, stato), OperazioneNonAmmessa, "Ora la scheda è «.+»: il passaggio «.+» non si può più fare"):
                fai(metti(c, o, stato), p.azione, utente, D(2025, 1, 20), PERCHE)


def test_un_passo_che_non_esiste(c: SimpleNamespace) -> None:
    o = individuale(c)
    with rifiutato(o, OperazioneNonAmmessa, "«approva» non esiste"):
        fai(o, "approva", c.segretario, D(2025, 1, 20))


@passi
def test_una_versione_vecchia_non_passa(c: SimpleNamespace, p: Passo) -> None:
    tipo = next(t for t in TIPI if p.chi.get(t))
    o = metti(c, TIPI[tipo](c), p.da)
    Obiettivo.objects.filter(pk=o.pk).update(versione=o.versione + 1)  # somebody has saved
    with rifiutato(o, ConflittoDiVersione, "qualcun altro ha salvato"):
        fai(o, p.azione, getattr(c, p.chi[tipo].split()[0]), D(2025, 1, 20), PERCHE)


@tipi
def test_in_un_esercizio_chiuso_non_si_muove_piu_nulla(c: SimpleNamespace, tipo: str) -> None:
    o = TIPI[tipo](c)
    c.esercizio.chiuso_il = alle_dieci(D(2026, 6, 30))
    c.esercizio.save()
    for p in TAVOLA:
        for nome in p.chi.get(tipo, "").split():
            with rifiutato(metti(c, o, p.da), PermissionDenied, "L’esercizio 2025 è chiuso: i suoi obiettivi non cambiano più"):
                fai(metti(c, o, p.da), p.azione, getattr(c, nome), D(2025, 1, 20), PERCHE)


def test_di_un_esercizio_chiuso_si_legge_la_scheda_e_perche_non_si_muove(c: SimpleNamespace, client: Client) -> None:
    o = individuale(c)
    c.esercizio.chiuso_il = alle_dieci(D(2026, 6, 30))
    c.esercizio.save()
    client.force_login(c.dirigente1)
    frase = "L’esercizio 2025 è chiuso: i suoi obiettivi non cambiano più."
    assert frase in client.get(o.get_absolute_url()).content.decode()
    risposta = client.post(reverse("obiettivi:passaggio", args=[o.pk, "negozia"]), {"versione": o.versione})
    assert (risposta.status_code, frase in risposta.content.decode()) == (403, True)


# --- the effect, in time and late -----------------------------------------------------------------------------------------------------


def arriva(c: SimpleNamespace, tipo: str, stato: str) -> Obiettivo:
    """A sheet in the state, by the true steps."""
    o = TIPI[tipo](c)
    chi, esamina = getattr(c, PROPONE[tipo]), getattr(c, NCVP[tipo])
    if stato == "integrazioni":
        return fai(porta_a(c, o, "trasmessa"), "chiedi_integrazioni", esamina, D(2025, 2, 10), PERCHE)
    if stato in ("revisione", "ridefinita"):
        o = fai(porta_a(c, o, "assegnata"), "chiedi_revisione", chi, D(2025, 9, 8), PERCHE)
        return o if stato == "revisione" else fai(o, "ridefinisci", chi, D(2025, 9, 22))
    return o if stato == "bozza" else porta_a(c, o, stato)


def prepara(c: SimpleNamespace, o: Obiettivo, tipo: str, azione: str) -> None:
    """What the step asks for."""
    if azione in ("negozia", "trasmetti", "ritrasmetti"):
        pesi_giusti(c, *(a.incarico for a in o.assegnazioni.all()))
    if azione in ("valida", "valida_po"):
        riscontra(o, getattr(c, NCVP[tipo]))
    if azione == "verifica":
        monitora(o, getattr(c, PROPONE[tipo]))
    if azione == "rendiconta":
        rendiconta(o, getattr(c, PROPONE[tipo]))
    if azione == "misura":
        o.consuntivi.update(misurato=Decimal(100))
    if azione == "valuta":
        o.consuntivi.update(valutato=Decimal(100))
    if azione == "assegna":
        Obiettivo.objects.filter(pk=o.pk).update(atto=c.atto)


@pytest.mark.parametrize("p", [p for p in TAVOLA if p.azione != "accetta"], ids=lambda p: p.nome)  # the signature has tests of its own
def test_il_passo_si_fa_entro_il_termine_e_tardi_solo_con_un_motivo(c: SimpleNamespace, p: Passo) -> None:
    tipo = next(t for t in TIPI if p.chi.get(t))
    o, utente = arriva(c, tipo, p.da), getattr(c, p.chi[tipo].split()[0])
    prepara(c, o, tipo, p.azione)
    o = Obiettivo.objects.get(pk=o.pk)
    Notifica.objects.all().delete()
    in_tempo, motivo = p.entro or D(2026, 3, 1), PERCHE if p.motivo else ""

    if p.motivo:
        with rifiutato(o, DatiNonValidi, "scrivi perché, con almeno una frase"):
            fai(o, p.azione, utente, in_tempo, "ok …")
    if p.entro and p.perentorio:
        with rifiutato(o, DatiNonValidi, "è passato, ed è perentorio"):
            fai(o, p.azione, utente, p.entro + timedelta(days=1), PERCHE)
    elif p.entro:
        with rifiutato(o, DatiNonValidi, "^Motivo del ritardo: scrivi perché"):
            fai(o, p.azione, utente, p.entro + timedelta(days=1))
        with transaction.atomic():
            fai(o, p.azione, utente, p.entro + timedelta(days=1), PERCHE)
            evento = Evento.objects.latest("pk")
            assert (evento.contenuto["motivo"], evento.contenuto["termine"]) == (PERCHE, str(p.entro))
            transaction.set_rollback(True)

    prima = scritto(o)
    fatto = fai(o, p.azione, utente, in_tempo, motivo)
    assert (fatto.stato, fatto.versione) == (p.a, prima[1] + 1)
    assert scritto(o) == (p.a, prima[1] + 1, prima[2] + 1)
    evento = Evento.objects.latest("pk")
    assert (evento.azione, evento.utente, evento.quando) == (f"obiettivo.{p.azione}", utente.username, alle_dieci(in_tempo))
    assert [evento.contenuto.get(k) for k in ("da", "a", "motivo", "termine")] == [p.da, p.a, motivo, None]
    assert {n.destinatario.username for n in Notifica.objects.select_related("destinatario")} == set(p.avvisa.split())


def test_art_17_chi_ha_ridefinito_non_e_in_ritardo_sulla_verifica_di_luglio(c: SimpleNamespace) -> None:
    """Assigned again by 30 September, it is checked in the second half of the year with no term behind it."""
    o = arriva(c, "individuale", "ridefinita")
    riscontra(o, c.ncvp)
    o = fai(o, "valida", c.ncvp, D(2025, 9, 24))
    Obiettivo.objects.filter(pk=o.pk).update(stato="assegnata", atto=c.atto)
    monitora(o, c.dirigente1)
    assert fai(Obiettivo.objects.get(pk=o.pk), "verifica", c.ncvp, D(2025, 12, 15)).stato == "monitorata"


# --- what may be done beside the steps ----------------------------------------------------------------------------------------------

APERTI = ("bozza", "integrazioni", "revisione")
NON_VALUTATI = tuple(s for s in STATI if s != "valutata")
# permission, states in which it holds, who has it then (by kind)
PERMESSI = (
    ("modificare", APERTI, PROPONE),
    ("eliminare", ("bozza",), PROPONE),
    ("riscontrare", ("trasmessa", "negoziata", "ridefinita"), NCVP),
    ("monitorare", ("assegnata", "monitorata"), PROPONE),
    ("rendicontare", ("monitorata",), PROPONE),
    ("verbalizzare", NON_VALUTATI, {"individuale": "segretario ncvp", "di_po": "dirigente1", "collettivo": "segretario ncvp"}),
    ("rilevare", NON_VALUTATI, {"individuale": "dirigente1 segretario ncvp", "di_po": "po1 dirigente1",
                                "collettivo": "dirigente1 dirigente2 po1 segretario ncvp"}),  # for the other part its dirigente
)  # fmt: skip
NON_ANCORA = {("riscontrare", "negoziata", tipo) for tipo in ("individuale", "collettivo")}  # not transmitted to the NCVP yet


@tipi
def test_la_scheda_si_cambia_solo_quando_e_di_chi_la_compila(c: SimpleNamespace, tipo: str) -> None:
    """Every permission × every state × everybody: nobody edits an accepted sheet, or another's."""
    o = TIPI[tipo](c)
    for stato in STATI:
        riga = metti(c, o, stato)
        for nome, stati, chi in PERMESSI:
            possono = {u for u in UTENTI if rules.has_perm(f"obiettivi.{nome}", getattr(c, u), riga)}
            assert possono == (set(chi[tipo].split()) if stato in stati and (nome, stato, tipo) not in NON_ANCORA else set()), (
                nome, stato
            )  # fmt: skip


@tipi
def test_in_un_esercizio_chiuso_la_scheda_non_cambia(c: SimpleNamespace, tipo: str) -> None:
    o = TIPI[tipo](c)
    c.esercizio.chiuso_il = alle_dieci(D(2026, 6, 30))
    c.esercizio.save()
    for nome, stati, _ in PERMESSI:
        riga = metti(c, o, stati[0])
        assert not [u for u in UTENTI if rules.has_perm(f"obiettivi.{nome}", getattr(c, u), riga)], nome


def test_art_7_la_parte_di_una_direzione_e_del_suo_dirigente(c: SimpleNamespace) -> None:
    o = collettivo(c)
    prima, seconda = o.parti.all()
    for permesso, stato in (("modificare", "bozza"), ("monitorare", "assegnata"), ("rendicontare", "monitorata")):
        riga = metti(c, o, stato)
        for parte, chi in ((prima, {"dirigente1"}), (seconda, {"dirigente1", "dirigente2"}), (None, {"dirigente1"})):
            possono = {u for u in UTENTI if puo_sulla_quota(f"obiettivi.{permesso}", getattr(c, u), riga, parte)}
            assert possono == chi, (permesso, parte)
        chiusa = metti(c, o, "accettata")
        assert not [u for u in UTENTI if puo_sulla_quota(f"obiettivi.{permesso}", getattr(c, u), chiusa, seconda)]


def test_una_scheda_appena_creata_si_puo_salvare_di_nuovo_ma_non_cambiarle_stato(c: SimpleNamespace) -> None:
    o = individuale(c)
    o.titolo = "Un altro titolo"
    o.save()
    o.stato = "negoziata"
    with pytest.raises(RuntimeError, match="solo con flusso"):
        o.save()
