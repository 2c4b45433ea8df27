"""Art. 32: to write in what the OO.SS. have been told and what they answer. What is written stays: a mistake is mended by a new row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from smvp.documenti.allegati import File, conserva, ricevi
from smvp.documenti.fogli import Foglio
from smvp.documenti.models import Pubblicazione
from smvp.documenti.ricevuti import Ricevuto
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.registro import foglio_del_registro
from ..models import Allegato, Che, Come, Destinataria, Informativa, Organizzazione, Revisione, Riscontro
from ..permessi import CHI_INFORMA, CHI_VEDE

ARTICOLO = "32"


@dataclass(frozen=True, slots=True)
class Informazione:
    """What was told, to whom, on which day, how."""

    che: Che
    oggetto: str
    giorno: date
    come: Come
    organizzazioni: Sequence[Organizzazione]
    testo: str = ""
    esercizio: Esercizio | None = None
    revisione: Revisione | None = None
    pubblicazione: Pubblicazione | None = None


def _puo(utente: Utente) -> None:
    if not rules.has_perm("sistema.informare", utente):
        raise PermissionDenied(CHI_INFORMA)


def _non_futuro(giorno: date, quando: datetime) -> None:
    if giorno > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"Il {data(giorno)} deve ancora venire.", campo="giorno", articolo=ARTICOLO)


def iscrivi(ricevuti: Sequence[Ricevuto], utente: Utente, quando: datetime, **di_chi: Any) -> list[Allegato]:
    """Keep the files of one row, inside the transaction of the act to which they belong."""
    nome, riga = next(iter(di_chi.items()))
    cartella = f"sistema/{nome}/{riga.pk}"
    return [Allegato.objects.create(caricato_da=utente, caricato_il=quando, **conserva(cartella, r), **di_chi) for r in ricevuti]


def informa(
    *, informazione: Informazione, file: Sequence[File] = (), corregge: Informativa | None = None, motivo: str = "", utente: Utente,
    quando: datetime,
) -> Informativa:  # fmt: skip
    """Write in what has been told; ``corregge``: the row that was wrong. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa,
    FileRifiutato."""
    _puo(utente)
    i = informazione
    if not e_scritto(i.oggetto):
        raise DatiNonValidi("Scrivi l’oggetto.", campo="oggetto", articolo=ARTICOLO)
    if not i.organizzazioni:
        raise DatiNonValidi("Scegli almeno un’organizzazione.", campo="organizzazioni", articolo=ARTICOLO)
    if i.revisione is not None and i.che != Che.MODIFICHE:
        raise DatiNonValidi("Di una revisione si informa come «Modifiche del Sistema».", campo="che", articolo=ARTICOLO)
    _non_futuro(i.giorno, quando)
    if corregge is not None and not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi che cosa era sbagliato, con almeno una frase.", campo="motivo", articolo=ARTICOLO)
    ricevuti = ricevi(file)
    if not (ricevuti or e_scritto(i.testo) or i.pubblicazione):
        raise DatiNonValidi("Scrivi il testo, allega il documento o scegline uno pubblicato.", campo="testo", articolo=ARTICOLO)
    with transaction.atomic():
        Ente.objects.select_for_update().first()  # two at once take turns: each has its number
        if corregge is not None and Informativa.objects.filter(corregge=corregge).exists():
            raise OperazioneNonAmmessa("Questa riga è già stata corretta: correggi quella che l’ha sostituita.", articolo=ARTICOLO)
        anno = quando.astimezone(FUSO).year
        prima = Informativa.objects.filter(anno=anno).aggregate(n=Max("numero"))["n"] or 0
        riga = Informativa.objects.create(
            anno=anno, numero=prima + 1, che=i.che, oggetto=i.oggetto.strip(), testo=i.testo.strip(), giorno=i.giorno, come=i.come,
            esercizio=i.esercizio, revisione=i.revisione, pubblicazione=i.pubblicazione, corregge=corregge,
            motivo_correzione=motivo.strip() if corregge else "", registrata_da=utente, registrata_il=quando,
        )  # fmt: skip
        for o in i.organizzazioni:
            Destinataria.objects.create(informativa=riga, organizzazione=o, recapito=o.recapito)
        iscrivi(ricevuti, utente, quando, informativa=riga)
        _annota("informativa.corregge" if corregge else "informativa.registra", riga.pk, utente, quando, {
            "che": riga.che, "giorno": riga.giorno, "a": [o.denominazione for o in i.organizzazioni],
            "corregge": corregge.pk if corregge else None, "motivo": riga.motivo_correzione,
        })  # fmt: skip
    return riga


def registra_riscontro(
    *, informativa: Informativa, organizzazione: Organizzazione, giorno: date, testo: str, corregge: Riscontro | None = None,
    file: Sequence[File] = (), utente: Utente, quando: datetime,
) -> Riscontro:  # fmt: skip
    """What one of those informed has answered. Raises as above."""
    _puo(utente)
    if not informativa.destinatarie.filter(organizzazione=organizzazione).exists():
        raise DatiNonValidi("Questa organizzazione non era fra le destinatarie.", campo="organizzazione", articolo=ARTICOLO)
    _non_futuro(giorno, quando)
    if giorno < informativa.giorno:
        raise DatiNonValidi(f"L’informazione è del {data(informativa.giorno)}: non si risponde prima.", campo="giorno", articolo=ARTICOLO)
    if not e_scritto(testo):
        raise DatiNonValidi("Scrivi che cosa osserva; «presa d’atto», se non osserva nulla.", campo="testo", articolo=ARTICOLO)
    if corregge is not None and (corregge.informativa_id != informativa.pk or Riscontro.objects.filter(corregge=corregge).exists()):
        raise OperazioneNonAmmessa("Questo riscontro è già stato corretto.", articolo=ARTICOLO)
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = Riscontro.objects.create(
            informativa=informativa, organizzazione=organizzazione, giorno=giorno, testo=testo.strip(), corregge=corregge,
            registrato_da=utente, registrato_il=quando,
        )  # fmt: skip
        iscrivi(ricevuti, utente, quando, riscontro=riga)
        dati = {"organizzazione": organizzazione.denominazione, "giorno": giorno, "corregge": corregge.pk if corregge else None}
        _annota("informativa.riscontro", informativa.pk, utente, quando, dati)
    return riga


@transaction.atomic
def salva_organizzazione(
    *, organizzazione: Organizzazione | None, denominazione: str, recapito: str, attiva: bool, utente: Utente, quando: datetime
) -> Organizzazione:
    """Add an organisation, or change how it is called and reached; what has been told to it stays as it was. Raises as above."""
    _puo(utente)
    if not e_scritto(denominazione):
        raise DatiNonValidi("Scrivi il nome dell’organizzazione.", campo="denominazione", articolo=ARTICOLO)
    nome = " ".join(denominazione.split())
    riga = organizzazione or Organizzazione()
    if Organizzazione.objects.filter(denominazione__iexact=nome).exclude(pk=riga.pk).exists():
        raise DatiNonValidi(f"«{nome}» c’è già.", campo="denominazione", articolo=ARTICOLO)
    riga.denominazione, riga.recapito, riga.attiva = nome, recapito.strip(), attiva
    riga.save()
    dati = {"denominazione": nome, "recapito": riga.recapito, "attiva": attiva}
    registra(azione="organizzazione.salva", oggetto="organizzazione", oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)
    return riga


def esporta_registro(*, scelte: Mapping[str, Any], utente: Utente, quando: datetime) -> Foglio:
    """The register as it is filtered, taken away. Raises PermissionDenied."""
    if not rules.has_perm("sistema.vedere", utente):
        raise PermissionDenied(CHI_VEDE)
    foglio = foglio_del_registro(scelte)
    _annota("informativa.esporta", 0, utente, quando, {"filtri": {n: str(scelte[n])[:40] for n in ("che", "anno") if scelte.get(n)}})
    return foglio


def _annota(azione: str, pk: int, utente: Utente, quando: datetime, dati: Mapping[str, Any]) -> None:
    registra(azione=azione, oggetto="informativa", oggetto_id=pk, utente=utente.username, quando=quando, dati=dati)
