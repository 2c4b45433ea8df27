"""The rewards of an exercise by the true operations: what was set aside, by which act; the runs, from the calculation to the payment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from premi.calcolo.tracciato import mappa_da
from premi.letture.fonti import DiCorsa
from premi.models import Corsa, Fondo
from premi.models import Tracciato as TracciatoPaghe
from premi.operazioni.corse import approva_corsa, calcola_corsa, chiedi_corsa, liquida_corsa
from premi.operazioni.fondi import EsitoTempi, registra_criterio, registra_fondo, registra_tempi
from premi.operazioni.paghe import esporta_paghe
from premi.operazioni.scenari import cambia_scenario, inizia_prova, tieni_scenario
from premi.operazioni.tracciati import salva_tracciato
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Incarico, Utente

from .modello_premi import AnnoPremi, Calcolo, Criterio, Ipotesi, Passo, Scarico, Somma, Tempi, Tracciato
from .scena_premialita import ScenaPremialita

CON_ATTO = {"approva": approva_corsa, "liquida": liquida_corsa}


@dataclass(slots=True)
class ScenaPremi:
    """The rewards of one exercise while they are being played."""

    esercizio: Esercizio
    anno: AnnoPremi
    utenti: Mapping[str, Utente]
    incarichi: Mapping[str, Incarico]
    atti: Mapping[str, Atto]
    corse: dict[int, int] = field(default_factory=dict)
    """The runs by their place in the data."""

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """All that happened: when, what."""
        for somma in self.anno.somme:
            yield somma.il, partial(self._stanzia, somma)
        for criterio in self.anno.criteri:
            yield criterio.il, partial(self._scrivi_criterio, criterio)
        for tempi in self.anno.tempi:
            yield tempi.il, partial(self._scrivi_tempi, tempi)
        for numero, calcolo in enumerate(self.anno.corse):
            yield calcolo.il, partial(self._calcola, numero, calcolo)
            for passo in calcolo.passi:
                yield passo.il, partial(self._passa, numero, passo)
        for tracciato in self.anno.tracciati:
            yield tracciato.il, partial(self._scrivi_tracciato, tracciato)
        for scarico in self.anno.scarichi:
            yield scarico.il, partial(self._scarica, scarico)
        for ipotesi in self.anno.scenari:
            yield ipotesi.il, partial(self._simula, ipotesi)
        yield from ScenaPremialita(self.esercizio, self.anno.altri, self.utenti, self.atti).mosse()

    # --- the data of the year ---------------------------------------------------------------------------------------------------------

    def _stanzia(self, s: Somma) -> None:
        registra_fondo(
            esercizio=self.esercizio, destinazione=s.destinazione, importo=s.importo, atto=self.atti[s.atto], utente=self.utenti[s.da],
            quando=s.il, versione=Fondo.objects.filter(esercizio=self.esercizio, destinazione=s.destinazione).count(), motivo=s.motivo,
            parametri={categoria: Decimal(peso) for categoria, peso in s.parametri.items()},
        )  # fmt: skip

    def _scrivi_criterio(self, c: Criterio) -> None:
        registra_criterio(
            esercizio=self.esercizio, soglia=c.soglia, tetto=c.tetto, atto=self.atti[c.atto], utente=self.utenti["personale"],
            quando=c.il, versione=0,
        )  # fmt: skip

    def _scrivi_tempi(self, t: Tempi) -> None:
        esito = EsitoTempi(self.incarichi[t.incarico], t.esito, 0)
        registra_tempi(esercizio=self.esercizio, esiti=[esito], utente=self.utenti["personale"], quando=t.il)

    # --- the runs --------------------------------------------------------------------------------------------------------------------

    def _calcola(self, numero: int, c: Calcolo) -> None:
        corsa = chiedi_corsa(esercizio=self.esercizio, istituto=c.istituto, utente=self.utenti[c.da], quando=c.il)
        calcola_corsa(corsa.pk, quando=c.il)
        self.corse[numero] = corsa.pk

    def _passa(self, numero: int, p: Passo) -> None:
        corsa = Corsa.objects.select_related("esercizio").get(pk=self.corse[numero])
        come: dict[str, Any] = {"utente": self.utenti[p.da], "quando": p.il, "versione": corsa.versione}
        if p.azione in CON_ATTO:
            CON_ATTO[p.azione](corsa=corsa, atto=self.atti[p.atto], **come)
        else:
            esegui(corsa, p.azione, **come)

    # --- the files for the payroll -----------------------------------------------------------------------------------------------------

    def _scrivi_tracciato(self, t: Tracciato) -> None:
        salva_tracciato(tracciato=None, nome=t.nome, mappa=mappa_da(t.mappa), versione=0, utente=self.utenti["personale"], quando=t.il)

    def _scarica(self, s: Scarico) -> None:
        fonte = DiCorsa(Corsa.objects.select_related("esercizio", "atto").get(pk=self.corse[s.corsa]))
        mappa = TracciatoPaghe.objects.get(nome=s.tracciato)
        esporta_paghe(fonte=fonte, tracciato=mappa, versioni=(fonte.versione, mappa.versione), utente=self.utenti["personale"], quando=s.il)

    # --- the simulator -----------------------------------------------------------------------------------------------------------------

    def _simula(self, i: Ipotesi) -> None:
        come: dict[str, Any] = {"utente": self.utenti[i.da], "quando": i.il}
        prova = inizia_prova(esercizio=self.esercizio, **come)
        prova = cambia_scenario(scenario=prova, ipotesi=i.ipotesi, versione=prova.versione, **come)
        tieni_scenario(scenario=prova, nome=i.nome, versione=prova.versione, **come)
