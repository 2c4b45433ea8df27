"""Art. 35 (A62): those whom the acts concern, the Segretario's visto, what is handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.allegati import File, ricevi
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Persona, Utente

from ..calcolo import costo
from ..models import Consegna, Controinteressato, Genere, RichiestaAccesso, Risposta
from ..stati import AVVISATI, DA_EVADERE, DIFFERITA, PRESENTATA, VISTABILI
from .comuni import ARTICOLO, annota, blocca, giorno_di, vuole, vuole_un_motivo
from .richieste import iscrivi

CHI_ISTRUISCE = "La richiesta la istruisce la segreteria del NCVP, mai chi ne è parte."
CHI_VISTA = "Il Visto è del Segretario generale; del Vicesegretario, dove il Segretario è parte (art. 35)."
PAGINE_MASSIME = 100_000


@transaction.atomic
def aggiungi_terzo(
    *, richiesta: RichiestaAccesso, persona: Persona | None, nome: str = "", recapito: str = "", quali_atti: str, utente: Utente,
    quando: datetime,
) -> Controinteressato:  # fmt: skip
    """One of those whom the acts concern, before they are told. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa."""
    riga = blocca(richiesta, "accesso.istruire", utente, CHI_ISTRUISCE)
    if riga.stato != PRESENTATA:
        raise OperazioneNonAmmessa("I controinteressati si elencano prima di avvisarli.", articolo=ARTICOLO)
    if (persona is None) == (not nome.strip()):
        raise DatiNonValidi(
            "Scrivi la matricola di chi lavora per il Comune, oppure il nome di chi non ci lavora: una cosa sola.",
            campo="persona", articolo=ARTICOLO,
        )  # fmt: skip
    if persona is not None and persona.pk == riga.persona_id:
        raise DatiNonValidi("Chi chiede non è controinteressato.", campo="persona", articolo=ARTICOLO)
    if persona is not None and any(t.persona_id == persona.pk for t in riga.terzi):
        raise DatiNonValidi(f"{persona.con_titolo} c’è già.", campo="persona", articolo=ARTICOLO)
    if persona is None:
        vuole(recapito, "recapito", "Scrivi dove mandargli l’avviso.")
    terzo = Controinteressato.objects.create(
        richiesta=riga, persona=persona, nome_esterno=nome.strip(), recapito=recapito.strip(),
        quali_atti=vuole(quali_atti, "quali_atti", "Scrivi quali degli atti chiesti ne parlano."), aggiunto_da=utente, aggiunto_il=quando,
    )  # fmt: skip
    annota(riga, "aggiungi_terzo", utente, quando, chi=terzo.chi)
    return terzo


@transaction.atomic
def togli_terzo(*, terzo: Controinteressato, utente: Utente, quando: datetime) -> RichiestaAccesso:
    """Take one off the list, before the notice. Raises PermissionDenied, OperazioneNonAmmessa."""
    riga = blocca(terzo.richiesta, "accesso.istruire", utente, CHI_ISTRUISCE)
    if riga.stato != PRESENTATA:
        raise OperazioneNonAmmessa("È già stato avvisato: dall’elenco non si toglie più.", articolo=ARTICOLO)
    annota(riga, "togli_terzo", utente, quando, chi=terzo.chi)
    Controinteressato.objects.filter(pk=terzo.pk).delete()
    return riga


def rispondi(
    *, terzo: Controinteressato, risposta: Risposta, testo: str, del_giorno: date | None = None, file: Sequence[File] = (), utente: Utente,
    quando: datetime,
) -> Controinteressato:  # fmt: skip
    """The answer of one who was told: their own from the site, or written in by the office with the day on which it came.

    A late one is kept as well, as long as there is no visto. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa, FileRifiutato.
    """
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = RichiestaAccesso.objects.select_for_update(of=("self",)).get(pk=terzo.richiesta_id)
        suo = Controinteressato.objects.select_for_update(of=("self",)).select_related("richiesta", "persona").get(pk=terzo.pk)
        if not (rules.has_perm("accesso.opporsi", utente, suo) or rules.has_perm("accesso.istruire", utente, riga)):
            raise PermissionDenied("Risponde il controinteressato, o la segreteria del NCVP per chi ha risposto fuori dal sito.")
        if riga.stato != AVVISATI:
            raise OperazioneNonAmmessa(f"Ora la richiesta è «{riga.stato_attuale.parola}»: non si aspettano risposte.", articolo=ARTICOLO)
        if suo.risposta:
            raise OperazioneNonAmmessa("La risposta c’è già, e non si cambia.", articolo=ARTICOLO)
        suo.risposta_del = _giorno_fra(del_giorno or giorno_di(quando), riga.avvisati_il, quando, "del_giorno")
        if risposta == Risposta.OPPOSIZIONE:
            vuole_un_motivo(testo, "testo", "Scrivi perché si oppone, con almeno una frase.")
        suo.risposta, suo.testo, suo.scritta_da = risposta, testo.strip(), utente
        suo.save(update_fields=["risposta", "risposta_del", "testo", "scritta_da"])
        iscrivi(riga, ricevuti, Genere.OPPOSIZIONE, utente, quando)
        annota(riga, "rispondi", utente, quando, chi=suo.chi, risposta=suo.risposta, del_giorno=suo.risposta_del)
    return suo


def _giorno_fra(giorno: date, dal: date | None, quando: datetime, campo: str) -> date:
    if giorno > giorno_di(quando) or (dal and giorno < dal):
        raise DatiNonValidi(f"Il giorno sta fra il {data(dal or giorno)} e oggi.", campo=campo, articolo=ARTICOLO)
    return giorno


@dataclass(frozen=True, slots=True)
class Visto:
    """What the Segretario decides: the step, why, what is left out, until when it is put off; why it is late, if it is."""

    azione: str
    motivazione: str = ""
    oscuramento: str = ""
    differita_al: date | None = None
    ritardo: str = ""


@transaction.atomic
def vista(*, richiesta: RichiestaAccesso, visto: Visto, utente: Utente, quando: datetime, versione: int) -> RichiestaAccesso:
    """The Segretario's visto. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa, ConflittoDiVersione."""
    riga = blocca(richiesta, "accesso.vistare", utente, CHI_VISTA)
    if riga.stato not in VISTABILI or (visto.azione == "differisci" and riga.stato == DIFFERITA):
        raise OperazioneNonAmmessa(f"Ora la richiesta è «{riga.stato_attuale.parola}»: il Visto non si mette.", articolo=ARTICOLO)
    if visto.azione == "differisci" and (visto.differita_al is None or visto.differita_al <= giorno_di(quando)):
        raise DatiNonValidi("Scrivi un giorno che deve ancora venire.", campo="differita_al", articolo=ARTICOLO)
    if visto.azione in ("nega", "differisci"):
        vuole_un_motivo(visto.motivazione, "motivazione", "Scrivi la motivazione, con almeno una frase.")
    if visto.azione == "accogli_in_parte":
        vuole_un_motivo(visto.oscuramento, "oscuramento", "Scrivi che cosa si omette e perché, con almeno una frase.")
    riga.motivazione, riga.oscuramento = visto.motivazione.strip(), ""
    if visto.azione == "accogli_in_parte":
        riga.oscuramento = visto.oscuramento.strip()
    if visto.azione == "differisci":
        riga.differita_al = visto.differita_al
    riga.save(update_fields=["motivazione", "oscuramento", "differita_al"])
    return esegui(riga, visto.azione, utente=utente, quando=quando, versione=versione, motivo=visto.ritardo)


