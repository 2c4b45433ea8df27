"""Art. 26: the prize for innovation, from the notice to the Sindaco's act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data, euro, numero
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from ..letture.innovazione import classifica_di
from ..letture.premialita import copertura, fuori_servizio, importo_del_bonus
from ..models import Attribuzione, AvvisoInnovazione, Premialita, Progetto, VotoGiuria
from ..stati import APERTA_AI_PROGETTI, AVVISO, BOZZA, IN_GIURIA, PRESENTATA, PROPOSTA
from .fondi import blocca, controlla_importo
from .premialita import (
    ATTI_DI_CONFERIMENTO,
    CONFERISCE_IL_SINDACO,
    PROPONE_IL_SEGRETARIO,
    annota_proposta,
    conferisci_attribuzione,
    esige_acceso,
    gia_premiati,
    nessuno_per_se,
    non_in_servizio,
)

ARTICOLO = "26"
PERSONE_MASSIME = 50
CON_GIURIA = (APERTA_AI_PROGETTI, IN_GIURIA)


@dataclass(frozen=True, slots=True)
class DatiAvviso:
    """What the notice says; ``importo`` None: it is not known yet."""

    soggetti: str
    criteri: str
    metodo: str
    massimo: int
    entro: date
    giuria: Sequence[Persona]
    importo: Decimal | None = None


@transaction.atomic
def scrivi_avviso(*, esercizio: Esercizio, testo: DatiAvviso, utente: Utente, quando: datetime, versione: int) -> AvvisoInnovazione:
    """Write the notice, or write it again while it is not published (``versione``: the one that was read, 0 for a new one).

    Raises PermissionDenied, OperazioneNonAmmessa (off, published already), ConflittoDiVersione, DatiNonValidi.
    """
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    blocca(esercizio)
    esige_acceso(esercizio, Premialita.INNOVAZIONE)
    avviso = AvvisoInnovazione.objects.filter(esercizio=esercizio).select_for_update(of=("self",)).first()
    if avviso and avviso.stato != BOZZA:
        raise OperazioneNonAmmessa("L’avviso è pubblicato: non cambia più.", articolo=ARTICOLO)
    if versione != (avviso.versione if avviso else 0):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha scritto l’avviso.", articolo=ARTICOLO)
    _controlla_testo(esercizio, testo)
    riga = avviso or AvvisoInnovazione(esercizio=esercizio)
    for campo in ("soggetti", "criteri", "metodo", "massimo", "entro"):
        setattr(riga, campo, getattr(testo, campo))
    riga.importo = testo.importo or importo_del_bonus(esercizio)
    riga.versione = versione + 1
    riga.save()
    riga.giuria.set(testo.giuria)
    registra(azione="avviso_innovazione.scrivi", oggetto=AVVISO.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"anno": esercizio.anno, "importo": str(riga.importo), "giuria": [p.pk for p in testo.giuria]})  # fmt: skip
    return riga


def _controlla_testo(esercizio: Esercizio, testo: DatiAvviso) -> None:
    for campo in ("soggetti", "criteri", "metodo"):
        if not e_un_motivo(getattr(testo, campo)):
            raise DatiNonValidi("Scrivi almeno una frase.", campo=campo, articolo=ARTICOLO)
    if testo.massimo < 1:
        raise DatiNonValidi("I punti al massimo sono almeno uno.", campo="massimo", articolo=ARTICOLO)
    if testo.entro < esercizio.periodo.dal:
        raise DatiNonValidi("Il termine per i progetti non può venire prima dell’esercizio.", campo="entro", articolo=ARTICOLO)
    del_bonus = importo_del_bonus(esercizio)
    if testo.importo is not None:
        controlla_importo(testo.importo, "importo")
        if del_bonus is not None and testo.importo != del_bonus:
            raise DatiNonValidi(f"Il premio è pari al bonus, che è di {euro(del_bonus)}.", campo="importo", articolo=ARTICOLO)


# --- projects ---------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def scrivi_progetto(
    *, avviso: AvvisoInnovazione, titolo: str, descrizione: str, gruppo: Sequence[Persona], utente: Utente, quando: datetime,
    progetto: Progetto | None = None, versione: int = 0,
) -> Progetto:  # fmt: skip
    """Present a project, or change one's own while the notice is open. Who presents it is always in the group.

    Raises PermissionDenied, OperazioneNonAmmessa (not open, too late), ConflittoDiVersione, DatiNonValidi (somebody of the jury).
    """
    chi = persona_di(utente)
    puo = rules.has_perm("premi.scrivere_progetto", utente, progetto) if progetto else rules.has_perm("premi.presentare_progetto", utente)
    if chi is None or not puo:
        raise PermissionDenied("Il progetto lo scrive chi lo presenta." if progetto else "I progetti li presenta il personale del Comune.")
    aperto = AvvisoInnovazione.objects.select_for_update(of=("self",)).get(pk=avviso.pk)
    _esige_aperto(aperto, quando)
    if not e_scritto(titolo):
        raise DatiNonValidi("Scrivi il titolo del progetto.", campo="titolo", articolo=ARTICOLO)
    if not e_un_motivo(descrizione):
        raise DatiNonValidi("Descrivi il progetto con almeno una frase.", campo="descrizione", articolo=ARTICOLO)
    persone = list({p.pk: p for p in (chi, *gruppo)}.values())
    _controlla_gruppo(aperto, persone)
    riga = progetto and Progetto.objects.select_for_update(of=("self",)).get(pk=progetto.pk)
    if riga is None:
        riga = Progetto(avviso=aperto, presentato_da=chi, presentato_il=quando)
    elif riga.stato != PRESENTATA:
        raise OperazioneNonAmmessa("Il progetto è stato ritirato.", articolo=ARTICOLO)
    elif riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo il progetto è cambiato.", articolo=ARTICOLO)
    else:
        riga.versione += 1
    riga.titolo, riga.descrizione = titolo.strip(), descrizione.strip()
    riga.save()
    riga.gruppo.set(persone)
    registra(azione="progetto_innovazione.scrivi", oggetto="progetto_innovazione", oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"titolo": riga.titolo, "gruppo": [p.pk for p in persone], "versione": riga.versione})  # fmt: skip
    return riga


def _esige_aperto(avviso: AvvisoInnovazione, quando: datetime) -> None:
    if avviso.stato != APERTA_AI_PROGETTI:
        raise OperazioneNonAmmessa("L’avviso non è aperto: i progetti non si possono presentare né cambiare.", articolo=ARTICOLO)
    if quando.astimezone(FUSO).date() > avviso.entro:
        raise OperazioneNonAmmessa(f"Il termine per i progetti era il {data(avviso.entro)}.", articolo=ARTICOLO)


def _controlla_gruppo(avviso: AvvisoInnovazione, persone: Sequence[Persona]) -> None:
    if len(persone) > PERSONE_MASSIME:
        raise DatiNonValidi(f"Il gruppo è di {PERSONE_MASSIME} persone al massimo.", campo="gruppo", articolo=ARTICOLO)
    giurati = [str(p) for p in avviso.giuria.filter(pk__in=[p.pk for p in persone])]
    if giurati:
        raise DatiNonValidi(f"{', '.join(giurati)}: chi è nella giuria non può essere nel gruppo.", campo="gruppo", articolo=ARTICOLO)
    if estranei := fuori_servizio(avviso.esercizio, persone):
        raise DatiNonValidi(non_in_servizio(avviso.esercizio, estranei), campo="gruppo", articolo=ARTICOLO)


@transaction.atomic
def valuta_progetto(*, progetto: Progetto, punti: Decimal, motivazione: str, utente: Utente, quando: datetime) -> VotoGiuria:
    """A juror's points for a project, which they may change while the jury is at work. The same twice writes nothing.

    Raises PermissionDenied, OperazioneNonAmmessa (not in the jury's hands), DatiNonValidi (points beyond the most, no reason).
    """
    giurato = persona_di(utente)
    if giurato is None or not rules.has_perm("premi.valutare_progetto", utente, progetto):
        raise PermissionDenied("I progetti li valuta la giuria.")
    avviso = AvvisoInnovazione.objects.select_for_update(of=("self",)).get(pk=progetto.avviso_id)
    if avviso.stato != IN_GIURIA or progetto.stato != PRESENTATA:
        raise OperazioneNonAmmessa("Questo progetto ora non è alla giuria.", articolo=ARTICOLO)
    if not punti.is_finite() or not 0 <= punti <= avviso.massimo or punti != mezzo_su(punti):
        limiti = f"I punti vanno da 0 a {numero(avviso.massimo, 0)}, con due decimali al massimo."
        raise DatiNonValidi(limiti, campo="punti", articolo=ARTICOLO)
    if not e_un_motivo(motivazione):
        raise DatiNonValidi("Scrivi con almeno una frase perché dai questi punti.", campo="motivazione", articolo=ARTICOLO)
    voto = VotoGiuria.objects.filter(progetto=progetto, giurato=giurato).first() or VotoGiuria(progetto=progetto, giurato=giurato)
    if voto.pk and (voto.punti, voto.motivazione) == (punti, motivazione.strip()):
        return voto
    prima = str(voto.punti) if voto.pk else None
    voto.punti, voto.motivazione, voto.registrato_da, voto.registrato_il = punti, motivazione.strip(), utente, quando
    voto.save()
    registra(azione="progetto_innovazione.valuta", oggetto="progetto_innovazione", oggetto_id=progetto.pk, utente=utente.username,
             quando=quando, dati={"giurato": giurato.pk, "prima": prima, "punti": str(punti)})  # fmt: skip
    return voto


@transaction.atomic
def sostituisci_giurato(
    *, avviso: AvvisoInnovazione, esce: Persona, entra: Persona, motivo: str, utente: Utente, quando: datetime, versione: int
) -> AvvisoInnovazione:
    """Somebody takes the place of a juror who can no longer judge: without it the procedure would wait for ever.

    The points of who leaves go with them, and stay in the log. Raises PermissionDenied, OperazioneNonAmmessa (not the moment),
    ConflittoDiVersione, DatiNonValidi (who is not of the jury, is of it already or of a group, cannot log in; no reason).
    """
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    riga = AvvisoInnovazione.objects.select_for_update(of=("self",)).get(pk=avviso.pk)
    if riga.stato not in CON_GIURIA:
        raise OperazioneNonAmmessa("La giuria si cambia finché i progetti non sono valutati.", articolo=ARTICOLO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo la procedura è cambiata.", articolo=ARTICOLO)
    _controlla_sostituto(riga, esce, entra)
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi con almeno una frase perché si sostituisce.", campo="motivo", articolo=ARTICOLO)
    suoi = VotoGiuria.objects.filter(progetto__avviso=riga, giurato=esce).order_by("progetto")
    punti = {str(progetto): str(dati) for progetto, dati in suoi.values_list("progetto", "punti")}
    suoi.delete()
    riga.giuria.remove(esce)
    riga.giuria.add(entra)
    riga.versione += 1
    riga.save(update_fields=["versione"])
    registra(azione="avviso_innovazione.sostituisci", oggetto=AVVISO.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"esce": str(esce), "entra": str(entra), "motivo": motivo.strip(), "punti_tolti": punti})  # fmt: skip
    return riga


def _controlla_sostituto(avviso: AvvisoInnovazione, esce: Persona, entra: Persona) -> None:
    giuria = set(avviso.giuria.values_list("pk", flat=True))
    if esce.pk not in giuria:
        raise DatiNonValidi(f"{esce} non è nella giuria.", campo="esce", articolo=ARTICOLO)
    if entra.pk in giuria:
        raise DatiNonValidi(f"{entra} è già nella giuria.", campo="entra", articolo=ARTICOLO)
    if avviso.presentati().filter(gruppo=entra).exists():
        raise DatiNonValidi(f"{entra} è nel gruppo di un progetto: non può giudicare.", campo="entra", articolo=ARTICOLO)
    if not Utente.objects.filter(persona=entra, is_active=True).exists():
        raise DatiNonValidi(f"{entra} non ha un accesso attivo: non potrebbe valutare.", campo="entra", articolo=ARTICOLO)


# --- the winner ---------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def proponi_vincitore(
    *, avviso: AvvisoInnovazione, progetto: Progetto, motivo: str, utente: Utente, quando: datetime, versione: int
) -> AvvisoInnovazione:
    """The Segretario takes the jury's ranking to the Sindaco: one project, the first. Where more share the first place the reason says why
    this one (reading A67).

    Raises as ``esegui`` does; OperazioneNonAmmessa for a project that is not first, and for who has the bonus already.
    """
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    blocca(avviso.esercizio)
    riga = AvvisoInnovazione.objects.select_for_update(of=("self",)).get(pk=avviso.pk)
    if riga.stato == IN_GIURIA:
        primo = next((p for p in classifica_di(riga) if p.piazzamento.progetto == progetto.pk and p.piazzamento.posto == 1), None)
        if primo is None:
            raise OperazioneNonAmmessa("Vince il progetto che la giuria ha messo per primo.", articolo=ARTICOLO)
        if not e_un_motivo(motivo):
            parita = "Più progetti sono primi a pari merito: scrivi" if primo.piazzamento.parimerito else "Scrivi"
            raise DatiNonValidi(f"{parita} con almeno una frase perché vince questo.", campo="motivo", articolo=ARTICOLO)
        riga.vincitore, riga.motivo_vincitore = progetto, motivo.strip()
        riga.save(update_fields=["vincitore", "motivo_vincitore"])
    return esegui(riga, "proponi_vincitore", utente=utente, quando=quando, versione=versione)


@effetto(AVVISO.codice, "proponi_vincitore")
def _proponi_le_somme(avviso: AvvisoInnovazione, *, utente: Utente, quando: datetime) -> None:
    """A sum for each person of the group, equal to the bonus (reading A43); nobody has both (art. 26)."""
    if avviso.vincitore is None or avviso.importo is None:
        raise DatiNonValidi("Manca il progetto che vince, o l’importo del premio.", articolo=ARTICOLO)
    esige_acceso(avviso.esercizio, Premialita.INNOVAZIONE)
    gruppo = list(avviso.vincitore.gruppo.order_by("cognome", "nome", "pk"))
    nessuno_per_se(utente, gruppo, ARTICOLO)
    if gia := gia_premiati(avviso.esercizio, gruppo):
        nomi = ", ".join(str(a.persona) for a in gia)
        con_il_bonus = f"{nomi}: ha il bonus, o è proposto. Il premio non si cumula: prima va ritirata la proposta, o ci rinuncia."
        raise OperazioneNonAmmessa(con_il_bonus, articolo=ARTICOLO)
    totale, resta = avviso.importo * len(gruppo), copertura(avviso.esercizio, Premialita.INNOVAZIONE).resta
    if totale > resta:
        raise OperazioneNonAmmessa(f"Il premio costa {euro(totale)} e restano {euro(max(resta, Decimal(0)))}.", articolo=ARTICOLO)
    for persona in gruppo:
        riga = Attribuzione.objects.create(
            esercizio=avviso.esercizio, istituto=Premialita.INNOVAZIONE, persona=persona, importo=avviso.importo,
            motivo=f"Progetto «{avviso.vincitore}». {avviso.motivo_vincitore}", progetto=avviso.vincitore, proposta_da=utente,
            proposta_il=quando,
        )  # fmt: skip
        annota_proposta(riga, utente, quando, {"progetto": str(avviso.vincitore)})


@effetto(AVVISO.codice, "rimanda")
def _chiudi_le_somme(avviso: AvvisoInnovazione, *, utente: Utente, quando: datetime) -> None:
    """The jury looks again: what was proposed for the group is closed."""
    for riga in _proposte(avviso):
        motivo = "La procedura del premio per l’innovazione torna alla giuria."
        esegui(riga, "respingi", utente=utente, quando=quando, versione=riga.versione, motivo=motivo)
    avviso.vincitore, avviso.motivo_vincitore = None, ""


def _proposte(avviso: AvvisoInnovazione) -> list[Attribuzione]:
    proposte = Attribuzione.objects.filter(esercizio=avviso.esercizio_id, istituto=Premialita.INNOVAZIONE, stato=PROPOSTA)
    return list(proposte.select_related("esercizio").order_by("pk"))


@transaction.atomic
def conferisci_premio(
    *, avviso: AvvisoInnovazione, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int, motivo: str = ""
) -> AvvisoInnovazione:
    """Art. 26: the Sindaco gives the prize to the whole group, by February of the year after; later with a reason.

    Raises as ``esegui`` does, OperazioneNonAmmessa beyond the sums, DatiNonValidi for an act of another kind or day.
    """
    if not rules.has_perm("premi.conferire", utente):
        raise PermissionDenied(CONFERISCE_IL_SINDACO)
    blocca(avviso.esercizio)
    riga = AvvisoInnovazione.objects.select_for_update(of=("self",)).get(pk=avviso.pk)
    t = AVVISO.transizione("conferisci")
    if t is not None and riga.stato in t.da:
        riga.atto = registra_atto_fra(ATTI_DI_CONFERIMENTO, atto, utente=utente, quando=quando, articolo=ARTICOLO)
        riga.save(update_fields=["atto"])
    return esegui(riga, "conferisci", utente=utente, quando=quando, versione=versione, motivo=motivo)


@effetto(AVVISO.codice, "conferisci")
def _conferisci_le_somme(avviso: AvvisoInnovazione, *, utente: Utente, quando: datetime) -> None:
    if avviso.atto is None:
        raise DatiNonValidi("Manca l’atto del Sindaco.", articolo=ARTICOLO)
    for riga in _proposte(avviso):
        conferisci_attribuzione(riga, avviso.atto, utente, quando, riga.versione)
