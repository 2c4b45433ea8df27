"""The one door of every workflow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.registro.operazioni import Voce, registra, registra_in_serie

from .models import ConStato, Notifica
from .stati import Transizione, e_un_motivo

Oggetto = TypeVar("Oggetto", bound=ConStato)
Effetto = Callable[..., None]
SALVA_INSIEME = 500
Lettori = Callable[[Any, Iterable[Any]], Iterable[Any]]
MOTIVO_RITARDO = "Motivo del ritardo"

_effetti: dict[tuple[str, str], list[Effetto]] = {}
_effetti_insieme: dict[tuple[str, str], list[Effetto]] = {}
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


def effetto_insieme(flusso: str, azione: str) -> Callable[[Effetto], Effetto]:
    """As ``effetto``, for what is asked once of all the objects that take the step together, before anything else.

    The function receives (oggetti, *, utente, quando): one object from ``esegui``, many from ``esegui_tutti``.
    """

    def iscrivi(funzione: Effetto) -> Effetto:
        _effetti_insieme.setdefault((flusso, azione), []).append(funzione)
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
    t = _transizione(oggetto, azione)
    riga = type(oggetto)._base_manager.select_for_update(of=("self",)).get(pk=oggetto.pk)
    passaggio = _ammesso(riga, t, utente=utente, quando=quando, versione=versione, motivo=motivo)
    _effetto_insieme([riga], t, utente, quando)
    voce = _muovi(riga, passaggio, utente=utente, quando=quando, motivo=motivo.strip())
    riga.save()
    registra(**{c: getattr(voce, c) for c in voce.__dataclass_fields__})
    Notifica.objects.bulk_create(_notifiche(riga, t, utente, quando))
    return riga


@transaction.atomic
def esegui_tutti(
    oggetti: Sequence[Oggetto],
    azione: str,
    *,
    utente: Any,
    quando: datetime,
    motivo: str = "",
    prepara: Callable[[Oggetto], None] | None = None,
) -> int:
    """Move many objects of one kind the same step on, or raise and change nothing: as ``esegui`` for each, in queries that do not grow.

    Each is held to the version in which the caller has read it. ``prepara`` writes on a locked row what the step asks for. What is raised
    is what ``esegui`` raises, with the name of the object in front. Returns how many.
    """
    if not oggetti:
        return 0
    tipo, t, lette = type(oggetti[0]), _transizione(oggetti[0], azione), {o.pk: o.versione for o in oggetti}
    righe = tipo.bloccate_insieme(lette)
    prima = [dict(riga.__dict__) for riga in righe]
    passaggi_ = []
    for riga in righe:
        try:
            if prepara is not None:
                prepara(riga)
            passaggi_.append(_ammesso(riga, t, utente=utente, quando=quando, versione=lette[riga.pk], motivo=motivo))
        except (OperazioneNonAmmessa, DatiNonValidi, ConflittoDiVersione) as errore:
            raise errore.di(str(riga)) from errore
    _effetto_insieme(righe, t, utente, quando)
    voci = [_muovi(r, p, utente=utente, quando=quando, motivo=motivo.strip()) for r, p in zip(righe, passaggi_, strict=True)]
    campi = {c for riga, era in zip(righe, prima, strict=True) for c in _cambiati(riga, era)}
    tipo._base_manager.bulk_update(righe, sorted(campi), batch_size=SALVA_INSIEME)
    registra_in_serie(voci)
    notifiche = [n for riga in righe for n in _notifiche(riga, t, utente, quando)]
    Notifica.objects.bulk_create(notifiche, batch_size=SALVA_INSIEME)
    return len(righe)


def _cambiati(riga: ConStato, prima: dict[str, Any]) -> Iterable[str]:
    return (c.name for c in riga._meta.concrete_fields if riga.__dict__.get(c.attname) != prima.get(c.attname))


def _transizione(oggetto: ConStato, azione: str) -> Transizione:
    t = oggetto.flusso.transizione(azione)
    if t is None:
        raise OperazioneNonAmmessa(f"Il passaggio «{azione}» non esiste.")
    return t


def _ammesso(riga: ConStato, t: Transizione, *, utente: Any, quando: datetime, versione: int, motivo: str) -> Passaggio:
    """The step, if this user may take it now on this row."""
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
    return passaggio


def _effetto_insieme(righe: Sequence[ConStato], t: Transizione, utente: Any, quando: datetime) -> None:
    for opera in _effetti_insieme.get((righe[0].flusso.codice, t.azione), ()):
        opera(righe, utente=utente, quando=quando)


def _muovi(riga: ConStato, passaggio: Passaggio, *, utente: Any, quando: datetime, motivo: str) -> Voce:
    """State, version and effects on the row, still to be saved; returns what the log will say."""
    da, t = riga.stato, passaggio.transizione
    arrivo = t.arrivo(riga)
    riga.stato = riga.stato_letto = arrivo
    riga.versione += 1
    riga.motivo_del_passo = motivo
    for opera in _effetti.get((riga.flusso.codice, t.azione), ()):
        opera(riga, utente=utente, quando=quando)
    dati = {"da": da, "a": arrivo, "versione": riga.versione, "motivo": motivo}
    dati |= {"termine": str(passaggio.termine)} if passaggio.tardi else {}
    return Voce(f"{riga.flusso.codice}.{t.azione}", riga.flusso.codice, riga.pk, utente.username, quando, dati)


def _notifiche(riga: ConStato, t: Transizione, utente: Any, quando: datetime) -> list[Notifica]:
    """A notice to each of those whom the step tells, once, if they may read the object."""
    destinatari = {u.pk: u for nome in t.avvisa for u in getattr(riga, nome)() if u.pk != utente.pk}.values()
    che_leggono = _lettori.get(riga.flusso.codice, lambda _, utenti: utenti)
    testo = f"{riga}: {t.notizia or riga.stato_attuale.in_frase}."
    return [Notifica(destinatario=u, testo=testo, url=riga.get_absolute_url(), creata_il=quando) for u in che_leggono(riga, destinatari)]


def segna_lette(*, utente: Any, quando: datetime) -> int:
    """Mark all of a user's notices as read; returns how many."""
    return Notifica.objects.filter(destinatario=utente, letta_il=None).update(letta_il=quando)
