"""Filling in a sheet (All. A): what is written is checked field by field, kept with its version and logged (artt. 7–9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..letture.scheda.azioni import GIA_USCITA, trattenuta
from ..letture.scheda.compilazione import padri_possibili
from ..models import Fase, Indicatore, Obiettivo, Parte, PersonaleCoinvolto, RisorsaPeg
from ..permessi import e_proponente, guida_la_parte, puo_sulla_quota
from ..stati import BOZZA, MODIFICABILI, OBIETTIVO
from .assegnazioni import sincronizza
from .schede import gia_preso, salva_riga
from .stampabile import al_campo, testo_stampabile

Campi = Mapping[str, Any]
DELLA_SCHEDA = frozenset({
    "codice", "titolo", "area", "ambiti", "asse_programmatico", "collegamento_dup", "descrizione", "risultato_atteso", "gradazione",
    "gradazione_testo", "scostamenti_previsti", "criticita", "durata", "non_avviato", "non_ordinario", "da_riverificare", "padre",
})  # fmt: skip
DELLE_RIGHE: dict[type[models.Model], tuple[str, ...]] = {
    Fase: ("testo", "dal", "entro"),
    Indicatore: (
        "titolo", "tipo", "dimensione", "misura", "verso", "unita", "base", "base_anno", "atteso", "atteso_entro", "atteso_1",
        "atteso_2", "fonte",
    ),
    PersonaleCoinvolto: ("qualifica", "numero"),
    RisorsaPeg: ("capitolo", "descrizione", "importo"),
    Parte: ("apporto", "descrizione"),
}  # fmt: skip
# A row may be empty while one writes; what is still empty stops the proposal (Obiettivo.mancano_dati).
VUOTI_IN_BOZZA = frozenset({"testo", "qualifica", "capitolo"})
DURATE = (1, 2, 3)  # years (art. 7)
# How the page calls the rows of each kind.
RIGHE: dict[str, type[models.Model]] = {
    "fase": Fase, "indicatore": Indicatore, "persone": PersonaleCoinvolto, "risorsa": RisorsaPeg, "parte": Parte,
}  # fmt: skip
NOMI = {str(modello._meta.model_name): nome for nome, modello in RIGHE.items()}


@dataclass(frozen=True, slots=True)
class Compilazione:
    """What somebody has filled in: only the keys present are written. Rows by their id, arguments by the code of the requisite."""

    campi: Campi = field(default_factory=dict)
    argomenti: Mapping[str, str] = field(default_factory=dict)
    pesi: Mapping[int, Decimal] = field(default_factory=dict)
    fasi: Mapping[int, Campi] = field(default_factory=dict)
    indicatori: Mapping[int, Campi] = field(default_factory=dict)
    personale: Mapping[int, Campi] = field(default_factory=dict)
    risorse: Mapping[int, Campi] = field(default_factory=dict)
    parti: Mapping[int, Campi] = field(default_factory=dict)

    @property
    def solo_di_una_parte(self) -> bool:
        return not (self.campi or self.argomenti or self.pesi or self.personale or self.risorse)


# --- the acts ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def salva_scheda(
    *, obiettivo: Obiettivo, dati: Compilazione, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Save what has been filled in of a sheet; returns it as it stands afterwards (same version if nothing changed).

    Raises PermissionDenied (another's sheet), OperazioneNonAmmessa (a state or an exercise that is closed), DatiNonValidi (a value
    that cannot be, a row of another sheet, a text that could never be printed), ConflittoDiVersione.
    """
    riga = apri(obiettivo, utente, versione, pagina)
    cambi = _scrivi_campi(riga, dati.campi) | _scrivi_argomenti(riga, dati.argomenti) | _scrivi_pesi(riga, dati.pesi)
    cambi |= _scrivi_righe(riga.fasi.all(), dati.fasi) | _scrivi_righe(riga.indicatori.all(), dati.indicatori)
    cambi |= _scrivi_righe(riga.personale.all(), dati.personale) | _scrivi_righe(riga.risorse.all(), dati.risorse)
    cambi |= _scrivi_righe(riga.parti.all(), dati.parti)
    if dati.parti:
        cambi |= sincronizza(riga)
    return chiudi(riga, "salva", cambi, utente, quando, pagina)


