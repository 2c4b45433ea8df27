"""Reviews, a conciliation and a measure by the true operations: a case in each state, each act on its day by who did it (artt. 29–30)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings

from conciliazione.letture.casi import caso
from conciliazione.letture.organismo import proposta_organismo
from conciliazione.models import Assistente, Conciliazione, Esito, Esito410, Istanza, Presenza, Qualita
from conciliazione.operazioni import istruttoria, organismo, seguito
from conciliazione.operazioni.istanze import presenta_istanza
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from valutazioni.letture.riesame import voci_correggibili
from valutazioni.models import Scheda, SchedaPersonale

from .modello_riesami import Caso, Mossa

MOTIVO_ESTERNO = "Il NCVP ha dato il concerto su questa valutazione e si fa sostituire."


@dataclass(slots=True)
class ScenaRiesami:
    """The cases of one exercise while they are being played."""

    esercizio: Esercizio
    casi: Sequence[Caso]
    utenti: Mapping[str, Utente]
    incarichi: Mapping[str, Incarico]
    istanze: dict[str, int] = field(default_factory=dict)
    conciliazioni: dict[str, int] = field(default_factory=dict)

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for c in self.casi:
            for mossa in c.mosse:
                yield mossa.il, partial(self._fai, c.incarico, mossa)

    def _fai(self, chi: str, m: Mossa) -> None:
        come: dict[str, Any] = {"utente": self.utenti[m.da], "quando": m.il}
        propria = getattr(self, f"_{m.azione}", None)
        if propria is not None:
            propria(chi, come, **m.dati)
        else:
            riga = self._caso(chi)
            esegui(riga, m.azione, versione=riga.versione, motivo=m.dati.get("motivo", ""), **come)

    def _caso(self, chi: str) -> Istanza:
        return caso(self.istanze[chi])

    def _scheda(self, chi: str) -> Scheda | SchedaPersonale:
        """Of an appointment, or of one of the staff by matricola."""
        if chi not in self.incarichi:
            staff = SchedaPersonale.objects.select_related("esercizio", "persona")
            return staff.get(esercizio=self.esercizio, persona__matricola=chi)
        return Scheda.objects.select_related("incarico__persona", "esercizio").get(esercizio=self.esercizio, incarico=self.incarichi[chi])

    def _presenta(self, chi: str, come: dict[str, Any], motivi: str, chiede: str) -> None:
        self.istanze[chi] = presenta_istanza(scheda=self._scheda(chi), motivi=motivi, chiede=chiede, **come).pk

    def _costituisci(self, chi: str, come: dict[str, Any], dirigente: str, esterno: str = "") -> None:
        """``esterno``: who sits in the place of the NCVP, where it has evaluated."""
        istanza = self._caso(chi)
        proposta = proposta_organismo(istanza.scheda, come["quando"].date())
        segretario = proposta.segretario.persona if proposta.segretario else None
        ncvp = proposta.ncvp.persona if proposta.ncvp else None
        seggi = [
            organismo.Seggio(Qualita.NCVP, nome_esterno=esterno, perche=MOTIVO_ESTERNO)
            if esterno
            else organismo.Seggio(Qualita.NCVP, ncvp),
            organismo.Seggio(Qualita.SEGRETARIO, segretario),
            organismo.Seggio(Qualita.DIRIGENTE, self.incarichi[dirigente].persona),
        ]
        organismo.costituisci_organismo(istanza=istanza, seggi=seggi, **come)

    def _chiedi(self, chi: str, come: dict[str, Any], a: str, domanda: str, entro: Any) -> None:
        istruttoria.chiedi_controdeduzioni(istanza=self._caso(chi), a=self.incarichi[a].persona, domanda=domanda, entro=entro, **come)

    def _controdeduci(self, chi: str, come: dict[str, Any], testo: str) -> None:
        istruttoria.controdeduci(richiesta=self._caso(chi).controdeduzioni.get(data_il=None), testo=testo, **come)

    def _convoca(self, chi: str, come: dict[str, Any], per: datetime, luogo: str) -> None:
        istanza = self._caso(chi)
        fissata = per.replace(tzinfo=settings.FUSO)
        istruttoria.convoca_audizione(istanza=istanza, fissata_per=fissata, luogo=luogo, versione=istanza.versione, **come)

    def _verbale(self, chi: str, come: dict[str, Any], testo: str, assistente: str) -> None:
        istruttoria.verbalizza_audizione(
            istanza=self._caso(chi), presenza=Presenza.PRESENTE, assistente=Assistente.SINDACATO, nome_assistente=assistente,
            verbale=testo, **come,
        )  # fmt: skip

    def _proponi(self, chi: str, come: dict[str, Any], esito: str, motivazione: str, obiettivo: int = 0, percentuale: int = 0) -> None:
        """``obiettivo``: the place on the sheet of the percentage that changes."""
        istanza, nuovi = self._caso(chi), {}
        if esito == Esito.MODIFICATA:
            voce = [v for v in voci_correggibili(istanza.scheda) if v.percentuale][obiettivo]
            nuovi = {voce.campo: percentuale}
        organismo.metti_ai_voti(istanza=istanza, esito=Esito(esito), motivazione=motivazione, nuovi=nuovi, **come)

    def _vota(self, chi: str, come: dict[str, Any], qualita: str, contrario: str = "") -> None:
        istanza = self._caso(chi)
        seggio = next(c for c in istanza.in_carica if c.qualita == qualita)
        decisione = istanza.ultima(*Esito.values)
        organismo.vota(decisione=decisione, componente=seggio, favorevole=not contrario, motivo=contrario, **come)

    def _registra(self, chi: str, come: dict[str, Any], sede: str, oggetto: str) -> None:
        giorno = come["quando"].date()
        riga = seguito.registra_conciliazione(scheda=self._scheda(chi), sede=sede, richiesta_il=giorno, oggetto=oggetto, **come)
        self.conciliazioni[chi] = riga.pk

    def _concludi(self, chi: str, come: dict[str, Any], esito: str, contenuto: str) -> None:
        riga = Conciliazione.objects.get(pk=self.conciliazioni[chi])
        seguito.concludi_conciliazione(
            conciliazione=riga, esito=Esito410(esito), esito_del=come["quando"].date(), contenuto=contenuto, versione=riga.versione, **come
        )

    def _misura(self, chi: str, come: dict[str, Any], proposta: str, perche: str) -> None:
        seguito.proponi_misura(dopo=self._caso(chi), proposta=proposta, perche=perche, **come)

    def _decidi_misura(self, chi: str, come: dict[str, Any], esito: str, motivo: str) -> None:
        misura = self._caso(chi).misura
        esegui(misura, esito, versione=misura.versione, motivo=motivo, **come)
