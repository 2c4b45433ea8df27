"""Writing the marks of a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.models import Obiettivo
from obiettivi.stati import OBIETTIVO
from smvp.documenti.contenuto import canonico
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, percento
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Utente
from smvp.registro.operazioni import registra

from ..documenti.scheda_b import contenuto_scheda
from ..letture.decise import CHE_DICONO_DI_CHI, decise_su, gia_decisa, vale_anche_qui
from ..letture.schede import con_tutto
from ..letture.scritti import Scritti
from ..models import Scheda, VotoObiettivo
from ..stati import APERTA, FIRMATE, NON_VALUTABILE, SCHEDA

CENTESIMO = Decimal("0.01")
CIFRE_INTERE = 5  # as the column has them


@dataclass(frozen=True, slots=True)
class Voti:
    """What somebody has filled in: only the keys present are written; None empties a value. Keys are row ids."""

    raggiungimenti: Mapping[int, Decimal | None] = field(default_factory=dict)
    fattori: Mapping[int, int | None] = field(default_factory=dict)
    motivi: Mapping[int, str] = field(default_factory=dict)
    note: str | None = None


@transaction.atomic
def salva_voti(*, scheda: Scheda, voti: Voti, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA) -> Scheda:
    """Save the marks that the user may write on a sheet; returns it as it stands afterwards (same version if nothing changed).

    Raises PermissionDenied (a section that is not theirs, a state that is closed), DatiNonValidi (a mark outside the scale, a
    negative percentage, another one than the Allegato A has decided, a row of another sheet, a text that could never be printed) and
    ConflittoDiVersione if somebody else has saved since ``versione``.
    """
    riga = Scheda.tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    _controlla_permessi(riga, voti, utente)
    if riga.versione != versione and not pagina.viene_dopo(riga, utente):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda.")
    cambi = _scrivi_obiettivi(riga, voti) | _scrivi_fattori(riga, voti)
    if voti.note is not None and voti.note != riga.note_valutatore:
        cambi["note"] = [riga.note_valutatore, voti.note]
        riga.note_valutatore = voti.note
    if cambi:
        riga.segna_salvata(utente, quando, pagina)
        riga.save()
        if voti.note is not None or voti.motivi:
            _controlla_stampa(riga, quando)
        registra(azione="scheda.salva", oggetto=SCHEDA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=cambi)
    return riga


def _controlla_stampa(scheda: Scheda, quando: datetime) -> None:
    """A text that cannot be printed is refused when it is written, not when the sheet is to be closed."""
    fresca = con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()
    canonico(contenuto_scheda(fresca, Ente.corrente(), Firmatari(quando.astimezone(FUSO).date()), Scritti()))


def _controlla_permessi(scheda: Scheda, voti: Voti, utente: Utente) -> None:
    if scheda.stato in FIRMATE:
        raise OperazioneNonAmmessa("La scheda è firmata: non si può più cambiare.", articolo="18")
    chiesti = {
        "valutazioni.votare_a": bool(voti.raggiungimenti),
        "valutazioni.votare_b": bool(voti.fattori or voti.motivi),
        "valutazioni.annotare": voti.note is not None,
    }
    for permesso, serve in chiesti.items():
        if serve and not rules.has_perm(permesso, utente, scheda):
            raise PermissionDenied("Questa parte della scheda non è tua, o in questo momento non si può cambiare.")


def _scrivi_obiettivi(scheda: Scheda, voti: Voti) -> dict[str, list]:
    righe = {v.pk: v for v in scheda.voti_obiettivo.select_related(*CHE_DICONO_DI_CHI)} if voti.raggiungimenti else {}
    decise = decise_su(righe.values())
    cambi = {}
    for pk, valore in voti.raggiungimenti.items():
        riga = _della_scheda(righe, pk)
        controlla_percentuale(valore)
        if pk in decise and valore != decise[pk]:
            raise DatiNonValidi(gia_decisa(riga, decise[pk]), articolo="18")
        if riga.raggiungimento != valore:
            cambi[f"obiettivo {riga.assegnazione.obiettivo.codice}"] = [_testo(riga.raggiungimento), _testo(valore)]
            riga.raggiungimento = valore
            riga.save(update_fields=["raggiungimento"])
    return cambi


def controlla_percentuale(valore: Decimal | None) -> None:
    """What the column holds: not below zero, finite, to the cent."""
    if valore is None:
        return
    if not valore.is_finite() or valore < 0:
        raise DatiNonValidi("La percentuale raggiunta non può essere negativa.", articolo="20")
    if valore.adjusted() >= CIFRE_INTERE or valore != valore.quantize(CENTESIMO):
        raise DatiNonValidi("La percentuale raggiunta ha al massimo due decimali, ed è un numero ragionevole.", articolo="20")


def _scrivi_fattori(scheda: Scheda, voti: Voti) -> dict[str, list]:
    righe = {v.pk: v for v in scheda.voti_fattore.all()}
    ammessi = {livello.voto for livello in scheda.esercizio.reg.scala}
    campo = "proposto" if scheda.con_proposta else "voto"
    cambi = {}
    for pk in voti.fattori.keys() | voti.motivi.keys():
        riga = _della_scheda(righe, pk)
        prima = [getattr(riga, campo), riga.motivo]
        if pk in voti.fattori:
            voto = voti.fattori[pk]
            if voto is not None and (type(voto) is not int or voto not in ammessi):
                raise DatiNonValidi(f"{riga.titolo}: il voto {voto} non è nella scala.", articolo="20")
            setattr(riga, campo, voto)
        riga.motivo = voti.motivi.get(pk, riga.motivo).strip()
        if prima != [getattr(riga, campo), riga.motivo]:
            cambi[f"{riga.macrofattore} {riga.ordine}"] = [*prima, getattr(riga, campo), riga.motivo]
            riga.save(update_fields=[campo, "motivo"])
    return cambi


def _della_scheda(righe: Mapping[int, Any], pk: int) -> Any:
    if pk not in righe:
        raise DatiNonValidi("Una riga non appartiene a questa scheda: ricarica la pagina.")
    return righe[pk]


def _testo(valore: Decimal | None) -> str | None:
    return None if valore is None else str(valore)


@effetto(OBIETTIVO.codice, "valuta")
def _riporta_raggiungimento(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
    """Art. 18: the percentage decided on an objective goes into the open sheets of those who answer for it, where none is written yet."""
    decisi = {c.parte_id: c.valutato for c in obiettivo.consuntivi.all()}
    _controlla_schede(obiettivo, decisi)
    vuoti = VotoObiettivo.objects.filter(assegnazione__obiettivo=obiettivo, scheda__stato=APERTA, raggiungimento=None)
    for voto in vuoti.select_related("assegnazione").order_by("scheda"):
        scheda = Scheda.objects.select_for_update(of=("self",)).get(pk=voto.scheda_id)
        deciso = decisi.get(voto.assegnazione.parte_id)
        if deciso is not None and vuoti.filter(pk=voto.pk).update(raggiungimento=deciso):  # still empty, under the sheet's lock
            scheda.segna_salvata(utente, quando)
            scheda.save()
            registra(azione="scheda.salva", oggetto=SCHEDA.codice, oggetto_id=scheda.pk, utente=utente.username, quando=quando,
                     dati={f"obiettivo {obiettivo.codice}": [None, _testo(deciso)]})  # fmt: skip


def _controlla_schede(obiettivo: Obiettivo, decisi: Mapping[int | None, Decimal | None]) -> None:
    """Art. 18: one percentage, one truth: what a sheet holds already is not decided otherwise on the Allegato A."""
    scritti = VotoObiettivo.objects.filter(assegnazione__obiettivo=obiettivo, scheda__superata_il=None, raggiungimento__isnull=False)
    altre = []
    for voto in scritti.exclude(scheda__stato=NON_VALUTABILE).select_related(*CHE_DICONO_DI_CHI):
        decisa = decisi.get(voto.assegnazione.parte_id)
        if decisa is not None and voto.raggiungimento is not None and voto.raggiungimento != decisa and vale_anche_qui(voto):
            altre.append(f"{voto.scheda}: {percento(voto.raggiungimento)} invece di {percento(decisa)}")
    if altre:
        raise DatiNonValidi(
            f"Una scheda di valutazione porta già un’altra percentuale per questo obiettivo ({'; '.join(altre)}). "
            "Decidi la stessa, oppure correggi prima la scheda: se gli obiettivi vi sono già conclusi, va riaperta.",
            articolo="18",
        )


@effetto(SCHEDA.codice, "proponi_a")
def _controlla_decise(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """The same truth seen from the sheet: what the Allegato A has decided otherwise is put right before the objectives are concluded."""
    voti = list(scheda.voti_obiettivo.select_related(*CHE_DICONO_DI_CHI))
    decise = decise_su(voti)
    altre = [gia_decisa(v, decise[v.pk]) for v in voti if v.pk in decise and v.raggiungimento != decise[v.pk]]
    if altre:
        raise DatiNonValidi(" ".join(altre), articolo="18")