@transaction.atomic
def salva_parte(
    *, parte: Parte, dati: Compilazione, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> Obiettivo:
    """Art. 7: save the description, phases and indicators of one Direzione's part; its dirigente may, or whoever fills the whole in.

    Raises as ``salva_scheda``.
    """
    riga = apri(parte.obiettivo, utente, versione, pagina, parte)
    if not dati.solo_di_una_parte or set(dati.parti) - {parte.pk} or any(set(v) - {"descrizione"} for v in dati.parti.values()):
        raise PermissionDenied("Della scheda collettiva puoi cambiare solo la tua parte.")
    cambi = _scrivi_righe(riga.parti.filter(pk=parte.pk), dati.parti)
    cambi |= _scrivi_righe(riga.fasi.filter(parte=parte), dati.fasi) | _scrivi_righe(riga.indicatori.filter(parte=parte), dati.indicatori)
    return chiudi(riga, "salva_parte", cambi, utente, quando, pagina, {"direzione": parte.direzione.codice})


@transaction.atomic
def imposta_pesi(*, obiettivo: Obiettivo, pesi: Mapping[int, Decimal], utente: Utente, quando: datetime, versione: int) -> Obiettivo:
    """Artt. 6 and 7: set the weight of the objective on each appointment (keys are ids of its assegnazioni)."""
    return salva_scheda(obiettivo=obiettivo, dati=Compilazione(pesi=pesi), utente=utente, quando=quando, versione=versione)


@transaction.atomic
def elimina_bozza(*, obiettivo: Obiettivo, motivo: str, utente: Utente, quando: datetime, versione: int) -> None:
    """Throw away a draft, with a reason; the log keeps what it was. Raises as ``salva_scheda``, and for a draft that others use."""
    riga = Obiettivo.objects.select_for_update(of=("self",)).get(pk=obiettivo.pk)
    if not rules.has_perm("obiettivi.eliminare", utente, riga):
        if e_proponente(utente, riga) and riga.stato != BOZZA:
            raise OperazioneNonAmmessa(f"Ora la scheda è «{riga.stato_attuale.parola}»: si elimina solo una bozza.", articolo="7")
        if trattenuta(riga, utente):
            raise OperazioneNonAmmessa(GIA_USCITA, articolo="7")
        _rifiuta(riga, utente)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda: rileggila prima di eliminarla.")
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi perché la elimini, con almeno una frase.", campo="motivo")
    chiave, dati = riga.pk, {"codice": riga.codice, "titolo": riga.titolo, "motivo": motivo.strip(), "versioni": riga.versioni.count()}
    try:
        riga.assegnazioni.all().delete()
        riga.delete()
    except ProtectedError as errore:
        raise OperazioneNonAmmessa("Altri obiettivi o schede di valutazione dipendono da questa: non si può eliminare.") from errore
    registra(azione=f"{OBIETTIVO.codice}.elimina", oggetto=OBIETTIVO.codice, oggetto_id=chiave, utente=utente.username, quando=quando,
             dati=dati)  # fmt: skip


# --- opening and closing, for every act on a sheet ----------------------------------------------------------------------------------


def apri(obiettivo: Obiettivo, utente: Utente, versione: int, pagina: Pagina = NESSUNA_PAGINA, parte: Parte | None = None) -> Obiettivo:
    """Lock a sheet for whoever may write it (or only the part). Raises PermissionDenied, OperazioneNonAmmessa, ConflittoDiVersione."""
    riga = Obiettivo.objects.select_for_update(of=("self",)).filter(pk=obiettivo.pk).first()
    if riga is None:
        raise OperazioneNonAmmessa("La scheda è stata eliminata: quello che hai scritto non è salvato.", articolo="7")
    if not puo_sulla_quota("obiettivi.modificare", utente, riga, parte):
        _rifiuta(riga, utente, parte)
    if riga.versione != versione and not pagina.viene_dopo(riga, utente):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda.")
    return riga


def perche_no(riga: Obiettivo) -> str:
    """Why a sheet cannot be changed now by those who fill it in; empty if it can."""
    if riga.esercizio.chiuso_il is not None:
        return f"L’esercizio {riga.esercizio.anno} è chiuso: i suoi obiettivi non cambiano più."
    if riga.stato in MODIFICABILI:
        return ""
    dopo = " Dopo l’assegnazione si cambia solo chiedendone la revisione (art. 15)." if riga.atto_id else ""
    return f"Ora la scheda è «{riga.stato_attuale.parola}» e non si può cambiare (art. 7).{dopo}"


def _rifiuta(riga: Obiettivo, utente: Utente, parte: Parte | None = None) -> None:
    """Say in words why not: it is closed, or it is not theirs."""
    propria = e_proponente(utente, riga) or (parte is not None and guida_la_parte(utente, parte))
    if propria and (frase := perche_no(riga)):
        raise OperazioneNonAmmessa(frase, articolo="7")
    raise PermissionDenied("La scheda la compila chi ne risponde; di una collettiva, ogni Dirigente la propria parte (art. 7).")


def chiudi(
    riga: Obiettivo, azione: str, cambi: dict[str, Any], utente: Utente, quando: datetime, pagina: Pagina, altro: Campi | None = None
) -> Obiettivo:
    """Note the save, check that it can be printed, log it. Nothing if nothing changed."""
    if not cambi:
        return riga
    riga.segna_salvata(utente, quando, pagina)
    salva_riga(riga)
    al_campo(partial(testo_stampabile, riga, quando), {_campo_di(dove): _cresciuto(*valori) for dove, valori in cambi.items()})
    registra(azione=f"{OBIETTIVO.codice}.{azione}", oggetto=OBIETTIVO.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"cambi": cambi, **(altro or {})})  # fmt: skip
    return riga


