"""Files published and withdrawn by hand in the public section, by the true operations, each on its day (art. 36)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from smvp.documenti.allegati import File
from smvp.documenti.fogli import Foglio, scrivi_xlsx
from smvp.documenti.models import Pubblicazione
from smvp.organizzazione.models import Esercizio, Utente
from smvp.trasparenza.operazioni.pubblicazioni import pubblica_file, ritira_pubblicazione

from .modello_pubblicazioni import FilePubblicato


@dataclass(slots=True)
class ScenaPubblicazioni:
    """What was published by hand in one exercise."""

    esercizio: Esercizio
    pubblicati: Sequence[FilePubblicato]
    utenti: Mapping[str, Utente]

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for p in self.pubblicati:
            yield p.il, partial(self._pubblica, p)
            if p.ritirata_il:
                yield p.ritirata_il, partial(self._ritira, p, p.ritirata_il)

    def _pubblica(self, p: FilePubblicato) -> None:
        formati = [*["testo"] * (len(p.colonne) - 1), "numero"]
        righe = [[*riga[:-1], Decimal(riga[-1])] for riga in p.righe]
        file = File(p.file, scrivi_xlsx(Foglio(p.titolo, p.colonne, righe, formati)))
        pubblica_file(
            voce=p.voce, anno=self.esercizio.anno, titolo=p.titolo, file=file, utente=self.utenti[p.da], quando=p.il
        )  # fmt: skip

    def _ritira(self, p: FilePubblicato, quando: datetime) -> None:
        riga = Pubblicazione.objects.get(voce=p.voce, anno=self.esercizio.anno, ritirata_il__isnull=True)
        ritira_pubblicazione(pubblicazione=riga, motivo=p.perche, utente=self.utenti[p.da], quando=quando)
