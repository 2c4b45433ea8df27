"""The staff of the demo (Allegato D): structures, specific objectives, and the sheets that people look at, by the true operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from obiettivi.letture.quadri.peg import Grado
from obiettivi.models import Obiettivo
from obiettivi.operazioni.peg import Modifica
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Utente
from valutazioni.letture.specifici import REGISTRO
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico, SchedaPersonale
from valutazioni.operazioni.personale import Parte2, VotiPersonale, apri_schede_personale, salva_parte_seconda, salva_voti_personale
from valutazioni.operazioni.struttura import registra_percentuali

from .blocco_personale import racconta, scrivi_in_blocco
from .cronaca import Cronaca
from .modello_personale import AnnoPersonale, Foglio, Gesto, Strutture
from .scena_schede import avanza


@dataclass(slots=True)
class ScenaPersonale:
    """The staff of one exercise while its sheets are being played."""

    esercizio: Esercizio
    anno: AnnoPersonale
    utenti: Mapping[str, Utente]
    direzioni: Mapping[str, Direzione]
    persone: Mapping[str, Persona]
    atti: Mapping[str, Atto]
    cronaca: Cronaca
    specifici: list[ObiettivoSpecifico] = field(default_factory=list)
    schede: dict[str, int] = field(default_factory=dict)
    """The sheets by matricola, once they are open."""

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object], bool, bool]]:
        """All that happened: when, what, whether its documents are issued, whether it is only told."""
        yield self.anno.specifici[0].il, self._assegna, False, False
        for numero, s in enumerate(self.anno.specifici if self.anno.raccontate else ()):
            crea: dict[str, Any] = {"titolo": s.titolo, "pesi": {matricola: ["", "1"] for matricola in s.a}, "motivo": ""}
            yield s.il, partial(self._racconta_specifico, numero, "crea", s.assegnato_da, s.il, crea), False, True
            if s.esiti:
                esiti: dict[str, Any] = {"esiti": {matricola: [str(None), str(quanto)] for matricola, quanto in s.a.items()}}
                yield s.esiti[1], partial(self._racconta_specifico, numero, "esiti", *s.esiti, esiti), False, True
        for scritte in self.anno.strutture:
            yield scritte.il, partial(self._scrivi_strutture, scritte), False, False
        if self.anno.aperte is None:
            return
        yield self.anno.aperte[1], partial(self._apri, *self.anno.aperte), False, False
        for foglio in self.anno.fogli if self.anno.raccontate else ():
            for gesto in foglio.gesti:
                compi = partial(self._compi if foglio.vera else self._racconta, foglio, gesto)
                yield gesto.il, compi, foglio.con_documenti, not foglio.vera

    def _assegna(self) -> None:
        """Art. 22: the specific objectives, with what is known by now of how far each was reached."""
        padri = {o.codice: o for o in Obiettivo.objects.filter(esercizio=self.esercizio)}
        self.specifici = ObiettivoSpecifico.objects.bulk_create(
            ObiettivoSpecifico(
                esercizio=self.esercizio, direzione=self.direzioni[s.direzione], obiettivo=padri[s.da] if s.da else None,
                titolo=s.titolo, descrizione=s.descrizione, atteso=s.atteso, entro=s.entro, assegnato_da=self.utenti[s.assegnato_da],
                assegnato_il=s.il, versione=2 if s.esiti else 1,
            )
            for s in self.anno.specifici
        )  # fmt: skip
        AssegnazioneSpecifica.objects.bulk_create(
            AssegnazioneSpecifica(obiettivo=obiettivo, persona=self.persone[matricola], raggiungimento=quanto, nota=s.nota(quanto))
            for obiettivo, s in zip(self.specifici, self.anno.specifici, strict=True) for matricola, quanto in s.a.items()
        )  # fmt: skip

    def _racconta_specifico(self, numero: int, azione: str, da: str, il: datetime, dati: Mapping[str, Any]) -> None:
        """The row of the log that the operation would have left."""
        obiettivo = self.specifici[numero]
        dove = {"anno": self.esercizio.anno, "ufficio": self.anno.specifici[numero].direzione}
        self.cronaca.annota(f"{REGISTRO}.{azione}", REGISTRO, obiettivo.pk, da, il, {**dove, **dati})

    def _scrivi_strutture(self, s: Strutture) -> None:
        modifiche = [Modifica(self.direzioni[codice], Grado(), Grado(quanto, s.fonte)) for codice, quanto in s.percentuali.items()]
        registra_percentuali(esercizio=self.esercizio, modifiche=modifiche, utente=self.utenti[s.da], quando=s.il)

    def _apri(self, da: str, il: datetime) -> None:
        apri_schede_personale(esercizio=self.esercizio, utente=self.utenti[da], quando=il)
        aperte = SchedaPersonale.objects.filter(esercizio=self.esercizio).order_by()
        self.schede.update(aperte.values_list("persona__matricola", "pk"))
        scrivi_in_blocco(self.esercizio, [f for f in self.anno.fogli if not f.vera], self.atti.get(self.anno.atto), self.utenti)

    def _racconta(self, f: Foglio, g: Gesto) -> None:
        racconta(self.cronaca, f, g, self.schede[f.matricola])

    # --- by the true operations ------------------------------------------------------------------------------------------------------

    def _compi(self, f: Foglio, g: Gesto) -> None:
        scheda = SchedaPersonale.objects.select_related("esercizio", "direzione__padre__padre").get(pk=self.schede[f.matricola])
        utente, quando = self.utenti[g.da], g.il
        if g.azione == "salva":
            voti = VotiPersonale(self._voti(scheda, f), f.note)
            salva_voti_personale(scheda=scheda, voti=voti, utente=utente, quando=quando, versione=scheda.versione)
        elif g.azione == "parte_seconda":
            parte = Parte2(**f.parte)  # type: ignore[arg-type]
            salva_parte_seconda(scheda=scheda, parte=parte, utente=utente, quando=quando, versione=0)
        else:
            testi = {"colloquio": f.colloquio, "osserva": f.osservazioni, "rispondi": f.risposta, "registra_rifiuto": f.rifiuto}
            testo = testi.get(g.azione, f.motivo)
            avanza(scheda, g.azione, utente=utente, quando=quando, testo=testo, atto=self.atti.get(self.anno.atto), testimone=f.testimone)

    def _voti(self, scheda: SchedaPersonale, f: Foglio) -> dict[int, int | None]:
        righe = {(v.voce.gruppo, v.voce.ordine): v.pk for v in scheda.voti.select_related("voce")}
        return {righe[gruppo, n]: voto for gruppo, elenco in f.voti.items() for n, voto in enumerate(elenco, 1)}
