"""Art. 22, b): the sheet of professional growth of a Direzione, written by its dirigente while the procedure is being examined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.progressioni.aspiranti import gruppi_di
from ..models import FoglioMaturazione, Maturazione, Progressione
from ..stati import ISTRUTTORIA
from .progressioni import ARTICOLO

SUO_DIRIGENTE = "La maturazione professionale la valuta il Dirigente della Direzione."


@dataclass(frozen=True, slots=True)
class ValoreMaturazione:
    """What the dirigente says of a candidate: points of the table (None: not yet), which conditions there are, why."""

    punti: int | None
    condizioni: tuple[str, ...] = ()
    motivo: str = ""

    @classmethod
    def di(cls, m: Maturazione | None) -> "ValoreMaturazione":
        """What is saved."""
        return cls(m.punti, tuple(m.condizioni), m.motivo) if m else cls(None)


@transaction.atomic
def salva_maturazioni(
    *, procedura: Progressione, direzione: Direzione, valori: Mapping[int, ValoreMaturazione], utente: Utente, quando: datetime,
    versione: int | None = None, pagina: Pagina = NESSUNA_PAGINA,
) -> int:  # fmt: skip
    """Write the sheet of a Direzione, or part of it (by the key of the person). Returns how many rows have changed.

    What is not whole yet is kept: the ranking refuses it (operazioni/graduatorie.py). ``versione``: of the sheet as it was read; None if
    whoever calls compares nothing. Raises PermissionDenied (not its dirigente), OperazioneNonAmmessa (the ranking is formed),
    ConflittoDiVersione, DatiNonValidi (somebody who is not an admissible candidate of the Direzione, points outside the table, a condition
    that the regulation does not have).
    """
    riga = Progressione.objects.select_for_update(of=("self",)).select_related("esercizio").get(pk=procedura.pk)
    if not rules.has_perm("premi.valutare_maturazione", utente, direzione.pk):
        raise PermissionDenied(SUO_DIRIGENTE)
    if riga.stato != ISTRUTTORIA:
        raise OperazioneNonAmmessa(f"La procedura è «{riga.stato_attuale.parola}»: la maturazione non si scrive.", articolo=ARTICOLO)
    foglio, _ = FoglioMaturazione.objects.get_or_create(procedura=riga, direzione=direzione)
    if versione is not None and foglio.versione != versione:
        raise ConflittoDiVersione("Nel frattempo il foglio è cambiato.")
    suoi = {a.persona.pk: a for g in gruppi_di(riga, [direzione.pk]) for a in g.ammissibili}
    cambiano = []
    for persona, valore in valori.items():
        if persona not in suoi:
            raise DatiNonValidi("Una riga non è di un candidato ammissibile della Direzione: ricarica la pagina.", articolo=ARTICOLO)
        a = suoi[persona]
        if difetto := difetto_della_maturazione(valore, riga.esercizio):
            raise DatiNonValidi(f"{a.persona}: {difetto[1]}", campo=difetto[0], articolo=ARTICOLO)
        if valore != ValoreMaturazione.di(a.maturazione):
            cambiano.append(Maturazione(
                procedura=riga, persona=a.persona, punti=valore.punti, condizioni=list(valore.condizioni), motivo=valore.motivo,
                compilata_da=utente, compilata_il=quando,
            ))  # fmt: skip
    if not cambiano:
        return 0
    Maturazione.objects.bulk_create(
        cambiano, update_conflicts=True, unique_fields=["procedura", "persona"],
        update_fields=["punti", "condizioni", "motivo", "compilata_da", "compilata_il"],
    )  # fmt: skip
    foglio.segna_salvata(utente, quando, pagina)
    foglio.save()
    registra(
        azione="progressione.maturazione", oggetto="progressione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"direzione": direzione.codice, "righe": [[m.persona.matricola, m.punti, m.condizioni, m.motivo] for m in cambiano]},
    )  # fmt: skip
    return len(cambiano)


def difetto_della_maturazione(valore: ValoreMaturazione, esercizio: Esercizio) -> tuple[str, str] | None:
    """The field at fault and what is wrong; None if it can be kept."""
    p = esercizio.reg.progressioni
    if valore.punti is not None and valore.punti not in [livello.punti for livello in p.maturazione]:
        return "punti", "scegli uno dei punteggi della tabella."
    if set(valore.condizioni) - {c.codice for c in p.condizioni}:
        return "condizioni", "una condizione non è di quelle del regolamento."
    return None