@dataclass(frozen=True, slots=True)
class DatiConsegna:
    """What was seen or handed over: how, on which day, how many pages on paper, the exemption that holds, the receipt of the payment."""

    come: Consegna
    giorno: date
    pagine: int = 0
    esente: str = ""
    ricevuta: str = ""


def evadi(
    *, richiesta: RichiestaAccesso, dati: DatiConsegna, file: Sequence[File] = (), utente: Utente, quando: datetime, versione: int
) -> RichiestaAccesso:
    """The request ends: what was seen on a day, or the copies with their live costs. Raises as above, and FileRifiutato."""
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = blocca(richiesta, "accesso.evadere", utente, CHI_ISTRUISCE)
        if riga.stato not in DA_EVADERE:
            raise OperazioneNonAmmessa(
                f"Ora la richiesta è «{riga.stato_attuale.parola}»: non c’è niente da consegnare.", articolo=ARTICOLO
            )
        _giorno_fra(dati.giorno, riga.visto_del, quando, "giorno")
        if not 0 <= dati.pagine <= PAGINE_MASSIME or (dati.come == Consegna.CARTA) != bool(dati.pagine):
            raise DatiNonValidi(
                "Scrivi quante pagine hai consegnato; per la visione e i file lascia zero.", campo="pagine", articolo=ARTICOLO
            )
        if (dati.come == Consegna.FILE) != bool(ricevuti):
            raise DatiNonValidi("I file si allegano quando la consegna è «File», e allora ne serve almeno uno.", campo="allegati")
        if dati.come == Consegna.FILE and riga.persona_id is None:
            raise DatiNonValidi(
                "Chi è fuori dall’Ente non entra nel sito: consegna su carta, o fai prendere visione.", campo="come", articolo=ARTICOLO
            )
        if dati.esente and dati.esente not in {e.codice for e in riga.esercizio.reg.garanzie.accesso_esenti}:
            raise DatiNonValidi("Scegli l’esenzione dall’elenco.", campo="esente", articolo=ARTICOLO)
        riga.consegna, riga.consegnata, riga.pagine, riga.esente = dati.come, dati.giorno, dati.pagine, dati.esente
        riga.costo_pagina = riga.regole.costo_pagina
        riga.costo = costo(dati.pagine, riga.regole, esente=bool(dati.esente))
        riga.ricevuta = dati.ricevuta.strip()
        if riga.costo:
            vuole(riga.ricevuta, "ricevuta", "Le copie si consegnano a chi mostra il pagamento delle spese vive: scrivi la ricevuta.")
        riga.save(update_fields=["consegna", "consegnata", "pagine", "esente", "costo_pagina", "costo", "ricevuta"])
        iscrivi(riga, ricevuti, Genere.CONSEGNA, utente, quando)
        return esegui(riga, "evadi", utente=utente, quando=quando, versione=versione)
