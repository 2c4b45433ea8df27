"""Art. 34: the Sindaco's decree makes the NCVP; an end that comes early. The role itself stands in the organization, and nowhere else."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.allegati import File, ricevi
from smvp.documenti.atti import DatiAtto, registra_atto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui, lettori
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Nomina, Utente
from smvp.organizzazione.ruoli import Ruolo, ruoli_di

from ..models import Causa, Genere, IncaricoNcvp
from ..permessi import incarichi_visibili_a
from ..stati import IN_CARICA, INCARICO, ISTRUTTORIA
from .comuni import NUCLEO, annota, blocca, vieta_senza
from .registro import TIENE_IL_REGISTRO, iscrivi

NOMINA_IL_SINDACO = "Il NCVP lo nomina il Sindaco."


def nomina_ncvp(
    *, incarico: IncaricoNcvp, decreto: Atto | DatiAtto, file: File | None, utente: Utente, quando: datetime, versione: int
) -> IncaricoNcvp:
    """The Sindaco appoints. Raises PermissionDenied, DatiNonValidi (what is missing, another NCVP in office), FileRifiutato,
    OperazioneNonAmmessa, ConflittoDiVersione."""
    vieta_senza("ncvp.nominare", utente, NOMINA_IL_SINDACO)
    return _con_decreto(incarico, "nomina", decreto, file, utente, quando, versione)


def registra_nomina(
    *, incarico: IncaricoNcvp, decreto: Atto | DatiAtto, file: File | None, utente: Utente, quando: datetime, versione: int
) -> IncaricoNcvp:
    """The Segretario writes down an appointment that is in force already: the person has the role from that day. Raises as above."""
    vieta_senza("ncvp.tenere_registro", utente, TIENE_IL_REGISTRO)
    return _con_decreto(incarico, "registra_nomina", decreto, file, utente, quando, versione)


def _con_decreto(
    incarico: IncaricoNcvp, azione: str, decreto: Atto | DatiAtto, file: File | None, utente: Utente, quando: datetime, versione: int
) -> IncaricoNcvp:
    ricevuti = ricevi([file], "file") if file else []
    giorno = quando.astimezone(FUSO).date()
    with transaction.atomic():
        Ente.objects.select_for_update().first()  # one NCVP at a time: two appointments take turns
        riga = blocca(incarico)
        if riga.stato != ISTRUTTORIA:
            raise OperazioneNonAmmessa(f"Ora è «{riga.stato_attuale.parola}»: il decreto è già registrato.", articolo=NUCLEO)
        _controlla_decreto(riga, decreto, giorno)
        riga.decreto = registra_atto(Atto.Tipo.DECRETO, decreto, utente=utente, quando=quando, articolo=NUCLEO)
        riga.nomina = _nomina_nuova(riga) if azione == "nomina" else _nomina_che_c_e(riga)
        riga.save()
        iscrivi(riga, ricevuti, Genere.DECRETO, utente, quando)
        return esegui(riga, azione, utente=utente, quando=quando, versione=versione)


def _controlla_decreto(riga: IncaricoNcvp, decreto: Atto | DatiAtto, giorno: date) -> None:
    if decreto.data > giorno:
        raise DatiNonValidi(f"Il decreto porta una data nel futuro: {data(decreto.data)}.", campo="data", articolo=NUCLEO)
    if decreto.data > riga.dal:
        raise DatiNonValidi(f"L’incarico comincia il {data(riga.dal)}, prima del decreto.", campo="data", articolo=NUCLEO)
    if decreto.data <= riga.avviso_al:
        raise DatiNonValidi(f"L’avviso pubblico finisce il {data(riga.avviso_al)}: il decreto viene dopo.", campo="data", articolo=NUCLEO)


def _nomina_nuova(riga: IncaricoNcvp) -> Nomina:
    """The role, for the days of the term. Monocratic: nobody else has it on any of those days."""
    altra = Nomina.objects.nel_periodo(riga.dal, riga.fino_al).filter(ruolo=Ruolo.NCVP).select_related("persona").first()
    if altra is not None:
        raise DatiNonValidi(
            f"Il NCVP è monocratico e in quei giorni è {altra.persona.con_titolo}, {altra.durata}: prima va fatto finire quell’incarico.",
            campo="numero", articolo=NUCLEO,
        )  # fmt: skip
    return Nomina.objects.create(persona=riga.persona, ruolo=Ruolo.NCVP, dal=riga.dal, al=riga.fino_al)


def _nomina_che_c_e(riga: IncaricoNcvp) -> Nomina:
    """The role that the person has from that day. One that nobody has given an end takes that of the term."""
    nomina = Nomina.objects.select_for_update().filter(persona=riga.persona, ruolo=Ruolo.NCVP, dal=riga.dal).first()
    if nomina is None:
        raise DatiNonValidi(
            f"Dal {data(riga.dal)} {riga.persona.con_titolo} non risulta NCVP nell’organizzazione: la nomina la fa il Sindaco.",
            campo="numero", articolo=NUCLEO,
        )  # fmt: skip
    if IncaricoNcvp.objects.filter(nomina=nomina).exists():
        raise OperazioneNonAmmessa("Questa nomina è già nel registro.", articolo=NUCLEO)
    if nomina.al is None:
        _libera(nomina, riga.fino_al)
        nomina.al = riga.fino_al
        nomina.save(update_fields=["al"])
    return nomina


def _libera(nomina: Nomina, al: date) -> None:
    """Whoever else has the role on those days is named: the register does not choose between them."""
    altre = Nomina.objects.nel_periodo(nomina.dal, al).filter(ruolo=Ruolo.NCVP).exclude(pk=nomina.pk).select_related("persona")
    if altra := altre.first():
        raise DatiNonValidi(f"Negli stessi giorni risulta NCVP anche {altra.persona.con_titolo}.", campo="numero", articolo=NUCLEO)


@transaction.atomic
def cessa(*, incarico: IncaricoNcvp, causa: Causa, al: date, motivo: str, utente: Utente, quando: datetime, versione: int) -> IncaricoNcvp:
    """The end of a term before its day. The Sindaco alone revokes. Raises PermissionDenied, DatiNonValidi, ConflittoDiVersione,
    OperazioneNonAmmessa (not in office, or over already)."""
    vieta_senza("ncvp.cessare", utente, "La fine di un incarico la registrano il Segretario generale e il Sindaco.")
    riga, giorno = blocca(incarico), quando.astimezone(FUSO).date()
    if causa == Causa.REVOCA and Ruolo.SINDACO not in ruoli_di(utente, giorno):
        raise PermissionDenied("La revoca è del Sindaco.")
    if riga.stato != IN_CARICA or riga.al < giorno or riga.nomina is None:
        raise OperazioneNonAmmessa(f"L’incarico è «{riga.stato_al(giorno).parola}»: non c’è niente da far finire.", articolo=NUCLEO)
    if not riga.dal <= al < riga.fino_al:
        raise DatiNonValidi(f"Il giorno sta fra il {data(riga.dal)} e il {data(riga.fino_al)}.", campo="al", articolo=NUCLEO)
    riga.causa_fine, riga.motivo_fine = causa, motivo.strip()
    riga.save(update_fields=["causa_fine", "motivo_fine"])
    riga.nomina.al = al
    riga.nomina.save(update_fields=["al"])
    annota(INCARICO.codice, riga, "fine", utente, quando, causa=causa, al=al)
    return esegui(riga, "cessa", utente=utente, quando=quando, versione=versione, motivo=motivo)


@lettori(INCARICO.codice)
def _chi_legge(incarico: IncaricoNcvp, utenti: Iterable[Utente]) -> list[Utente]:
    """Who has lost the role with the term reads it no more, and is sent no link to it."""
    return [u for u in utenti if incarichi_visibili_a(u).filter(pk=incarico.pk).exists()]
