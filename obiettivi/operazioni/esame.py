"""Examining a sheet: requisites ticked or rejected, remarks and answers, minutes of interviews (artt. 7, 9, 13, 19)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.models import Notifica
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from .. import documenti
from ..letture.scheda.rilievi import CITA_ANONIMI, SCHEDA, campi_di
from ..models import TESTO_MASSIMO, Colloquio, Obiettivo, Rilievo, Riscontro
from ..permessi import che_leggono, e_proponente
from ..stati import BOZZA, NEGOZIATA, OBIETTIVO
from .stampabile import al_campo, documento_stampabile

PRESENTI_MASSIMO = 500  # characters
# A person is named by name and surname: two words of letters at least.
NOME_E_COGNOME = re.compile(r"[^\W\d_]{2,}.*\s[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Giudizio:
    """What the validator says of a requisite: ``esito`` "si", "no" or "" (not examined); ``indicatore``: its key, or None."""

    codice: str
    esito: str
    nota: str = ""
    indicatore: int | None = None

    @property
    def nome(self) -> str:
        return f"{self.indicatore}-{self.codice}" if self.indicatore else self.codice


def _blocca(obiettivo: Obiettivo) -> Obiettivo:
    return Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)


def _persona_con_nome(utente: Utente) -> None:
    """Art. 19: what is said of somebody's work has an author; an account without a person behind it writes nothing."""
    if persona_di(utente) is None:
        raise PermissionDenied("Chi scrive deve essere una persona con nome: le informazioni anonime non si possono usare (art. 19).")


@transaction.atomic
def riscontra(
    *, obiettivo: Obiettivo, giudizi: Iterable[Giudizio], utente: Utente, quando: datetime, versione: int
) -> list[Riscontro]:  # fmt: skip
    """Artt. 7, 9, 13: tick or reject requisites, one or many; all of them or none. Returns those that have changed.

    Raises PermissionDenied (not who validates, or not the moment), ConflittoDiVersione (the text has changed since it was read),
    DatiNonValidi (``campo`` = the judgement's ``nome``): a requisite that does not exist, a rejection that does not say why.
    """
    riga = _blocca(obiettivo)
    if not rules.has_perm("obiettivi.riscontrare", utente, riga):
        raise PermissionDenied(f"I requisiti li esamina chi valida, quando la scheda gli è trasmessa: ora è «{riga.stato_attuale.parola}».")
    if riga.versione != versione:
        raise ConflittoDiVersione("La scheda è cambiata: rileggila prima di esaminarne i requisiti.")
    giudizi = list(giudizi)
    _controlla(riga, giudizi)
    righe = {(r.indicatore_id, r.codice): r for r in riga.riscontri.all()}
    cambiati = []
    for g in giudizi:
        nuovo = Riscontro(obiettivo=riga, indicatore_id=g.indicatore, codice=g.codice)
        r = righe.setdefault((g.indicatore, g.codice), nuovo)
        if (r.esito, r.nota) == (g.esito, g.nota.strip()):
            continue
        r.esito, r.nota = g.esito, g.nota.strip()
        r.esaminato_da, r.esaminato_il = (utente, quando) if g.esito else (None, None)
        r.save()
        cambiati.append(r)
    if cambiati:
        lunghe = {g.nome: len(g.nota) for g in giudizi if e_scritto(g.nota)}
        if lunghe:
            al_campo(partial(documento_stampabile, riga, documenti.contenuto_verbale, quando), lunghe)
        _registra(riga, "riscontra", utente, quando, {"requisiti": [{"indicatore": r.indicatore_id, "codice": r.codice, "esito": r.esito,
                                                                     "nota": r.nota} for r in cambiati]})  # fmt: skip
    return cambiati


def _controlla(obiettivo: Obiettivo, giudizi: list[Giudizio]) -> None:
    reg = obiettivo.esercizio.reg
    indicatori = set(obiettivo.indicatori.values_list("pk", flat=True))
    dell_obiettivo, dell_indicatore = ({q.codice for q in elenco} for elenco in (reg.requisiti_obiettivo, reg.requisiti_indicatore))
    for g in giudizi:
        esiste = g.codice in dell_obiettivo if g.indicatore is None else g.indicatore in indicatori and g.codice in dell_indicatore
        if not esiste:
            raise DatiNonValidi("Questo requisito non c’è nella scheda.", campo=g.nome, articolo="7")
        if g.esito not in ("", *Riscontro.Esito.values):
            raise DatiNonValidi("Scegli «presente» o «respinto».", campo=g.nome, articolo="13")
        if g.esito == Riscontro.Esito.NO and not e_un_motivo(g.nota):
            raise DatiNonValidi("Scrivi nella nota perché lo respingi.", campo=g.nome, articolo="13")
        if len(g.nota) > TESTO_MASSIMO:
            raise DatiNonValidi(f"La nota supera {TESTO_MASSIMO} caratteri.", campo=g.nome)