def _campo_di(cambio: str) -> str:
    """The field of the page behind a line of the log: "titolo", "fase 12: testo", "requisito nuovo: argomento"."""
    dove, _, nome = cambio.rpartition(": ")
    tipo, _, chiave = dove.partition(" ")
    return f"argomento-{chiave}" if tipo == "requisito" else "-".join(filter(None, (NOMI.get(tipo, tipo), chiave, nome)))


def _cresciuto(prima: Any, dopo: Any) -> int:
    """By how many characters a text has grown; 0 for what is no text."""
    return len(dopo) - len(prima or "") if isinstance(dopo, str) and isinstance(prima, str | None) else 0


# --- writing --------------------------------------------------------------------------------------------------------------------------


def _scrivi_campi(riga: Obiettivo, campi: Campi) -> dict[str, Any]:
    if set(campi) - DELLA_SCHEDA:
        raise DatiNonValidi("Un campo non è di questa scheda: ricarica la pagina.")
    if "codice" in campi:
        gia_preso(riga, campi["codice"])
    padre = campi.get("padre")
    if padre is not None and not padri_possibili(riga).filter(pk=padre.pk).exists():
        raise DatiNonValidi("L’obiettivo dal quale discende è di un Dirigente sovraordinato, o un collettivo al quale partecipi.",
                            campo="padre", articolo="7")  # fmt: skip
    cambi = applica(riga, campi)
    area = next((a for a in riga.esercizio.reg.aree if str(a.numero) == riga.area), None)
    if riga.durata not in DURATE:
        raise DatiNonValidi("Valenza: un obiettivo è annuale, biennale o triennale.", campo="durata", articolo="7")
    if riga.area and area is None:
        raise DatiNonValidi("L’Area strategica non c’è nel regolamento.", campo="area", articolo="6")
    fuori = set(riga.ambiti) - set(area.ammessi if area else ())
    if fuori and {"area", "ambiti"} & set(campi):
        if "ambiti" in campi:
            raise DatiNonValidi(f"L’ambito {', '.join(sorted(fuori))}) non è di quest’Area.", campo="ambiti", articolo="6")
        cambi["ambiti"] = [riga.ambiti, [a for a in riga.ambiti if a not in fuori]]
        riga.ambiti = cambi["ambiti"][1]
    return cambi


def applica(riga: models.Model, campi: Campi, prefisso: str = "") -> dict[str, Any]:
    """Set the fields of a row, checked one by one; returns what has changed, [before, after]. The caller saves the row."""
    cambi: dict[str, Any] = {}
    for nome, valore in campi.items():
        campo: Any = riga._meta.get_field(nome)
        nuovo = _pulito(campo, valore, riga)
        if getattr(riga, campo.attname) == (nuovo.pk if isinstance(nuovo, models.Model) else nuovo):
            continue
        cambi[f"{prefisso}{nome}"] = [_json(getattr(riga, campo.attname)), _json(nuovo)]
        setattr(riga, nome, nuovo)
    return cambi


def _pulito(campo: Any, valore: Any, riga: models.Model) -> Any:
    nome = f"{campo.verbose_name[0].upper()}{campo.verbose_name[1:]}"
    vuoto = valore is None or valore == [] or (isinstance(valore, str) and not valore.strip())
    if vuoto and (campo.blank or campo.name in VUOTI_IN_BOZZA or (campo.name == "titolo" and not isinstance(riga, Obiettivo))):
        return valore
    if vuoto or (isinstance(riga, Obiettivo) and isinstance(valore, str) and not campo.blank and not e_scritto(valore)):
        raise DatiNonValidi(f"{nome}: non può restare vuoto.", campo=campo.name)
    if isinstance(valore, str):
        _controlla_testo(nome, valore, campo)
    if isinstance(campo, models.JSONField) or isinstance(valore, models.Model):
        return valore
    if campo.is_relation:
        return campo.related_model._default_manager.filter(pk=valore).first()
    try:
        return campo.clean(valore, riga)
    except ValidationError as errore:
        raise DatiNonValidi(f"{nome}: {' '.join(errore.messages)}", campo=campo.name) from errore


