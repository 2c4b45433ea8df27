"""Cases for the tests: the sheet of dirigente1, signed, brought to review and taken through its steps."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from conciliazione.letture.casi import caso
from conciliazione.models import Allegato, Componente, Conciliazione, Controdeduzione, Esito, Istanza, Misura, Qualita
from conciliazione.operazioni.istanze import presenta_istanza
from conciliazione.operazioni.organismo import Seggio, costituisci_organismo, metti_ai_voti, vota
from smvp.documenti import archivio
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Incarico, Nomina
from tests.calco import una_volta
from tests.personaggi import crea_comune
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO, con_schede, firmata, firmata_po
from valutazioni.models import Scheda

DOPO = QUANDO + timedelta(hours=1)
MOTIVI = "Il peso dato al ritardo della fornitura non tiene conto della mia segnalazione di giugno."
CHIEDE = "Chiedo che la percentuale dell’obiettivo OI-1.2 sia portata al 96 %."
MOTIVO = "L’Organismo, letti gli atti, decide così per le ragioni dette in seduta."
GIORNO = date(2026, 4, 10)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@una_volta
def con_firmata(c: SimpleNamespace) -> SimpleNamespace:
    """The cast with its sheets; those of dirigente1 and po1 are signed; po2's person is Vicesegretario."""
    con_schede(c)
    c.scheda_dirigente1 = firmata(c)
    c.scheda_po1 = firmata_po(c)
    Nomina.objects.create(persona=c.persona_po2, ruolo="vicesegretario", dal=date(2024, 1, 1))
    return c


@una_volta
def con_firmata_d(c: SimpleNamespace, voto: int = 2) -> SimpleNamespace:
    """… to which is added the sheet of dipendente1 (Allegato D); with marks of 0 it is negative (reading A12)."""
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1, voto)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    c.scheda_dipendente1 = porta_personale(c.scheda_dipendente1, *passi)
    return c


def scena() -> SimpleNamespace:
    return con_firmata(crea_comune())


def presenta(c: SimpleNamespace, chi: str = "dirigente1", quando: datetime = DOPO, **altro: object) -> Istanza:
    """The request of one of them on their own sheet."""
    dati = {"motivi": MOTIVI, "chiede": CHIEDE} | altro
    return presenta_istanza(scheda=getattr(c, f"scheda_{chi}"), utente=getattr(c, chi), quando=quando, **dati)


def seggi(c: SimpleNamespace, **al_posto: Seggio) -> list[Seggio]:
    """NCVP replaced from outside (it has evaluated), Segretario, dirigente2."""
    di_solito = {
        "ncvp": Seggio(Qualita.NCVP, nome_esterno="dott.ssa Rita Colombo", perche="Il NCVP ha valutato la scheda e si fa sostituire."),
        "segretario": Seggio(Qualita.SEGRETARIO, c.persona_segretario),
        "dirigente": Seggio(Qualita.DIRIGENTE, c.persona_dirigente2),
    }
    return list((di_solito | al_posto).values())


def costituisci(c: SimpleNamespace, istanza: Istanza, *, quando: datetime = DOPO, **al_posto: Seggio) -> Istanza:
    costituisci_organismo(istanza=istanza, seggi=seggi(c, **al_posto), utente=c.segretario, quando=quando)
    return caso(istanza.pk)


def passo(istanza: Istanza, azione: str, utente: object, quando: datetime = DOPO, motivo: str = "") -> Istanza:
    riga = caso(istanza.pk)
    esegui(riga, azione, utente=utente, quando=quando, versione=riga.versione, motivo=motivo)
    return caso(istanza.pk)


def seggio(istanza: Istanza, qualita: str) -> object:
    return next(c for c in caso(istanza.pk).in_carica if c.qualita == qualita)


def tutti_votano(c: SimpleNamespace, istanza: Istanza, *favorevoli: bool, quando: datetime = DOPO) -> Istanza:
    """The outside member (written down by the Segretario), the Segretario, the dirigente, in this order."""
    decisione = caso(istanza.pk).ultima(*Esito.values)
    chi = (("ncvp", c.segretario), ("segretario", c.segretario), ("dirigente", c.dirigente2))
    for (qualita, utente), si in zip(chi, favorevoli or (True, True, True), strict=True):
        come = {"favorevole": si, "motivo": "" if si else "Gli atti dicono altro.", "utente": utente, "quando": quando}
        vota(decisione=decisione, componente=seggio(istanza, qualita), **come)
    return caso(istanza.pk)