# --- remarks ------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def scrivi_rilievo(
    *, obiettivo: Obiettivo, testo: str, utente: Utente, quando: datetime, campo: str = SCHEDA, risponde_a: Rilievo | None = None
) -> Rilievo:
    """Art. 13: a remark on a field of the sheet, or the answer to one (then ``campo`` is that of the remark).

    Raises PermissionDenied (not a party, no person behind the account), DatiNonValidi (no text, no such field), OperazioneNonAmmessa
    (answer to a remark that is resolved, the same words a second time).
    """
    riga = _blocca(obiettivo)
    _persona_con_nome(utente)
    if not rules.has_perm("obiettivi.rilevare", utente, riga):
        raise PermissionDenied("Scrivono rilievi chi risponde dell’obiettivo, chi lo negozia e chi lo valida, finché non è valutato.")
    testo = testo.strip()
    radice = _radice(riga, risponde_a)
    campo = radice.campo if radice else campo
    if not e_scritto(testo):
        raise DatiNonValidi("Scrivi il testo del rilievo.", campo="testo", articolo="13")
    if len(testo) > TESTO_MASSIMO:
        raise DatiNonValidi(f"Il testo supera {TESTO_MASSIMO} caratteri.", campo="testo")
    if campo not in campi_di(riga):
        raise DatiNonValidi("Scegli a quale parte della scheda si riferisce.", campo="campo", articolo="13")
    if riga.rilievi.filter(autore=utente, campo=campo, risponde_a=radice, testo=testo, risolto_il=None).exists():
        raise OperazioneNonAmmessa("Lo hai già scritto: il tuo rilievo è nella scheda.")
    nuovo = Rilievo.objects.create(obiettivo=riga, campo=campo, testo=testo, autore=utente, scritto_il=quando, risponde_a=radice)
    _avvisa_del_rilievo(nuovo, radice, utente, quando)
    _registra(riga, "rilievo", utente, quando, {"rilievo": nuovo.pk, "campo": campo, "risponde_a": radice.pk if radice else None})
    return nuovo


def _radice(obiettivo: Obiettivo, risponde_a: Rilievo | None) -> Rilievo | None:
    """The remark at the head of a thread: answers are all one step below it."""
    if risponde_a is None:
        return None
    radice = obiettivo.rilievi.select_related("risponde_a").filter(pk=risponde_a.pk).first()
    if radice is None:
        raise DatiNonValidi("Il rilievo al quale rispondi non è di questa scheda.", campo="risponde_a")
    radice = radice.risponde_a or radice
    if radice.risolto_il is not None:
        raise OperazioneNonAmmessa("Il rilievo è risolto: se serve ancora, scrivine uno nuovo.", articolo="13")
    return radice


def _avvisa_del_rilievo(nuovo: Rilievo, radice: Rilievo | None, utente: Utente, quando: datetime) -> None:
    """The other side is told: of an answer, who has taken part in the thread; of a remark, who fills the sheet in or examines it."""
    o = nuovo.obiettivo
    if radice is not None:
        altri = {radice.autore_id, *radice.risposte.values_list("autore", flat=True)}
    elif e_proponente(utente, o):
        altri = {u.pk for u in (o.negoziatori() if o.stato in (BOZZA, NEGOZIATA) else o.esaminatori())}
    else:
        altri = {u.pk for u in o.proponenti()}
    che = "una risposta" if radice else "un rilievo"
    destinatari = Utente.objects.filter(pk__in=altri - {utente.pk}, is_active=True).select_related("persona").order_by("pk")
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"{o}: {che}.", url=f"{o.get_absolute_url()}#rilievi", creata_il=quando)
        for u in che_leggono(o, destinatari) if rules.has_perm("obiettivi.leggere_rilievi", u, o)
    )  # fmt: skip


