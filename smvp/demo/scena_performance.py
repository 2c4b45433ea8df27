"""Piano and Relazione by the true operations: begun, written, examined, approved, validated, published. The worker draws them later."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Utente
from smvp.performance.models import Piano, Relazione, Risposta
from smvp.performance.operazioni.apertura import apri_piano, apri_relazione
from smvp.performance.operazioni.generazione import chiedi_edizioni, genera
from smvp.performance.operazioni.passaggi import approva
from smvp.performance.operazioni.testi import aggiungi_collegamento, salva_testi
from smvp.performance.operazioni.validazione import concludi, salva_verifiche

from .modello_performance import PassoScritto, ScrittoDemo

APRI: Mapping[str, Callable[..., Relazione | Piano]] = {"relazione": apri_relazione, "piano": apri_piano}
MODELLI: Mapping[str, type[Relazione] | type[Piano]] = {"relazione": Relazione, "piano": Piano}


@dataclass(slots=True)
class ScenaPerformance:
    """Those of one exercise while they are being played."""

    esercizio: Esercizio
    scritti: Sequence[ScrittoDemo]
    utenti: Mapping[str, Utente]
    atti: Mapping[str, Atto]

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for s in self.scritti:
            yield s.aperto_il, partial(APRI[s.che], esercizio=self.esercizio, utente=self.utenti[s.da], quando=s.aperto_il)
            yield s.scritto_il, partial(self._scrivi, s)
            for passo in s.passi:
                yield passo.il, partial(self._fai, s, passo)

    def _riga(self, s: ScrittoDemo) -> Any:
        return MODELLI[s.che]._default_manager.select_related("esercizio").get(esercizio=self.esercizio)

    def _scrivi(self, s: ScrittoDemo) -> None:
        come: dict[str, Any] = {"utente": self.utenti[s.da], "quando": s.scritto_il}
        riga = self._riga(s)
        salva_testi(scritto=riga, testi=s.testi, **come)
        for genere, titolo, url in s.collegamenti:
            aggiungi_collegamento(piano=riga, genere=genere, titolo=titolo, url=url, **come)

    def _fai(self, s: ScrittoDemo, p: PassoScritto) -> None:
        riga, come = self._riga(s), {"utente": self.utenti[p.da], "quando": p.il}
        if p.azione == "genera":
            for generazione in chiedi_edizioni(scritto=riga, **come):
                genera(generazione.pk, quando=p.il)
        elif p.azione == "approva":
            atto = DatiAtto(p.dati["numero"], p.dati["data"], p.dati["oggetto"])
            approva(scritto=riga, atto=atto, versione=riga.versione, **come)
        elif p.azione == "valida":
            tutte = {v.codice: (Risposta.SI.value, "") for v in self.esercizio.reg.garanzie.verifiche}
            risposte = {**tutte, **s.verifiche}
            riga = salva_verifiche(relazione=riga, risposte=risposte, conclusioni=s.conclusioni, versione=riga.versione, **come)
            concludi(relazione=riga, azione="valida", verbale=self.atti[p.dati["atto"]], versione=riga.versione, **come)
        else:
            esegui(riga, p.azione, versione=riga.versione, motivo=p.dati.get("motivo", ""), **come)
