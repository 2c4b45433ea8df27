"""Art. 34: who can be entered, who appoints, one NCVP at a time; fees, conflicts, what is published (art. 36)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto, Documento, Pubblicazione
from smvp.flusso.models import Notifica
from smvp.ncvp.letture.registro import registro as leggi
from smvp.ncvp.letture.registro import voci_di
from smvp.ncvp.models import Allegato, Causa, Genere, IncaricoNcvp
from smvp.ncvp.operazioni import nomine, pubblicazioni, registro
from smvp.ncvp.permessi import incarichi_visibili_a
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from smvp.nucleo.pacchetti import FileRifiutato
from smvp.organizzazione.models import Nomina
from smvp.organizzazione.ruoli import Ruolo, ruoli_di
from smvp.registro.models import Evento

from .scene import (
    CURRICULUM,
    DECRETO,
    GIORNO,
    ORA,
    PDF,
    compenso,
    conflitto,
    dati,
    decreto,
    in_carica,
    iscrivi,
    nomina,
    passo,
    scena,
    storici,
)

pytestmark = pytest.mark.django_db
MOTIVO = "Lettera di dimissioni del 9 aprile 2026, prot. 4411."


@pytest.fixture
def c(settings, tmp_path):
    settings.OGGI, settings.MEDIA_ROOT = GIORNO.isoformat(), str(tmp_path)
    return scena()


def libera(c, al=date(2026, 4, 30)):
    """The NCVP of the cast leaves the role: another can be appointed from 1 May."""
    Nomina.objects.filter(pk=c.ruolo_ncvp.pk).update(al=al)


# --- the candidate ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambia", "campo", "dice"),
    [
        ({"in_nuclei": 6}, "in_nuclei", "non più di 5 Nuclei, compreso questo (art. 34)"),
        ({"in_nuclei": 4, "dipendente_pubblico": True}, "in_nuclei", "non più di 3 Nuclei, compreso questo (art. 34)"),
        ({"in_nuclei": 0}, "in_nuclei", "non più di 5"),
        ({"fascia": 1}, "fascia", "in fascia 2 o 3"),
        ({"numero_iscrizione": "  "}, "numero_iscrizione", "numero di iscrizione"),
        ({"iscritto_il": date(2026, 4, 11)}, "iscritto_il", "deve ancora venire"),
        ({"avviso_al": date(2026, 3, 1)}, "avviso_al", "finisce prima di cominciare"),
        ({"dal": date(2026, 3, 16)}, "dal", "dopo l’avviso pubblico"),
        ({"dal": date(9999, 12, 31)}, "dal", "troppo lontano"),
        ({"requisiti": ("inventato",)}, "requisiti", "non ha"),
    ],
)
def test_chi_non_puo_essere_iscritto_e_perche_art_34(c, cambia, campo, dice):
    with pytest.raises(DatiNonValidi, match=r".*") as errore:
        iscrivi(c, **cambia)
    assert dice in str(errore.value)
    assert (errore.value.campo, errore.value.articolo) == (campo, "34")
    assert not IncaricoNcvp.objects.exists()


@pytest.mark.parametrize(("nuclei", "dipendente"), [(5, False), (3, True), (1, False)])
def test_al_limite_si_entra_e_la_fine_la_calcola_la_durata(c, nuclei, dipendente):
    riga = iscrivi(c, in_nuclei=nuclei, dipendente_pubblico=dipendente)
    assert (riga.fino_al, riga.stato, riga.nomina) == (date(2029, 4, 30), "istruttoria", None)


@pytest.mark.parametrize("chi", ["sindaco", "ncvp", "dirigente1", "segreteria", "personale", "admin", "dipendente1"])
def test_il_registro_lo_tiene_solo_il_segretario(c, chi):
    altro = getattr(c, chi)
    with pytest.raises(PermissionDenied, match="Segretario"):
        iscrivi(c, utente=altro)
    riga = iscrivi(c)
    for prova in (
        lambda: registro.modifica_incarico(incarico=riga, dati=dati(), utente=altro, quando=ORA, versione=1),
        lambda: registro.aggiungi_file(incarico=riga, genere=Genere.CURRICULUM, file=CURRICULUM, utente=altro, quando=ORA),
        lambda: compenso(c, riga, utente=altro),
        lambda: pubblicazioni.pubblica_file(incarico=riga, voce="ncvp-curriculum", utente=altro, quando=ORA),
    ):
        with pytest.raises(PermissionDenied):
            prova()


def test_una_candidatura_aperta_e_una_sola_e_si_corregge_sulla_sua_versione(c):
    riga = iscrivi(c)
    with pytest.raises(OperazioneNonAmmessa, match="già una candidatura"):
        iscrivi(c)
    nuova = registro.modifica_incarico(incarico=riga, dati=dati(in_nuclei=2), utente=c.segretario, quando=ORA, versione=riga.versione)
    assert (nuova.in_nuclei, nuova.versione) == (2, riga.versione + 1)
    with pytest.raises(ConflittoDiVersione):
        registro.modifica_incarico(incarico=riga, dati=dati(in_nuclei=1), utente=c.segretario, quando=ORA, versione=riga.versione)
    assert IncaricoNcvp.objects.get(pk=riga.pk).in_nuclei == 2


def test_una_candidatura_archiviata_dice_perche_e_non_si_muove_piu(c):
    riga = passo(iscrivi(c), "archivia", c.segretario, motivo="Il candidato ha rinunciato.")
    with pytest.raises(OperazioneNonAmmessa):
        nomina(c, riga)
    with pytest.raises(OperazioneNonAmmessa, match="archiviata"):
        registro.aggiungi_file(incarico=riga, genere=Genere.CURRICULUM, file=CURRICULUM, utente=c.segretario, quando=ORA)
    assert iscrivi(c).pk != riga.pk


# --- the decree ---------------------------------------------------------------------------------------------------------------------------


def test_il_sindaco_nomina_e_la_persona_ha_il_ruolo_per_tre_anni(c):
    libera(c)
    riga = nomina(c, iscrivi(c))
    assert (riga.stato, riga.nomina.ruolo, riga.nomina.dal, riga.nomina.al) == ("in_carica", "ncvp", date(2026, 5, 1), date(2029, 4, 30))
    assert (riga.decreto.tipo, riga.decreto.numero, riga.file(Genere.DECRETO).nome) == (Atto.Tipo.DECRETO, 7, "decreto.pdf")
    assert Ruolo.NCVP not in ruoli_di(c.dipendente3, GIORNO)
    assert Ruolo.NCVP in ruoli_di(c.dipendente3, date(2026, 5, 1))
    assert Ruolo.NCVP not in ruoli_di(c.dipendente3, date(2029, 5, 1))
    assert Notifica.objects.filter(destinatario=c.segretario, url=riga.get_absolute_url()).count() == 1
    assert Evento.objects.filter(azione="incarico_ncvp.nomina", oggetto_id=str(riga.pk)).count() == 1


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "dirigente1", "admin"])
def test_nomina_solo_il_sindaco_art_34(c, chi):
    libera(c)
    with pytest.raises(PermissionDenied, match="Sindaco"):
        nomina(c, iscrivi(c), utente=getattr(c, chi))


@pytest.mark.parametrize(
    ("come", "dice"),
    [
        ("requisiti", "Requisiti non ancora verificati: Integrità"),
        ("curriculum", "Manca il curriculum"),
        ("futuro", "data nel futuro"),
        ("durante_l_avviso", "il decreto viene dopo"),
        ("dopo_l_inizio", "prima del decreto"),
        ("un_altro_in_carica", "è monocratico"),
        ("altro_atto", "Serve un atto di questo tipo: Decreto del Sindaco"),
        ("file_falso", "Il contenuto del file"),
        ("due_volte", "già registrato"),
        ("versione_vecchia", "qualcun altro ha salvato"),
    ],
)
def test_una_nomina_che_non_si_puo_fare_e_detta_e_niente_cambia(c, come, dice):
    if come != "un_altro_in_carica":
        libera(c)
    cambia = {"requisiti": {"requisiti": ("generali", "esperienza", "incompatibilita", "dichiarazione")},
              "dopo_l_inizio": {"dal": date(2026, 4, 1)}}.get(come, {})  # fmt: skip
    riga = iscrivi(c, curriculum=None if come == "curriculum" else CURRICULUM, **cambia)
    altro = {
        "futuro": {"decreto": decreto(date(2026, 4, 11))}, "durante_l_avviso": {"decreto": decreto(date(2026, 3, 16))},
        "altro_atto": {"decreto": Atto.objects.create(tipo="giunta", numero=1, data=date(2026, 4, 9), oggetto="Altro")},
        "file_falso": {"file": type(DECRETO)("decreto.pdf", b"MZ non e' un pdf")}, "versione_vecchia": {"versione": riga.versione + 1},
    }.get(come, {})  # fmt: skip
    if come == "due_volte":
        nomina(c, riga)
    prima = (Nomina.objects.count(), IncaricoNcvp.objects.get(pk=riga.pk).stato)
    with pytest.raises((ErroreDominio, FileRifiutato), match=r".*") as errore:
        nomina(c, riga, **altro)
    assert dice in str(errore.value)
    assert (Nomina.objects.count(), IncaricoNcvp.objects.get(pk=riga.pk).stato) == prima


def test_chi_e_gia_ncvp_entra_nel_registro_senza_un_altro_ruolo_e_il_suo_finisce_con_l_incarico(c):
    riga = in_carica(c)
    assert (riga.nomina, Nomina.objects.filter(ruolo="ncvp").count()) == (c.ruolo_ncvp, 1)
    c.ruolo_ncvp.refresh_from_db()
    assert c.ruolo_ncvp.al == riga.fino_al == date(2026, 12, 31)


@pytest.mark.parametrize("come", ["altro_giorno", "altra_persona", "due_nel_ruolo", "il_sindaco"])
def test_una_nomina_che_nell_organizzazione_non_c_e_il_segretario_non_la_registra(c, come):
    if come == "due_nel_ruolo":
        Nomina.objects.create(persona=c.persona_dipendente3, ruolo="ncvp", dal=date(2025, 1, 1))
    chi = c.persona_dipendente3 if come == "altra_persona" else c.persona_ncvp
    quali = storici(dal=date(2024, 1, 2)) if come == "altro_giorno" else storici()
    riga = registro.apri_incarico(persona=chi, dati=quali, curriculum=CURRICULUM, utente=c.segretario, quando=ORA)
    utente = c.sindaco if come == "il_sindaco" else c.segretario
    with pytest.raises(PermissionDenied if come == "il_sindaco" else DatiNonValidi):
        nomine.registra_nomina(
            incarico=riga, decreto=decreto(date(2023, 12, 20)), file=DECRETO, utente=utente, quando=ORA, versione=riga.versione
        )


def test_nell_amministrazione_due_ncvp_negli_stessi_giorni_non_si_scrivono(c):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="sovrappone"):
        Nomina(persona=c.persona_dipendente3, ruolo="ncvp", dal=date(2025, 1, 1)).full_clean()
    Nomina(persona=c.persona_dipendente3, ruolo="controllo", dal=date(2025, 1, 1)).full_clean()


# --- the end ------------------------------------------------------------------------------------------------------------------------------


def fine(c, riga, **altro):
    come = {"causa": Causa.DIMISSIONI, "al": date(2026, 4, 30), "motivo": MOTIVO, "utente": c.segretario, "quando": ORA} | altro
    return nomine.cessa(incarico=riga, versione=come.pop("versione", riga.versione), **come)


def test_chi_si_dimette_smette_di_essere_ncvp_quel_giorno_e_se_ne_puo_nominare_un_altro(c):
    riga = fine(c, in_carica(c))
    assert (riga.stato, riga.al, riga.fino_al, riga.motivo_fine) == ("cessata", date(2026, 4, 30), date(2026, 12, 31), MOTIVO)
    assert Ruolo.NCVP not in ruoli_di(c.ncvp, date(2026, 5, 1))
    assert nomina(c, iscrivi(c)).stato == "in_carica"


@pytest.mark.parametrize(
    ("cambia", "errore"),
    [
        ({"utente": "ncvp"}, PermissionDenied),
        ({"utente": "dirigente1"}, PermissionDenied),
        ({"causa": Causa.REVOCA}, PermissionDenied),
        ({"al": date(2023, 12, 31)}, DatiNonValidi),
        ({"al": date(2026, 12, 31)}, DatiNonValidi),
        ({"motivo": "no"}, DatiNonValidi),
        ({"versione": 99}, ConflittoDiVersione),
    ],
)
def test_una_fine_che_non_si_puo_registrare_non_tocca_il_ruolo(c, cambia, errore):
    riga = in_carica(c)
    if isinstance(cambia.get("utente"), str):
        cambia = cambia | {"utente": getattr(c, cambia["utente"])}
    with pytest.raises(errore):
        fine(c, riga, **cambia)
    assert Nomina.objects.get(pk=riga.nomina_id).al == date(2026, 12, 31)


def test_la_revoca_e_del_sindaco_e_una_fine_non_si_registra_due_volte(c):
    riga = fine(c, in_carica(c), causa=Causa.REVOCA, utente=c.sindaco)
    with pytest.raises(OperazioneNonAmmessa):
        fine(c, riga)


# --- fees, conflicts ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambia", "errore"),
    [
        ({"anno": 2023}, DatiNonValidi),
        ({"anno": 2027}, DatiNonValidi),
        ({"importo": Decimal(-1)}, DatiNonValidi),
        ({"presidente_revisori": Decimal(0)}, DatiNonValidi),
        ({"atto": DatiAtto(1, date(2026, 2, 6), "No", Atto.Tipo.VERBALE)}, DatiNonValidi),
        ({"atto": DatiAtto(1, date(2026, 4, 11), "No", Atto.Tipo.GIUNTA)}, DatiNonValidi),
    ],
)
def test_un_compenso_che_non_puo_essere_non_si_registra(c, cambia, errore):
    riga = in_carica(c)
    with pytest.raises(errore):
        compenso(c, riga, **cambia)
    assert not riga.compensi.exists()


def test_il_compenso_di_un_anno_e_uno_e_si_corregge_con_il_motivo_sulla_sua_versione(c):
    riga = in_carica(c)
    primo = compenso(c, riga)
    assert primo.quota.quantize(Decimal("0.01")) == Decimal("67.00")
    with pytest.raises(OperazioneNonAmmessa, match="c’è già"):
        compenso(c, riga)
    with pytest.raises(DatiNonValidi, match="perché correggi"):
        compenso(c, riga, versione=1)
    nuovo = compenso(c, riga, versione=1, importo=Decimal("7000.00"), motivo="Errore di trascrizione dell’importo.")
    assert (nuovo.pk, nuovo.importo, nuovo.versione) == (primo.pk, Decimal("7000.00"), 2)
    with pytest.raises(ConflittoDiVersione):
        compenso(c, riga, versione=1, motivo="Errore di trascrizione dell’importo.")
    detto = Evento.objects.filter(azione="incarico_ncvp.compenso").latest("numero").contenuto
    assert (detto["prima"], detto["importo"]) == ("6800.00", "7000.00")


def test_un_conflitto_lo_dichiara_il_ncvp_resta_scritto_e_finisce_una_volta(c):
    riga = in_carica(c)
    for chi in (c.segretario, c.sindaco, c.dirigente1):
        with pytest.raises(PermissionDenied):
            conflitto(c, riga, utente=chi)
    for cambia in ({"testo": "no"}, {"dal": date(2026, 4, 11)}):
        with pytest.raises(DatiNonValidi):
            conflitto(c, riga, **cambia)
    suo = conflitto(c, riga)
    assert {n.destinatario for n in Notifica.objects.filter(testo__contains="conflitto")} == {c.segretario, c.sindaco}
    with pytest.raises(DatabaseError), transaction.atomic():
        type(suo).objects.filter(pk=suo.pk).update(testo="Niente")
    for al, errore in ((date(2026, 1, 31), DatiNonValidi), (date(2026, 4, 11), DatiNonValidi)):
        with pytest.raises(errore):
            registro.chiudi_conflitto(conflitto=suo, al=al, utente=c.ncvp, quando=ORA)
    with pytest.raises(PermissionDenied):
        registro.chiudi_conflitto(conflitto=suo, al=GIORNO, utente=c.segretario, quando=ORA)
    assert registro.chiudi_conflitto(conflitto=suo, al=GIORNO, utente=c.ncvp, quando=ORA).al == GIORNO
    with pytest.raises(OperazioneNonAmmessa, match="già cessato"):
        registro.chiudi_conflitto(conflitto=suo, al=GIORNO, utente=c.ncvp, quando=ORA)


# --- art. 36 ------------------------------------------------------------------------------------------------------------------------------


def test_decreto_curriculum_e_compensi_vanno_nella_sezione_web_e_gli_avvisi_finiscono_art_36(c):
    riga = in_carica(c)
    quota = compenso(c, riga)

    def mancano():
        (voce,) = voci_di([IncaricoNcvp.objects.get(pk=riga.pk)], GIORNO)
        return [a.codice for a in voce.avvisi]

    assert mancano() == ["pubblica-ncvp-nomina", "pubblica-ncvp-curriculum", "pubblica-ncvp-compensi"]
    for voce in ("ncvp-nomina", "ncvp-curriculum"):
        pubblicazioni.pubblica_file(incarico=riga, voce=voce, utente=c.segretario, quando=ORA)
        with pytest.raises(OperazioneNonAmmessa, match="già pubblicato"):
            pubblicazioni.pubblica_file(incarico=riga, voce=voce, utente=c.segretario, quando=ORA)
    prima = pubblicazioni.pubblica_compenso(compenso=quota, utente=c.segretario, quando=ORA)
    assert mancano() == []
    assert pubblicazioni.pubblica_compenso(compenso=quota, utente=c.segretario, quando=ORA) == prima
    (detti,) = map(dict, Documento.objects.get(pk=prima.documento_id).payload["compensi"])
    assert (prima.anno, detti["NCVP"], detti["Rapporto fra i due"]) == (2026, c.persona_ncvp.con_titolo, "67,00\N{NO-BREAK SPACE}%")
    assert set(Pubblicazione.objects.values_list("voce", flat=True)) == {"ncvp-nomina", "ncvp-curriculum", "ncvp-compensi"}


def test_un_curriculum_nuovo_va_pubblicato_di_nuovo_e_prende_il_posto_di_quello_di_prima(c):
    riga = in_carica(c)
    pubblicazioni.pubblica_file(incarico=riga, voce="ncvp-curriculum", utente=c.segretario, quando=ORA)
    nuovo, poi = type(CURRICULUM)("curriculum-2026.pdf", PDF + b"\n"), ORA + timedelta(minutes=1)
    registro.aggiungi_file(incarico=riga, genere=Genere.CURRICULUM, file=nuovo, utente=c.segretario, quando=poi)
    (voce,) = voci_di([IncaricoNcvp.objects.get(pk=riga.pk)], GIORNO)
    assert "pubblica-ncvp-curriculum" in [a.codice for a in voce.avvisi]
    pubblicazioni.pubblica_file(incarico=riga, voce="ncvp-curriculum", utente=c.segretario, quando=poi)
    assert list(Pubblicazione.objects.filter(ritirata_il=None).values_list("nome_file", flat=True)) == ["curriculum-2026.pdf"]


def test_lo_stesso_file_due_volte_e_uno(c):
    riga = iscrivi(c)
    with pytest.raises(OperazioneNonAmmessa, match="c’è già"):
        registro.aggiungi_file(incarico=riga, genere=Genere.CURRICULUM, file=CURRICULUM, utente=c.segretario, quando=ORA)
    assert Allegato.objects.filter(incarico=riga).count() == 1


def test_di_una_candidatura_non_si_pubblica_niente(c):
    riga = iscrivi(c)
    with pytest.raises(OperazioneNonAmmessa, match="dopo la nomina"):
        pubblicazioni.pubblica_file(incarico=riga, voce="ncvp-curriculum", utente=c.segretario, quando=ORA)


# --- what each reads ----------------------------------------------------------------------------------------------------------------------


def test_il_registro_e_i_ruoli_dicono_la_stessa_cosa_o_lo_si_legge(c):
    assert "non ha una scheda nel registro" in leggi(c.segretario, GIORNO).disaccordi[0]
    in_carica(c)
    assert leggi(c.segretario, GIORNO).disaccordi == []
    Nomina.objects.create(persona=c.persona_dipendente3, ruolo="ncvp", dal=date(2026, 1, 1), al=date(2026, 6, 1))
    assert any("più di un NCVP" in frase for frase in leggi(c.sindaco, GIORNO).disaccordi)
    assert any("nessuno è NCVP" in frase for frase in leggi(c.segretario, date(2027, 1, 1)).disaccordi)


def test_il_ncvp_legge_il_suo_incarico_e_non_le_candidature(c):
    mio = in_carica(c)
    altrui = iscrivi(c, dal=date(2027, 1, 1))
    assert set(incarichi_visibili_a(c.ncvp)) == {mio}
    assert set(incarichi_visibili_a(c.segretario)) == set(incarichi_visibili_a(c.sindaco)) == {mio, altrui}
    assert leggi(c.ncvp, GIORNO).disaccordi == []
    for chi in (c.dirigente1, c.segreteria, c.admin, c.dipendente3):
        assert not incarichi_visibili_a(chi).exists()


def test_il_registro_si_legge_in_un_numero_fisso_di_query(c):
    in_carica(c)
    with CaptureQueriesContext(
        connection,
    ) as una:
        leggi(c.segretario, GIORNO)
    for n, chi in enumerate(("dipendente1", "dipendente2", "dipendente3")):
        iscrivi(c, chi, dal=date(2027, 1, 1 + n))
    with CaptureQueriesContext(connection) as tante:
        leggi(c.segretario, GIORNO)
    assert len(tante) == len(una)
    assert Allegato.objects.filter(genere=Genere.CURRICULUM).count() == 4
