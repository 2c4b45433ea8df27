"""Art. 22: whoever takes the rankings and the titles away leaves a trace."""

from collections.abc import Mapping
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.fogli import scrivi_csv, scrivi_xlsx
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..documenti.progressioni import fogli_graduatoria, foglio_paghe, foglio_verticale
from ..letture.progressioni.procedura import candidati_in_ordine
from ..letture.progressioni.verticale import elenco_verticale
from ..models import Progressione
from ..stati import CHIUSA

XLSX, PAGHE = "xlsx", "paghe"


@transaction.atomic
def scarica_graduatoria(*, procedura: Progressione, formato: str, utente: Utente, quando: datetime) -> bytes:
    """The last ranking as XLSX, or as CSV what the payroll needs of it, once approved. Raises PermissionDenied, OperazioneNonAmmessa."""
    permesso = "premi.istruire_progressioni" if formato == PAGHE else "premi.rivedere_progressione"
    if not rules.has_perm(permesso, utente):
        raise PermissionDenied("La graduatoria la scaricano l’ufficio del personale e il Segretario generale; per le paghe, il primo.")
    if formato not in (XLSX, PAGHE):
        raise DatiNonValidi("La graduatoria si scarica come XLSX, o per le paghe come CSV.")
    graduatoria = procedura.ultima_graduatoria()
    if graduatoria is None or (formato == PAGHE and procedura.stato != CHIUSA):
        raise OperazioneNonAmmessa("La graduatoria non è ancora formata." if graduatoria is None else "La graduatoria non è approvata.")
    candidati = candidati_in_ordine(graduatoria)
    per_le_paghe = formato == PAGHE
    contenuto = scrivi_csv(foglio_paghe(procedura, candidati)) if per_le_paghe else scrivi_xlsx(fogli_graduatoria(procedura, candidati))
    registra(
        azione="progressione.esporta", oggetto="progressione", oggetto_id=procedura.pk, utente=utente.username, quando=quando,
        dati={"formato": formato, "graduatoria": graduatoria.numero},
    )  # fmt: skip
    return contenuto


@transaction.atomic
def scarica_verticale(*, esercizio: Esercizio, filtri: Mapping[str, str], giorno: date, utente: Utente, quando: datetime) -> bytes:
    """The list of the titles as the page shows it, with its filters. Raises PermissionDenied."""
    if not rules.has_perm("premi.rivedere_progressione", utente):
        raise PermissionDenied("L’elenco lo scaricano l’ufficio del personale e il Segretario generale.")
    elenco = elenco_verticale(esercizio, giorno, filtri)
    contenuto = scrivi_xlsx(foglio_verticale(esercizio.anno, elenco.righe))
    registra(
        azione="premi.esporta_verticale", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
        dati={"anno": esercizio.anno, "righe": len(elenco.righe)},
    )  # fmt: skip
    return contenuto