@transaction.atomic
def risolvi_rilievo(*, rilievo: Rilievo, utente: Utente, quando: datetime) -> Rilievo:
    """Close a thread: its author does, or whoever fills the sheet in. Raises PermissionDenied, OperazioneNonAmmessa (resolved already)."""
    obiettivo = _blocca(rilievo.obiettivo)
    riga = Rilievo.objects.select_for_update(of=("self",)).get(pk=rilievo.pk)
    suo = riga.autore_id == utente.pk or e_proponente(utente, obiettivo)
    if riga.risponde_a_id is not None or not suo or not rules.has_perm("obiettivi.rilevare", utente, obiettivo):
        raise PermissionDenied("Un rilievo lo chiude chi lo ha scritto, oppure chi compila la scheda.")
    if riga.risolto_il is not None:
        raise OperazioneNonAmmessa("Il rilievo è già risolto.")
    riga.risolto_da, riga.risolto_il = utente, quando
    riga.save(update_fields=["risolto_da", "risolto_il"])
    _registra(obiettivo, "rilievo_risolto", utente, quando, {"rilievo": riga.pk})
    return riga


# --- interviews ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def verbalizza(
    *, obiettivo: Obiettivo, tenuto_il: date, presenti: str, verbale: str, utente: Utente, quando: datetime
) -> Colloquio:  # fmt: skip
    """Artt. 13, 18: the minutes of an interview. Once written they do not change: the log keeps their hash.

    ``presenti``: names, parted by commas, semicolons or new lines. Raises PermissionDenied, DatiNonValidi (a day to come, nobody or
    somebody without a name, no text), OperazioneNonAmmessa (the same minutes twice).
    """
    riga = _blocca(obiettivo)
    _persona_con_nome(utente)
    if not rules.has_perm("obiettivi.verbalizzare", utente, riga):
        raise PermissionDenied("Il verbale lo scrive chi negozia o chi valida, finché l’obiettivo non è valutato.")
    nomi = ", ".join(_nomi(presenti))
    verbale = verbale.strip()
    if tenuto_il > quando.date():
        raise DatiNonValidi("Il colloquio non si è ancora tenuto: la data è nel futuro.", campo="tenuto_il", articolo="13")
    if tenuto_il.year < riga.esercizio.anno - 1:
        raise DatiNonValidi(f"Il {data(tenuto_il)} è troppo presto per l’esercizio {riga.esercizio.anno}.", campo="tenuto_il")
    if not e_scritto(verbale) or len(verbale) > TESTO_MASSIMO:
        problema = f"Il verbale supera {TESTO_MASSIMO} caratteri." if e_scritto(verbale) else "Scrivi che cosa si è detto."
        raise DatiNonValidi(problema, campo="verbale", articolo="13")
    if riga.colloqui.filter(tenuto_il=tenuto_il, presenti=nomi, verbale=verbale).exists():
        raise OperazioneNonAmmessa("Questo verbale c’è già.")
    nuovo = Colloquio.objects.create(
        obiettivo=riga, tenuto_il=tenuto_il, presenti=nomi, verbale=verbale, redatto_da=utente, redatto_il=quando
    )
    _registra(riga, "colloquio", utente, quando, {"colloquio": nuovo.pk, "tenuto_il": str(tenuto_il), "presenti": nomi,
                                                  "impronta": hashlib.sha256(verbale.encode()).hexdigest()})  # fmt: skip
    return nuovo


def _nomi(presenti: str) -> list[str]:
    """Art. 19: each of those present has a name and a surname."""
    nomi = [" ".join(n.split()) for n in re.split(r"[,;\n]", presenti) if n.strip()]
    senza_nome = [n for n in nomi if not NOME_E_COGNOME.search(n) or CITA_ANONIMI.search(n)]
    if not nomi or senza_nome:
        chi = f" Manca per «{senza_nome[0]}»." if senza_nome else ""
        raise DatiNonValidi(f"Scrivi nome e cognome di ciascuno, separati da una virgola.{chi}", campo="presenti", articolo="19")
    if len(", ".join(nomi)) > PRESENTI_MASSIMO:
        raise DatiNonValidi(f"I nomi superano {PRESENTI_MASSIMO} caratteri.", campo="presenti")
    return nomi


def _registra(obiettivo: Obiettivo, azione: str, utente: Utente, quando: datetime, dati: dict[str, Any]) -> None:
    registra(azione=f"{OBIETTIVO.codice}.{azione}", oggetto=OBIETTIVO.codice, oggetto_id=obiettivo.pk, utente=utente.username,
             quando=quando, dati=dati)  # fmt: skip
