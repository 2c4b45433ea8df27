"""Art. 23: the amounts and the data of the exercise are written version upon version: who, when, by which act and, to change them, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.nucleo.formati import IMPORTO_MASSIMO, euro, numero
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.registro.operazioni import registra
from valutazioni.letture.schede import incarichi_con_obiettivi

from ..letture.fondi import chi_ha
from ..models import CriterioResidui, Destinazione, Fondo, RipartoEfficienza, TempiPagamento, Versionato
from ..models.fondi import PESO_MASSIMO, PESO_MINIMO
from ..permessi import puo_scrivere_fondo
from ..stati import RIPARTO_CONFERITO

REGISTRO = "fondi"
# Of what kind the act is: the amounts are set aside by the municipality, the savings are certified by the NCVP (art. 27).
ATTI_DEI_FONDI = (Atto.Tipo.DETERMINAZIONE, Atto.Tipo.GIUNTA)
ATTI_DEI_RISPARMI = (Atto.Tipo.VERBALE,)
SCRIVE_IL_PERSONALE = "Le somme e i dati dell’esercizio li scrive l’ufficio del personale."
CERTIFICA_IL_NCVP = "I risparmi li certifica il NCVP (art. 27)."
SENZA_MOTIVO = "Scrivi con almeno una frase il motivo della variazione: resta accanto ai valori di prima."
V = TypeVar("V", bound=Versionato)


@dataclass(frozen=True, slots=True)
class Registrazione:
    """What every new version carries: by which act, who and when, the version that they had read (0: none yet) and, to change it, why."""

    utente: Utente
    quando: datetime
    versione: int
    atto: Atto | DatiAtto
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class EsitoTempi:
    """What somebody says of the payment times of an appointment, and the version that they had read (0: none yet)."""

    incarico: Incarico
    esito: str
    versione: int


def tipi_di_atto(destinazione: str) -> tuple[Atto.Tipo, ...]:
    return ATTI_DEI_RISPARMI if destinazione == Destinazione.RISPARMI else ATTI_DEI_FONDI


@transaction.atomic
def registra_fondo(
    *, esercizio: Esercizio, destinazione: str, importo: Decimal, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int,
    parametri: Mapping[str, Decimal] | None = None, motivo: str = "",
) -> Fondo:  # fmt: skip
    """Art. 23 (27 for the savings): a new version of an amount; the same twice writes nothing.

    Raises PermissionDenied, DatiNonValidi (amount, weights, act or reason that cannot be), ConflittoDiVersione (somebody else has
    written one meanwhile).
    """
    if destinazione not in Destinazione.values:
        raise DatiNonValidi("Questa somma non c’è fra quelle dell’esercizio.", articolo="23")
    if not puo_scrivere_fondo(utente, destinazione):
        raise PermissionDenied(CERTIFICA_IL_NCVP if destinazione == Destinazione.RISPARMI else SCRIVE_IL_PERSONALE)
    controlla_importo(importo, "importo")
    pesi = _controlla_pesi(esercizio, destinazione, parametri or {})
    chi = Registrazione(utente, quando, versione, atto, motivo)
    chiave = {"esercizio": esercizio, "destinazione": destinazione}
    articolo = "23"
    if destinazione == Destinazione.RISPARMI:
        articolo = "27"
        _controlla_gia_conferiti(esercizio, importo)
    return registra_versione(Fondo, chiave, {"importo": importo, "parametri": pesi}, chi, tipi_di_atto(destinazione), articolo)


def _controlla_gia_conferiti(esercizio: Esercizio, importo: Decimal) -> None:
    """Art. 27: savings of which the premium has been conferred are not certified for less."""
    blocca(esercizio)
    riparto = RipartoEfficienza.objects.filter(esercizio=esercizio, stato=RIPARTO_CONFERITO).select_related("fondo").first()
    if riparto and riparto.fondo and importo < riparto.fondo.importo:
        raise DatiNonValidi(
            f"Sui risparmi certificati, {euro(riparto.fondo.importo)}, il premio di efficienza è già conferito: non possono diminuire.",
            campo="importo", articolo="27",
        )  # fmt: skip


def registra_criterio(
    *, esercizio: Esercizio, soglia: Decimal, tetto: Decimal, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int,
    motivo: str = "",
) -> CriterioResidui:  # fmt: skip
    """Art. 22: a new version of the criteria by which the residues of the year pay extra premiums. Raises as above."""
    _scrive_il_personale(utente)
    massimo = esercizio.reg.massimo_finale
    if not soglia.is_finite() or not 0 <= soglia <= massimo or soglia != mezzo_su(soglia):
        raise DatiNonValidi(f"Il punteggio va da 0 a {numero(massimo, 0)}, con due decimali al massimo.", campo="soglia", articolo="22")
    controlla_importo(tetto, "tetto")
    chi = Registrazione(utente, quando, versione, atto, motivo)
    return registra_versione(CriterioResidui, {"esercizio": esercizio}, {"soglia": soglia, "tetto": tetto}, chi, ATTI_DEI_FONDI, "22")


@transaction.atomic
def registra_tempi(*, esercizio: Esercizio, esiti: Sequence[EsitoTempi], utente: Utente, quando: datetime, motivo: str = "") -> int:
    """Reading A66: the payment times of many appointments, all the changes or none; how many have changed.

    A row is a change if it differs from what the version that was read said. Raises PermissionDenied, DatiNonValidi (an appointment of
    another year, no reason for a change), ConflittoDiVersione (somebody else has written of one: ``campo`` is its key).
    """
    _scrive_il_personale(utente)
    blocca(esercizio)
    versioni: dict[int, dict[int, TempiPagamento]] = {}
    for riga in TempiPagamento.objects.filter(esercizio=esercizio).select_related("registrato_da__persona"):
        versioni.setdefault(riga.incarico_id, {})[riga.numero_versione] = riga
    nuovi = [e for e in esiti if _e_un_cambio(e, versioni.get(e.incarico.pk, {}), utente)]
    _controlla_tempi(esercizio, nuovi)
    if any(versioni.get(e.incarico.pk) for e in nuovi) and not e_un_motivo(motivo):
        raise DatiNonValidi(SENZA_MOTIVO, campo="motivo", articolo="24")
    TempiPagamento.objects.bulk_create(
        TempiPagamento(
            esercizio=esercizio, incarico=e.incarico, esito=e.esito, numero_versione=e.versione + 1, registrato_da=utente,
            registrato_il=quando, motivo=motivo.strip() if versioni.get(e.incarico.pk) else "",
        ) for e in nuovi
    )  # fmt: skip
    if nuovi:
        cambi = [{"incarico": e.incarico.pk, "chi": str(e.incarico), "esito": e.esito, "versione": e.versione + 1} for e in nuovi]
        registra(azione="tempi_pagamento.registra", oggetto=REGISTRO, oggetto_id=esercizio.anno, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "motivo": motivo.strip(), "cambi": cambi})  # fmt: skip
    return len(nuovi)


def _e_un_cambio(esito: EsitoTempi, versioni: Mapping[int, TempiPagamento], utente: Utente) -> bool:
    """Whether the row says something that is not there yet. Raises ConflittoDiVersione if somebody else has written meanwhile."""
    ultima = max(versioni, default=0)
    letta = esito.versione if esito.versione in {0, *versioni} else ultima
    if esito.esito in (_detto(versioni.get(ultima)), _detto(versioni.get(letta))):
        return False
    if esito.versione != ultima:
        ora = versioni[ultima].get_esito_display().lower() if ultima else "non applicabile"
        chi = chi_ha(versioni[ultima], utente) if ultima else "qualcun altro ha"
        raise ConflittoDiVersione(f"{esito.incarico}: nel frattempo {chi} scritto «{ora}».", campo=str(esito.incarico.pk))
    return True


def _detto(riga: TempiPagamento | None) -> str:
    return riga.esito if riga else TempiPagamento.Esito.NON_APPLICABILE


def _controlla_tempi(esercizio: Esercizio, esiti: Sequence[EsitoTempi]) -> None:
    noti = set(incarichi_con_obiettivi(esercizio).values_list("pk", flat=True)) if esiti else set()
    for e in esiti:
        if e.incarico.pk not in noti:
            raise DatiNonValidi(f"{e.incarico}: nel {esercizio.anno} non ha una retribuzione di risultato per obiettivi.", articolo="24")
        if e.esito not in TempiPagamento.Esito.values:
            raise DatiNonValidi(f"{e.incarico}: i tempi sono rispettati, non rispettati o non applicabili.", articolo="24")


# --- what all versions have in common ---


def _scrive_il_personale(utente: Utente) -> None:
    if not rules.has_perm("premi.scrivere_fondi", utente):
        raise PermissionDenied(SCRIVE_IL_PERSONALE)


def blocca(esercizio: Esercizio) -> None:
    """Those who write in the same exercise take turns: a version number is given once."""
    Esercizio.objects.select_for_update(of=("self",)).get(pk=esercizio.pk)


@transaction.atomic
def registra_versione(
    modello: type[V], chiave: dict[str, Any], valori: dict[str, Any], chi: Registrazione, tipi: Sequence[Atto.Tipo], articolo: str
) -> V:
    """A new version of what ``chiave`` names; the same figures by the same act write nothing. Raises as ``registra_fondo``."""
    esercizio: Esercizio = chiave["esercizio"]
    blocca(esercizio)
    corrente = modello.objects.correnti().filter(**chiave).select_related("atto", "registrato_da__persona").first()
    if corrente and _uguali(corrente, valori, chi.atto):
        return corrente
    ultima = corrente.numero_versione if corrente else 0
    if chi.versione != ultima:
        prima = chi_ha(corrente, chi.utente) if corrente else "qualcun altro ha"
        raise ConflittoDiVersione(f"Nel frattempo {prima} registrato un’altra versione.", articolo=articolo)
    serve_motivo = corrente is not None or modello.motivo_sempre
    if serve_motivo and not e_un_motivo(chi.motivo):
        raise DatiNonValidi(SENZA_MOTIVO, campo="motivo", articolo=articolo)
    atto = registra_atto_fra(tipi, chi.atto, utente=chi.utente, quando=chi.quando, articolo=articolo)
    nuova = modello.objects.create(
        **chiave, **valori, atto=atto, numero_versione=ultima + 1, motivo=chi.motivo.strip() if serve_motivo else "",
        registrato_da=chi.utente, registrato_il=chi.quando,
    )  # fmt: skip
    registra(
        azione=f"{modello._meta.model_name}.registra", oggetto=REGISTRO, oggetto_id=esercizio.anno, utente=chi.utente.username,
        quando=chi.quando,
        dati={"anno": esercizio.anno, "che": str(nuova), "versione": nuova.numero_versione, "atto": str(atto), "motivo": nuova.motivo,
              "prima": {campo: _scritto(getattr(corrente, campo)) for campo in valori} if corrente else None,
              "dopo": {campo: _scritto(valore) for campo, valore in valori.items()}},
    )  # fmt: skip
    return nuova


def _uguali(corrente: Versionato, valori: Mapping[str, Any], atto: Atto | DatiAtto) -> bool:
    """The same figures by the same act: a second click."""
    suo, nuovo = corrente.atto, (atto.tipo, atto.numero, atto.data, atto.oggetto.strip())
    if suo is None or (suo.tipo, suo.numero, suo.data, suo.oggetto) != nuovo:
        return False
    return all(_confrontabile(getattr(corrente, campo)) == _confrontabile(valore) for campo, valore in valori.items())


def _confrontabile(valore: Any) -> Any:
    """Weights are the same numbers however they are written."""
    return {categoria: Decimal(peso) for categoria, peso in valore.items()} if isinstance(valore, dict) else valore


def _scritto(valore: Any) -> Any:
    return str(valore) if isinstance(valore, Decimal | Model) else valore


def controlla_importo(importo: Decimal, campo: str) -> None:
    if not importo.is_finite() or not 0 <= importo <= IMPORTO_MASSIMO or importo != mezzo_su(importo):
        raise DatiNonValidi(f"L’importo va da zero a {numero(IMPORTO_MASSIMO)}, con due decimali al massimo.", campo=campo, articolo="23")


def _controlla_pesi(esercizio: Esercizio, destinazione: str, parametri: Mapping[str, Decimal]) -> dict[str, str]:
    """Art. 22: of productivity, a weight above zero for each category of the regulation, and for no other; of the rest none."""
    categorie = [c.codice for c in esercizio.reg.personale.categorie] if destinazione == Destinazione.PRODUTTIVITA else []
    if set(parametri) != set(categorie):
        attesi = f"Serve il parametro di ciascuna categoria: {', '.join(categorie)}." if categorie else "Questa somma non ha parametri."
        raise DatiNonValidi(attesi, articolo="22")
    for categoria, peso in parametri.items():
        if not peso.is_finite() or not PESO_MINIMO <= peso <= PESO_MASSIMO or peso % PESO_MINIMO:
            limiti = f"da {numero(PESO_MINIMO, 4)} a {numero(PESO_MASSIMO, 4)}, con quattro decimali al massimo"
            raise DatiNonValidi(f"Il parametro della categoria {categoria} va {limiti}.", campo=f"parametro_{categoria}", articolo="22")
    return {c: str(parametri[c]) for c in categorie}
