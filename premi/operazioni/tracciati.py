"""The column maps of the municipality: written and put away by the personnel office, never lost once a file was made with them."""

from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, Difetto, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..calcolo.tracciato import Mappa, difetti_mappa
from ..letture.tracciati import predefiniti
from ..models import Tracciato

LI_SCRIVE_IL_PERSONALE = "I tracciati per le paghe li scrive l’ufficio del personale."
NOME_MASSIMO = 80


class MappaNonValida(DatiNonValidi):
    """``difetti``: everything that is wrong with a map, each with its field."""

    def __init__(self, difetti: list[Difetto]) -> None:
        self.difetti = difetti
        super().__init__("\n".join(map(str, difetti)))


@transaction.atomic
def salva_tracciato(
    *, tracciato: Tracciato | None, nome: str, mappa: Mappa, versione: int, utente: Utente, quando: datetime
) -> tuple[Tracciato, bool]:
    """Write a map, new if ``tracciato`` is None; with whether anything has changed.

    Raises PermissionDenied, MappaNonValida, DatiNonValidi (a name that is missing or taken), ConflittoDiVersione, OperazioneNonAmmessa
    (archived meanwhile).
    """
    _solo_il_personale(utente)
    nome = " ".join(nome.split())
    _controlla(tracciato, nome, mappa)
    if tracciato is None:
        riga, prima = Tracciato(versione=0), {}
    else:
        riga = Tracciato.objects.select_for_update().get(pk=tracciato.pk)
        prima = _com_e(riga)
        if riga.archiviato_il:
            raise OperazioneNonAmmessa(f"Il tracciato «{riga}» è archiviato: non cambia più.")
        if prima == {"nome": nome, **mappa.in_dati()}:
            return riga, False
        if riga.versione != versione:
            raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato questo tracciato.")
    riga.prendi(mappa)
    riga.nome, riga.versione, riga.salvato_da, riga.salvato_il = nome, riga.versione + 1, utente, quando
    try:
        with transaction.atomic():
            riga.save()
    except IntegrityError as errore:  # somebody has taken the name in this very moment
        raise DatiNonValidi(_preso(nome), campo="nome") from errore
    dopo = _com_e(riga)
    cambi = {k: [prima.get(k), v] for k, v in dopo.items() if prima.get(k) != v}
    _scrivi_nel_registro("salva" if tracciato else "crea", riga, utente, quando, {"versione": riga.versione, "cambi": cambi})
    return riga, True


def _com_e(riga: Tracciato) -> dict[str, Any]:
    return {"nome": riga.nome, **riga.mappa.in_dati()}


def _controlla(tracciato: Tracciato | None, nome: str, mappa: Mappa) -> None:
    if difetti := difetti_mappa(mappa):
        raise MappaNonValida(difetti)
    if not nome or len(nome) > NOME_MASSIMO or not nome.isprintable():
        raise DatiNonValidi(f"Scrivi un nome, al massimo {NOME_MASSIMO} caratteri.", campo="nome")
    altri = Tracciato.objects.filter(nome__iexact=nome, archiviato_il=None)
    if (altri.exclude(pk=tracciato.pk) if tracciato else altri).exists():
        raise DatiNonValidi(_preso(nome), campo="nome")


def _preso(nome: str) -> str:
    return f"Un tracciato di nome «{nome}» c’è già: scegli un altro nome."


@transaction.atomic
def togli_tracciato(*, tracciato: Tracciato, versione: int, utente: Utente, quando: datetime) -> bool:
    """Take a map away: deleted if no file was made with it, archived otherwise. True if it was archived.

    Raises PermissionDenied, ConflittoDiVersione, OperazioneNonAmmessa (archived already).
    """
    _solo_il_personale(utente)
    riga = Tracciato.objects.select_for_update().get(pk=tracciato.pk)
    if riga.archiviato_il:
        raise OperazioneNonAmmessa(f"Il tracciato «{riga}» è già archiviato.")
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato questo tracciato: rileggilo prima di toglierlo.")
    usato = riga.esportazioni.exists()
    _scrivi_nel_registro("archivia" if usato else "elimina", riga, utente, quando, {"mappa": _com_e(riga)})
    if usato:
        riga.archiviato_il = quando
        riga.versione += 1
        riga.save(update_fields=["archiviato_il", "versione"])
    else:
        riga.delete()
    return usato


@transaction.atomic
def crea_predefiniti(*, utente: Utente, quando: datetime) -> list[Tracciato]:
    """The maps that come with the program, of those that are not there by name; to be changed like any other."""
    _solo_il_personale(utente)
    presenti = {n.casefold() for n in Tracciato.objects.filter(archiviato_il=None).values_list("nome", flat=True)}
    nuovi = {nome: mappa for nome, mappa in predefiniti().items() if nome.casefold() not in presenti}
    return [
        salva_tracciato(tracciato=None, nome=nome, mappa=mappa, versione=0, utente=utente, quando=quando)[0]
        for nome, mappa in nuovi.items()
    ]


def _solo_il_personale(utente: Utente) -> None:
    if not rules.has_perm("premi.scrivere_tracciati", utente):
        raise PermissionDenied(LI_SCRIVE_IL_PERSONALE)


def _scrivi_nel_registro(azione: str, riga: Tracciato, utente: Utente, quando: datetime, dati: dict[str, Any]) -> None:
    registra(azione=f"tracciato.{azione}", oggetto="tracciato", oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"nome": riga.nome, **dati})  # fmt: skip
