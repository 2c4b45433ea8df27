"""The one door of every workflow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.registro.operazioni import registra

from .models import ConStato, Notifica
from .stati import Transizione, e_un_motivo

Oggetto = TypeVar("Oggetto", bound=ConStato)
Effetto = Callable[..., None]
Lettori = Callable[[Any, Iterable[Any]], Iterable[Any]]
MOTIVO_RITARDO = "Motivo del ritardo"

_effetti: dict[tuple[str, str], list[Effetto]] = {}
_lettori: dict[str, Lettori] = {}


def effetto(flusso: str, azione: str) -> Callable[[Effetto], Effetto]:
    """Register what a step does beside changing the state; it runs inside ``esegui``'s transaction.

    The function receives (oggetto, *, utente, quando) after the check and before the save, and may set the object's fields.
    A step may have several, run in the order in which they were registered.
    """

    def iscrivi(funzione: Effetto) -> Effetto:
        _effetti.setdefault((flusso, azione), []).append(funzione)
        return funzione

    return iscrivi


def lettori(flusso: str) -> Callable[[Lettori], Lettori]:
    """Register who, of the users that a step would tell, may read the object: the others are not told. Without one, all are."""

    def iscrivi(funzione: Lettori) -> Lettori:
        _lettori[flusso] = funzione
        return funzione

    return iscrivi


@dataclass(frozen=True, slots=True)
class Passaggio:
    """A step that a user may take on an object; ``mancanze`` says what stands in the way, in words."""

    transizione: Transizione
    mancanze: tuple[str, ...]
    termine: date | None = None
    """The last day for it, where the object knows one."""
    tardi: bool = False
    """True after that day: then the step needs a reason."""
    articolo: str = ""
    """What every page cites for the step and its term."""

    @property
    def pronto(self) -> bool:
        return not self.mancanze

    @property
    def motivo(self) -> str:
        """The label of the reason that the step needs, empty if it needs none."""
        return self.transizione.motivo or (MOTIVO_RITARDO if self.tardi else "")


def passaggi(oggetto: ConStato, utente: Any, giorno: date) -> list[Passaggio]:
    """The steps open to the user from the present state, ready or not, seen from a day."""
    return [_passaggio(oggetto, t, giorno) for t in oggetto.flusso.da(oggetto.stato) if rules.has_perm(t.chi, utente, oggetto)]


def _passaggio(oggetto: ConStato, t: Transizione, giorno: date) -> Passaggio:
    termine = oggetto.termine(t)
    tardi = termine is not None and giorno > termine
    mancanze = [frase for nome in t.richiede for frase in oggetto.manca(nome, giorno)]
    inizio = oggetto.non_prima(t)
    if inizio and giorno < inizio:
        mancanze.insert(0, f"Si può dal {data(inizio)} (art. {t.articolo}).")
    if termine and tardi and t.perentorio:
        mancanze.insert(0, f"Il termine del {data(termine)} è passato, ed è perentorio (art. {t.articolo}).")
    return Passaggio(t, tuple(mancanze), termine, tardi, oggetto.articolo(t))


@transaction.atomic
def esegui(oggetto: Oggetto, azione: str, *, utente: Any, quando: datetime, versione: int, motivo: str = "") -> Oggetto:
    """Move an object one step on, or raise and change nothing.

    In one transaction: lock the row; refuse another version (ConflittoDiVersione), a state the step does not start from
    (OperazioneNonAmmessa), a user without the permission (PermissionDenied), what is missing, a term that has passed or a
    reason not given (DatiNonValidi); run the step's own effect; save state and version; write the log; leave the notices.
    """
    t = oggetto.flusso.transizione(azione)
    if t is None:
        raise OperazioneNonAmmessa(f"Il passaggio «{azione}» non esiste.")
    riga = type(oggetto)._base_manager.select_for_update(of=("self",)).get(pk=oggetto.pk)
    if not rules.has_perm(t.chi, utente, riga):
        raise PermissionDenied(riga.perche_no(utente) or f"Non puoi fare questo passaggio: {t.etichetta}.")
    if riga.stato not in t.da:
        ora = f"Ora la {riga.chiamata} è «{riga.stato_attuale.parola}»"
        raise OperazioneNonAmmessa(f"{ora}: il passaggio «{t.etichetta}» non si può più fare.")
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato: rileggi prima di continuare.")
    passaggio = _passaggio(riga, t, quando.astimezone(FUSO).date())
    mancanze = [*passaggio.mancanze]
    if passaggio.motivo and not e_un_motivo(motivo):
        mancanze.append(f"{passaggio.motivo}: scrivi perché, con almeno una frase.")
    if mancanze:
        raise DatiNonValidi(" ".join(mancanze), articolo=t.articolo)
    _passa(riga, passaggio, utente=utente, quando=quando, motivo=motivo.strip())
    return riga


def _passa(riga: ConStato, passaggio: Passaggio, *, utente: Any, quando: datetime, motivo: str) -> None:
    da, t = riga.stato, passaggio.transizione
    arrivo = t.arrivo(riga)
    riga.stato = riga.stato_letto = arrivo
    riga.versione += 1
    riga.motivo_del_passo = motivo
    for opera in _effetti.get((riga.flusso.codice, t.azione), ()):
        opera(riga, utente=utente, quando=quando)
    riga.save()
    registra(
        azione=f"{riga.flusso.codice}.{t.azione}",
        oggetto=riga.flusso.codice,
        oggetto_id=riga.pk,
        utente=utente.username,
        quando=quando,
        dati={"da": da, "a": arrivo, "versione": riga.versione, "motivo": motivo}
        | ({"termine": str(passaggio.termine)} if passaggio.tardi else {}),
    )
    destinatari = {u.pk: u for nome in t.avvisa for u in getattr(riga, nome)() if u.pk != utente.pk}.values()
    che_leggono = _lettori.get(riga.flusso.codice, lambda _, utenti: utenti)
    testo = f"{riga}: {t.notizia or riga.stato_attuale.in_frase}."
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=testo, url=riga.get_absolute_url(), creata_il=quando) for u in che_leggono(riga, destinatari)
    )


def segna_lette(*, utente: Any, quando: datetime) -> int:
    """Mark all of a user's notices as read; returns how many."""
    return Notifica.objects.filter(destinatario=utente, letta_il=None).update(letta_il=quando)
