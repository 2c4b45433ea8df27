"""Art. 29: counter-arguments asked and given, the hearing and its minutes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from smvp.documenti.allegati import File, ricevi
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Persona, Utente

from ..letture.organismo import conflitti
from ..models import Assistente, Audizione, Controdeduzione, Genere, Istanza, Presenza
from ..permessi import controdeduzioni_di
from ..stati import NEL_MERITO
from .allegati import iscrivi
from .comuni import ARTICOLO, annota, avvisa, blocca, vuole_un_motivo
from .emissioni import emetti_convocazione, emetti_verbale

DA_VERBALIZZARE = "Non c’è nessuna audizione da verbalizzare."
NON_TENUTA = "L’audizione non si è ancora tenuta:"
GIA_VOTATO = "L’Organismo ha già votato a maggioranza: ora si registra la decisione."
NELL_ISTRUTTORIA = "Lo fa chi istruisce il caso, mentre l’istruttoria è aperta."


def a_chi_chiederle(istanza: Istanza) -> list[Persona]:
    """Who has had a part in the sheet, and can be asked why: the evaluatee never."""
    chi = set(conflitti(istanza.scheda)) - {istanza.persona_id}
    gia = set(istanza.controdeduzioni.values_list("chiesta_a", flat=True))
    return list(Persona.objects.filter(pk__in=chi - gia).order_by("cognome", "nome"))


@transaction.atomic
def chiedi_controdeduzioni(*, istanza: Istanza, a: Persona, domanda: str, entro: date, utente: Utente, quando: datetime) -> Controdeduzione:
    """Ask who evaluated for counter-arguments. Raises PermissionDenied, DatiNonValidi."""
    riga = blocca(istanza, "conciliazione.nel_merito", utente, NELL_ISTRUTTORIA)
    if riga.gia_votata:
        raise OperazioneNonAmmessa(GIA_VOTATO, articolo=ARTICOLO)
    vuole_un_motivo(domanda, "domanda", "Scrivi che cosa chiedi, con almeno una frase.")
    if entro < quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"Il {data(entro)} è già passato: scegli un giorno da oggi in poi.", campo="entro", articolo=ARTICOLO)
    if a.pk not in {p.pk for p in a_chi_chiederle(riga)}:
        raise DatiNonValidi(
            f"A {a.con_titolo} non si chiedono: non ha avuto parte nella valutazione, o sono già state chieste.",
            campo="a",
            articolo=ARTICOLO,
        )
    richiesta = Controdeduzione.objects.create(istanza=riga, chiesta_a=a, domanda=domanda.strip(), entro=entro, chiesta_il=quando)
    annota(riga, "chiedi_controdeduzioni", utente, quando, a=a.matricola, entro=entro)
    chi = Utente.objects.filter(persona=a.pk, is_active=True)
    avvisa(riga, chi, f"ti si chiedono controdeduzioni entro il {data(entro)}", _pagina(richiesta), tranne=utente, quando=quando)
    return richiesta


def _pagina(richiesta: Controdeduzione) -> str:
    return reverse("conciliazione:controdeduci", args=[richiesta.pk])


def controdeduci(*, richiesta: Controdeduzione, testo: str, file: Sequence[File] = (), utente: Utente, quando: datetime) -> Controdeduzione:
    """Give one's counter-arguments, once, while the case is still to be decided. Raises PermissionDenied, DatiNonValidi, FileRifiutato,
    OperazioneNonAmmessa."""
    vuole_un_motivo(testo, "testo", "Scrivi le tue controdeduzioni, con almeno una frase.")
    ricevuti = ricevi(file)
    with transaction.atomic():
        caso = Istanza.objects.select_for_update(of=("self",)).get(pk=richiesta.istanza_id)
        riga = controdeduzioni_di(utente).filter(pk=richiesta.pk).first()
        if riga is None:
            raise PermissionDenied("Le controdeduzioni le dà chi ne è richiesto.")
        if riga.data_il is not None:
            raise OperazioneNonAmmessa("Le hai già date: non si cambiano.", articolo=ARTICOLO)
        if caso.stato not in NEL_MERITO:
            raise OperazioneNonAmmessa("L’istruttoria è chiusa: le controdeduzioni non si aspettano più.", articolo=ARTICOLO)
        riga.testo, riga.data_il = testo.strip(), quando
        riga.save(update_fields=["testo", "data_il"])
        iscrivi(caso, ricevuti, Genere.CONTRODEDUZIONI, utente, quando)
        annota(caso, "controdeduci", utente, quando, allegati=[r.impronta for r in ricevuti])
        avvisa(caso, caso.segretari(), "sono arrivate controdeduzioni", caso.get_absolute_url(), tranne=utente, quando=quando)
    return riga


# --- the hearing ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def convoca_audizione(
    *, istanza: Istanza, fissata_per: datetime, luogo: str, motivo: str = "", utente: Utente, quando: datetime, versione: int
) -> Istanza:
    """Summon the evaluatee; a hearing still to be held is put off to this one, with the reason (``motivo``).

    Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa (the Organismo has voted already).
    """
    riga = blocca(istanza, "conciliazione.nel_merito", utente, NELL_ISTRUTTORIA)
    if fissata_per < quando:
        raise DatiNonValidi("L’audizione si fissa per un momento che deve ancora venire.", campo="giorno", articolo=ARTICOLO)
    if not luogo.strip():
        raise DatiNonValidi("Scrivi dove si tiene l’audizione.", campo="luogo", articolo=ARTICOLO)
    if riga.gia_votata:
        raise OperazioneNonAmmessa(GIA_VOTATO, articolo=ARTICOLO)
    if (rinviata := riga.audizione_da_tenere) is not None:
        rinviata.verbale = vuole_un_motivo(motivo, "motivo", "Scrivi perché l’audizione è rinviata, con almeno una frase.")
        rinviata.presenza, rinviata.verbalizzata_il = Presenza.RINVIATA, quando
        rinviata.save(update_fields=["presenza", "verbale", "verbalizzata_il"])
    audizione = Audizione.objects.create(istanza=riga, fissata_per=fissata_per, luogo=luogo.strip(), convocata_il=quando)
    emetti_convocazione(riga, audizione, utente, quando)
    return esegui(riga, "convoca", utente=utente, quando=quando, versione=versione)


@transaction.atomic
def verbalizza_audizione(
    *, istanza: Istanza, presenza: Presenza, assistente: Assistente, nome_assistente: str, verbale: str, utente: Utente, quando: datetime
) -> Audizione:
    """The minutes of the hearing that was summoned, whether the evaluatee came or not, and who assisted them."""
    riga = blocca(istanza, "conciliazione.nel_merito", utente, NELL_ISTRUTTORIA)
    audizione = riga.audizioni.filter(presenza=Presenza.DA_TENERE).first()
    if audizione is None:
        raise OperazioneNonAmmessa(DA_VERBALIZZARE, articolo=ARTICOLO)
    if audizione.fissata_per.astimezone(FUSO).date() > quando.astimezone(FUSO).date():
        raise OperazioneNonAmmessa(f"{NON_TENUTA} è {data(audizione.fissata_per.astimezone(FUSO).date())}.", articolo=ARTICOLO)
    if presenza not in (Presenza.PRESENTE, Presenza.ASSENTE):
        raise DatiNonValidi("Di’ se il valutato era presente o assente.", campo="presenza", articolo=ARTICOLO)
    vuole_un_motivo(verbale, "verbale", "Scrivi che cosa si è detto, o come è andata, con almeno una frase.")
    if bool(assistente) != bool(nome_assistente.strip()):
        campo = "nome_assistente" if assistente else "assistente"
        raise DatiNonValidi("Di chi assiste il valutato servono il nome e in che qualità.", campo=campo, articolo=ARTICOLO)
    audizione.presenza, audizione.assistente, audizione.nome_assistente = presenza, assistente, nome_assistente.strip()
    audizione.verbale, audizione.verbalizzata_il = verbale.strip(), quando
    audizione.save()
    emetti_verbale(riga, audizione, utente, quando)
    annota(riga, "verbalizza", utente, quando, presenza=presenza, assistente=assistente)
    return audizione
