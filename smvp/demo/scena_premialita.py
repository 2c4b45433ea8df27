"""The premiums of artt. 25–27 by the true operations: the decision that turns one on, the proposals, the act, the payment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from premi.models import Accensione, Attribuzione, AvvisoInnovazione, Premialita, Progetto, RipartoEfficienza
from premi.operazioni.efficienza import aggiungi_persona, conferisci_efficienza, scrivi_riparto
from premi.operazioni.innovazione import DatiAvviso, conferisci_premio, proponi_vincitore, scrivi_avviso, scrivi_progetto, valuta_progetto
from premi.operazioni.premialita import conferisci_bonus, decidi, liquida_attribuzione, paga_insieme, proponi_bonus
from premi.stati import CONFERITE
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Persona, Utente

from .modello_premialita import AnnoPremialita, Avviso, Bonus, Decisione, Mossa, Presentato, Ripartizione, Vincitore, Voto

CON_ATTO = {"conferisci": conferisci_bonus, "liquida": liquida_attribuzione}


@dataclass(slots=True)
class ScenaPremialita:
    """These premiums in one exercise, while they are being played."""

    esercizio: Esercizio
    anno: AnnoPremialita
    utenti: Mapping[str, Utente]
    atti: Mapping[str, Atto]

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """All that happened: when, what."""
        for decisione in self.anno.decisioni:
            yield decisione.il, partial(self._decidi, decisione)
        for bonus in self.anno.bonus:
            yield bonus.il, partial(self._proponi, bonus)
            for mossa in bonus.mosse:
                yield mossa.il, partial(self._passa_bonus, bonus, mossa)
        for ripartizione in self.anno.ripartizioni:
            yield ripartizione.il, partial(self._ripartisci, ripartizione)
            for mossa in ripartizione.mosse:
                yield mossa.il, partial(self._passa_riparto, mossa)
            for mossa in ripartizione.pagamenti:
                yield mossa.il, partial(self._paga, Premialita.EFFICIENZA, mossa)
        for avviso in self.anno.avvisi:
            yield avviso.il, partial(self._scrivi_avviso, avviso)
            for mossa in avviso.mosse:
                yield mossa.il, partial(self._passa_avviso, mossa)
            for progetto in avviso.progetti:
                yield progetto.il, partial(self._presenta, progetto)
            titoli = {p.chiave: p.titolo for p in avviso.progetti}
            for voto in avviso.voti:
                yield voto.il, partial(self._vota, titoli[voto.progetto], voto)
            if avviso.vincitore:
                yield avviso.vincitore.il, partial(self._proponi_vincitore, titoli[avviso.vincitore.progetto], avviso.vincitore)
            for rinuncia in avviso.rinunce:
                yield rinuncia.il, partial(self._rinuncia, rinuncia)
            for mossa in avviso.pagamenti:
                yield mossa.il, partial(self._paga, Premialita.INNOVAZIONE, mossa)

    def _persona(self, utente: str) -> Persona:
        return self.utenti[utente].persona

    def _decidi(self, d: Decisione) -> None:
        versione = Accensione.objects.filter(esercizio=self.esercizio, istituto=d.istituto).count()
        decidi(
            esercizio=self.esercizio, istituto=d.istituto, acceso=True, somma=d.somma, atto=self.atti[d.atto], motivo=d.motivo,
            utente=self.utenti["segretario"], quando=d.il, versione=versione,
        )  # fmt: skip

    # --- art. 25 ----------------------------------------------------------------------------------------------------------------------

    def _proponi(self, b: Bonus) -> None:
        proponi_bonus(
            esercizio=self.esercizio, persona=self._persona(b.persona), importo=b.importo, motivo=b.motivo,
            utente=self.utenti["segretario"], quando=b.il,
        )  # fmt: skip

    def _passa_bonus(self, b: Bonus, m: Mossa) -> None:
        sue = Attribuzione.objects.filter(esercizio=self.esercizio, istituto=Premialita.ECCELLENZE, persona=self._persona(b.persona))
        riga = sue.select_related("esercizio").latest("pk")
        come: dict[str, Any] = {"utente": self.utenti[m.da], "quando": m.il, "versione": riga.versione}
        if m.atto:
            CON_ATTO[m.azione](attribuzione=riga, atto=self.atti[m.atto], **come)
        else:
            esegui(riga, m.azione, motivo=m.motivo, **come)

    # --- art. 27 ----------------------------------------------------------------------------------------------------------------------

    def _ripartisci(self, r: Ripartizione) -> None:
        come: dict[str, Any] = {"utente": self.utenti["segretario"], "quando": r.il}
        riparto = scrivi_riparto(esercizio=self.esercizio, criteri=r.criteri, al_personale=r.al_personale, versione=0, **come)
        for p in r.persone:
            aggiungi_persona(riparto=riparto, persona=self._persona(p.persona), peso=p.peso, motivo=p.motivo, **come)

    def _passa_riparto(self, m: Mossa) -> None:
        riparto = RipartoEfficienza.objects.select_related("esercizio").get(esercizio=self.esercizio)
        come: dict[str, Any] = {"utente": self.utenti[m.da], "quando": m.il, "versione": riparto.versione}
        if m.atto:
            conferisci_efficienza(riparto=riparto, atto=self.atti[m.atto], **come)
        else:
            esegui(riparto, m.azione, **come)

    def _paga(self, istituto: Premialita, m: Mossa) -> None:
        sue = Attribuzione.objects.filter(esercizio=self.esercizio, istituto=istituto, stato__in=CONFERITE)
        paga_insieme(
            esercizio=self.esercizio, istituto=istituto, azione=m.azione, utente=self.utenti[m.da], quando=m.il,
            viste=dict(sue.values_list("pk", "versione")), atto=self.atti[m.atto] if m.atto else None,
        )  # fmt: skip

    # --- art. 26 ----------------------------------------------------------------------------------------------------------------------

    def _scrivi_avviso(self, a: Avviso) -> None:
        testo = DatiAvviso(a.soggetti, a.criteri, a.metodo, a.massimo, a.entro, [self._persona(u) for u in a.giuria], a.importo)
        scrivi_avviso(esercizio=self.esercizio, testo=testo, utente=self.utenti["segretario"], quando=a.il, versione=0)

    def _avviso(self) -> AvvisoInnovazione:
        return AvvisoInnovazione.objects.select_related("esercizio").get(esercizio=self.esercizio)

    def _passa_avviso(self, m: Mossa) -> None:
        avviso = self._avviso()
        come: dict[str, Any] = {"utente": self.utenti[m.da], "quando": m.il, "versione": avviso.versione}
        if m.atto:
            conferisci_premio(avviso=avviso, atto=self.atti[m.atto], **come)
        else:
            esegui(avviso, m.azione, motivo=m.motivo, **come)

    def _presenta(self, p: Presentato) -> None:
        scrivi_progetto(
            avviso=self._avviso(), titolo=p.titolo, descrizione=p.descrizione, gruppo=[self._persona(u) for u in p.gruppo],
            utente=self.utenti[p.da], quando=p.il,
        )  # fmt: skip

    def _progetto(self, titolo: str) -> Progetto:
        return Progetto.objects.get(avviso__esercizio=self.esercizio, titolo=titolo)

    def _vota(self, titolo: str, v: Voto) -> None:
        valuta_progetto(
            progetto=self._progetto(titolo), punti=v.punti, motivazione=v.motivo, utente=self.utenti[v.da], quando=v.il
        )  # fmt: skip

    def _proponi_vincitore(self, titolo: str, v: Vincitore) -> None:
        avviso = self._avviso()
        proponi_vincitore(
            avviso=avviso, progetto=self._progetto(titolo), motivo=v.motivo, utente=self.utenti["segretario"], quando=v.il,
            versione=avviso.versione,
        )  # fmt: skip

    def _rinuncia(self, m: Mossa) -> None:
        sue = Attribuzione.objects.select_related("esercizio").filter(esercizio=self.esercizio, istituto=Premialita.INNOVAZIONE)
        riga = sue.get(persona=self._persona(m.da))
        esegui(riga, m.azione, utente=self.utenti[m.da], quando=m.il, versione=riga.versione, motivo=m.motivo)
