"""The register of the NCVP, its guidance and its reports by the true operations, each on its day (artt. 32 and 34)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.ncvp.letture.registro import CURRICULUM, NOMINA
from smvp.ncvp.models import Compenso, IncaricoNcvp, Indirizzi, RapportoNcvp
from smvp.ncvp.models.incarico import garanzie_al
from smvp.ncvp.operazioni import indirizzi, nomine, pubblicazioni, rapporti, registro
from smvp.organizzazione.models import Esercizio, Persona, Utente

from .foglio import foglio
from .modello_ncvp import AttoNcvp, CompensoAnnuo, ConflittoDichiarato, Incaricato, IndirizziInviati, Nucleo, RapportoScritto

Mossa = tuple[datetime, Callable[[], object]]
POCO = timedelta(minutes=10)


@dataclass(slots=True)
class ScenaNcvp:
    """``esercizi`` by year; fees and conflicts are of the NCVP who is in office now."""

    nucleo: Nucleo
    esercizi: Mapping[int, Esercizio]
    utenti: Mapping[str, Utente]
    persone: Mapping[str, Persona]
    incarichi: dict[str, IncaricoNcvp] = field(default_factory=dict)

    def mosse(self) -> Iterator[Mossa]:
        for i in self.nucleo.incaricati:
            yield i.iscritto_il, partial(self._iscrivi, i)
            if i.pubblicato_il:
                yield i.pubblicato_il, partial(self._pubblica, i)
        for c in self.nucleo.compensi:
            yield c.il, partial(self._compenso, c)
        for x in self.nucleo.conflitti:
            yield x.il, partial(self._dichiara, x)
            yield x.finisce_il, partial(self._finisce, x)
        for s in self.nucleo.indirizzi:
            yield s.il, partial(self._invia, s)
            yield s.ricevuti_il, partial(self._ricevi, s)
        for r in self.nucleo.rapporti:
            yield r.aperto_il, partial(self._scrivi, r)
            if r.trasmesso_il:
                yield r.trasmesso_il, partial(self._passo, r, "trasmetti", "ncvp", r.trasmesso_il)
            if r.pubblicato_il:
                yield r.pubblicato_il, partial(self._passo, r, "pubblica", "segretario", r.pubblicato_il)

    @property
    def _ora(self) -> IncaricoNcvp:
        return IncaricoNcvp.objects.get(pk=self.incarichi[self.nucleo.incaricati[-1].matricola].pk)

    def _iscrivi(self, i: Incaricato) -> None:
        persona, segretario = self.persone[i.matricola], self.utenti["segretario"]
        requisiti = tuple(r.codice for r in garanzie_al(i.dal).ncvp_requisiti)
        dati = registro.DatiIncarico(
            dal=i.dal, avviso_dal=i.avviso[0], avviso_al=i.avviso[1], fascia=i.fascia, numero_iscrizione=i.numero,
            iscritto_il=i.elenco_dal, in_nuclei=i.nuclei, requisiti=requisiti,
        )  # fmt: skip
        nome = persona.con_titolo
        curriculum = File(f"curriculum-{persona.cognome.lower()}.pdf", foglio([f"Curriculum di {nome}", "Documento dimostrativo."]))
        riga = registro.apri_incarico(persona=persona, dati=dati, curriculum=curriculum, utente=segretario, quando=i.iscritto_il)
        testo = foglio([f"Decreto n. {i.decreto.numero} del {i.decreto.data:%d/%m/%Y}", i.decreto.oggetto, "Documento dimostrativo."])
        decreto = File(f"decreto-{i.decreto.numero}-{i.decreto.data.year}.pdf", testo)
        self.incarichi[i.matricola] = nomine.registra_nomina(
            incarico=riga, decreto=_atto(i.decreto, Atto.Tipo.DECRETO), file=decreto, utente=segretario, quando=i.iscritto_il + POCO,
            versione=riga.versione,
        )  # fmt: skip

    def _pubblica(self, i: Incaricato) -> None:
        for voce in (NOMINA, CURRICULUM):
            pubblicazioni.pubblica_file(
                incarico=self.incarichi[i.matricola], voce=voce, utente=self.utenti["segretario"], quando=i.pubblicato_il or i.iscritto_il
            )

    def _compenso(self, c: CompensoAnnuo) -> None:
        riga: Compenso = registro.registra_compenso(
            incarico=self._ora, anno=c.anno, importo=c.importo, presidente_revisori=c.presidente,
            atto=_atto(c.atto, Atto.Tipo.DETERMINAZIONE), utente=self.utenti["segretario"], quando=c.il,
        )  # fmt: skip
        if c.pubblicato:
            pubblicazioni.pubblica_compenso(compenso=riga, utente=self.utenti["segretario"], quando=c.il + POCO)

    def _dichiara(self, x: ConflittoDichiarato) -> None:
        registro.dichiara_conflitto(incarico=self._ora, testo=x.testo, dal=x.dal, utente=self.utenti["ncvp"], quando=x.il)

    def _finisce(self, x: ConflittoDichiarato) -> None:
        riga = self._ora.conflitti.get(dal=x.dal)
        registro.chiudi_conflitto(conflitto=riga, al=x.al, utente=self.utenti["ncvp"], quando=x.finisce_il)

    def _invia(self, s: IndirizziInviati) -> None:
        indirizzi.invia_indirizzi(
            esercizio=self.esercizi[s.anno], testo=s.testo, utente=self.utenti["segretario"], quando=s.il, visti=self._prima(s)
        )

    def _ricevi(self, s: IndirizziInviati) -> None:
        riga = Indirizzi.objects.get(esercizio=self.esercizi[s.anno], numero=self._prima(s) + 1)
        indirizzi.ricevi_indirizzi(indirizzi=riga, utente=self.utenti["ncvp"], quando=s.ricevuti_il)

    def _prima(self, s: IndirizziInviati) -> int:
        return sum(x.anno == s.anno and x.il < s.il for x in self.nucleo.indirizzi)

    def _scrivi(self, r: RapportoScritto) -> None:
        come = {"utente": self.utenti["ncvp"], "quando": r.aperto_il}
        riga = rapporti.apri_rapporto(esercizio=self.esercizi[r.anno], **come)
        rapporti.scrivi_rapporto(rapporto=riga, testi=r.testi, versione=riga.versione, **come)

    def _passo(self, r: RapportoScritto, azione: str, chi: str, quando: datetime) -> None:
        riga = RapportoNcvp.objects.get(esercizio=self.esercizi[r.anno])
        esegui(riga, azione, utente=self.utenti[chi], quando=quando, versione=riga.versione)


def _atto(a: AttoNcvp, tipo: Atto.Tipo) -> DatiAtto:
    return DatiAtto(a.numero, a.data, a.oggetto, tipo)