def _controlla_testo(nome: str, testo: str, campo: Any) -> None:
    """Not longer than its field, and made of signs that can be kept: no halves of a pair, no NUL."""
    if campo.max_length and len(testo) > campo.max_length:
        raise DatiNonValidi(f"{nome}: {len(testo)} caratteri, al massimo {campo.max_length}.", campo=campo.name)
    if "\0" in testo or (not testo.isascii() and testo.encode("utf-8", "replace").decode() != testo):
        raise DatiNonValidi(f"{nome}: contiene caratteri che non si possono scrivere.", campo=campo.name)


def _scrivi_righe(righe: models.QuerySet[Any], valori: Mapping[int, Campi]) -> dict[str, Any]:
    if not valori:
        return {}
    trovate = {r.pk: r for r in righe.filter(pk__in=valori)}
    if set(valori) - set(trovate):
        raise DatiNonValidi("Una riga non c’è più, o non è di questa scheda: ricarica la pagina.")
    cambi: dict[str, Any] = {}
    for chiave, campi in valori.items():
        riga = trovate[chiave]
        if set(campi) - set(DELLE_RIGHE[type(riga)]):
            raise DatiNonValidi("Un campo non è di questa scheda: ricarica la pagina.")
        nome = str(riga._meta.model_name)
        try:
            nuovi = applica_a_riga(riga, campi, f"{nome} {chiave}: ")
        except DatiNonValidi as errore:
            raise DatiNonValidi(str(errore), campo=f"{NOMI[nome]}-{chiave}-{errore.campo}", articolo=errore.articolo) from errore
        if nuovi:
            riga.save()
        cambi |= nuovi
    return cambi


def applica_a_riga(riga: Any, campi: Campi, prefisso: str = "") -> dict[str, Any]:
    """``applica``, and what two fields of a row say together."""
    if isinstance(riga, Indicatore):
        riga.riprendi()
    cambi = applica(riga, campi, prefisso)
    if isinstance(riga, Indicatore):
        riga.metti_da_parte()
    if isinstance(riga, Fase) and riga.dal and riga.entro and riga.entro < riga.dal:
        raise DatiNonValidi(f"Una fase finisce il {data(riga.entro)}, prima di cominciare.", campo="entro", articolo="8")
    return cambi


def _scrivi_argomenti(riga: Obiettivo, argomenti: Mapping[str, str]) -> dict[str, Any]:
    if not argomenti:
        return {}
    noti = [r.codice for r in riga.esercizio.reg.requisiti_obiettivo]
    if set(argomenti) - set(noti):
        raise DatiNonValidi("Un requisito non c’è nel regolamento: ricarica la pagina.", articolo="7")
    trovati = {r.codice: r for r in riga.riscontri.filter(indicatore=None)}
    cambi: dict[str, Any] = {}
    for codice, testo in argomenti.items():
        riscontro = trovati.get(codice) or riga.riscontri.create(codice=codice)
        cambi |= applica(riscontro, {"argomento": testo}, f"requisito {codice}: ")
        riscontro.save(update_fields=["argomento"])
    return cambi


def _scrivi_pesi(riga: Obiettivo, pesi: Mapping[int, Decimal]) -> dict[str, Any]:
    if not pesi:
        return {}
    trovate = list(riga.assegnazioni.filter(pk__in=pesi))
    if len(trovate) != len(pesi):
        raise DatiNonValidi("Un’assegnazione non è di questa scheda: ricarica la pagina.")
    massimo = riga.esercizio.reg.pesi.obiettivi
    cambi: dict[str, Any] = {}
    for assegnazione in trovate:
        peso = pesi[assegnazione.pk]
        if peso is None or not 0 < peso <= massimo:
            raise DatiNonValidi(
                f"Il peso deve essere maggiore di zero e al massimo {massimo}.", campo=f"peso-{assegnazione.pk}", articolo="6"
            )
        cambi |= applica(assegnazione, {"peso": peso}, f"assegnazione {assegnazione.pk}: ")
        assegnazione.save(update_fields=["peso"])
    return cambi


def _json(valore: Any) -> Any:
    if isinstance(valore, models.Model):
        return valore.pk
    return str(valore) if isinstance(valore, Decimal | date) else valore