def proponi(c: SimpleNamespace, istanza: Istanza, esito: Esito, quando: datetime = DOPO, **nuovi: object) -> Istanza:
    metti_ai_voti(istanza=istanza, esito=esito, motivazione=MOTIVO, nuovi=nuovi, utente=c.segretario, quando=quando)
    return caso(istanza.pk)


def in_istruttoria(c: SimpleNamespace, chi: str = "dirigente1") -> Istanza:
    """Made up, admitted, open."""
    istanza = costituisci(c, presenta(c, chi))
    passo(istanza, "ammetti", c.segretario)
    return passo(istanza, "istruisci", c.segretario)


def decisa(c: SimpleNamespace, esito: Esito = Esito.CONFERMATA, chi: str = "dirigente1", **nuovi: object) -> Istanza:
    istanza = in_istruttoria(c, chi)
    proponi(c, istanza, esito, **nuovi)
    tutti_votano(c, istanza)
    return passo(istanza, "decidi", c.segretario)


def comunicata(c: SimpleNamespace, esito: Esito = Esito.CONFERMATA, chi: str = "dirigente1", **nuovi: object) -> Istanza:
    return passo(decisa(c, esito, chi, **nuovi), "comunica", c.segretario)


def per_la_matrice(c: SimpleNamespace) -> None:
    """For tests/matrice.py: in 2024 a case of dirigente1 with a proposal put to the vote, a conciliation of po1 and the measure after it.

    Written as they stand: the sheets of 2025 are those on which the other rows of the matrix act.
    """
    c.esercizio_2024 = Esercizio.objects.create(anno=2024, regolamento="domodossola-2020")
    sua, di_po = (_firmata_2024(c, i) for i in (c.incarico_dirigente1, c.incarico_po1))
    comuni = {"esercizio": c.esercizio_2024, "registrata_da": c.segretario, "registrata_il": DOPO}
    c.scheda_2024 = sua
    (c.riesame,) = Istanza.objects.bulk_create([
        Istanza(
            esercizio=c.esercizio_2024, scheda_b=sua, persona=c.persona_dirigente1, numero=1, motivi=MOTIVI, chiede=CHIEDE,
            presentata_da=c.dirigente1, presentata_il=DOPO, termine_presentazione=GIORNO, stato="istruttoria",
        )
    ])  # fmt: skip
    for qualita, persona in (("ncvp", c.persona_ncvp), ("segretario", c.persona_segretario), ("dirigente", c.persona_dirigente2)):
        Componente.objects.create(istanza=c.riesame, qualita=qualita, persona=persona, dal=DOPO)
    c.controdeduzione = Controdeduzione.objects.create(
        istanza=c.riesame, chiesta_a=c.persona_sindaco, domanda=MOTIVO, entro=GIORNO, chiesta_il=DOPO
    )
    (c.conciliazione,) = Conciliazione.objects.bulk_create([
        Conciliazione(
            scheda_b=di_po, persona=c.persona_po1, sede="Ispettorato", richiesta_il=GIORNO, oggetto=MOTIVI, stato="conclusa",
            esito="mancato", esito_del=GIORNO, contenuto=MOTIVO, **comuni,
        )
    ])  # fmt: skip
    c.misura = Misura.objects.create(
        esercizio=c.esercizio_2024, scheda_b=di_po, persona=c.persona_po1, conciliazione=c.conciliazione, proposta=MOTIVI, perche=MOTIVO,
        proposta_da=c.segretario, proposta_il=DOPO,
    )  # fmt: skip
    c.foglio = [
        Allegato.objects.create(
            nome="prova.pdf", tipo_contenuto="application/pdf", dimensione=len(PDF), impronta="a" * 64, file=f"riesami/prova-{n}.pdf",
            genere=genere, caricato_da=c.segretario, caricato_il=DOPO, **di_chi,
        )
        for n, (genere, di_chi) in enumerate((("richiesta", {"istanza": c.riesame}), ("conciliazione", {"conciliazione": c.conciliazione})))
    ]  # fmt: skip
    for a in c.foglio:
        archivio.scrivi(str(a.file), lambda file: file.write(PDF))


def _firmata_2024(c: SimpleNamespace, incarico: Incarico) -> Scheda:
    (scheda,) = Scheda.objects.bulk_create([
        Scheda(
            esercizio=c.esercizio_2024, incarico=incarico, stato="presa_visione", aperta_il=QUANDO, presa_visione_il=QUANDO, p_a=40, p_b=20,
            p_finale=60, fascia=1, percentuale=0, retribuzione=100, dal=date(2024, 1, 1),
        )
    ])  # fmt: skip
    return scheda
