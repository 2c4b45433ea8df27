"""The progressions of an exercise by the true operations (art. 22): imports, call, growth, ranking, and of the older one the act."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from random import Random

from premi.calcolo.progressioni import PARITA
from premi.letture.progressioni.aspiranti import Aspirante, gruppi_di
from premi.models import Progressione
from premi.operazioni.maturazioni import ValoreMaturazione, salva_maturazioni
from premi.operazioni.passaggi import approva_progressione
from premi.operazioni.progressioni import decidi_parita, posti_contesi, prepara_progressione
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Persona, Ruolo, Utente
from smvp.organizzazione.posizioni import importa_posizioni, piano_posizioni
from valutazioni.letture.pregresse import RigaPregressa, piano_pregresse, totali_annui
from valutazioni.models import ValutazionePregressa
from valutazioni.operazioni.pregresse import importa_pregresse

from .modello_progressioni import AnnoProgressioni, Carico, Procedura, Rettifica


@dataclass(slots=True)
class ScenaProgressioni:
    """The progressions of one exercise while they are being played."""

    esercizio: Esercizio
    anno: AnnoProgressioni
    utenti: Mapping[str, Utente]
    direzioni: Mapping[str, Direzione]
    persone: Mapping[str, Persona]
    atti: Mapping[str, Atto]
    scritte: dict[int, int] = field(default_factory=dict)
    """The procedures by their place in the data."""

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """All that happened: when, what."""
        for carico in self.anno.carichi:
            yield carico.il, partial(self._importa, carico)
        for rettifica in self.anno.rettifiche:
            yield rettifica.il, partial(self._rettifica, rettifica)
        for n, p in enumerate(self.anno.procedure):
            yield p.il, partial(self._prepara, n, p)
            yield p.aperta_il, partial(self._passa, n, p, "apri", p.aperta_il)
            yield p.maturazione_il, partial(self._valuta, n, p)
            yield p.formata_il, partial(self._passa, n, p, "forma", p.formata_il)
            if p.approvata_il is not None:
                yield p.approvata_il, partial(self._approva, n, p, p.approvata_il)

    def _importa(self, c: Carico) -> None:
        come = {"nome_file": c.file, "utente": self.utenti[c.da], "quando": c.il}
        if c.valutazioni:
            importa_pregresse(righe=c.valutazioni, impronta=piano_pregresse(c.valutazioni).impronta, **come)  # type: ignore[arg-type]
        if c.posizioni:
            importa_posizioni(righe=c.posizioni, impronta=piano_posizioni(c.posizioni).impronta, **come)  # type: ignore[arg-type]

    def _rettifica(self, r: Rettifica) -> None:
        """The total that makes the sums of the two equal."""
        di, altro = self.persone[r.di], self.persone[r.alla_pari_con]
        totali = {persona: {t.anno: t.totale for t in tutti} for persona, tutti in totali_annui([di.pk, altro.pk]).items()}
        suoi, dell_altro = totali[di.pk], totali[altro.pk]
        totale = sum((dell_altro[a] for a in r.anni), Decimal(0)) - sum((suoi[a] for a in r.anni if a != r.anno), Decimal(0))
        riga = RigaPregressa(2, r.di, r.anno, totale, ValutazionePregressa.Sistema.VIGENTE.value, r.fonte)
        self._importa(Carico(r.il, r.da, r.file, [riga]))

    # --- the procedures -----------------------------------------------------------------------------------------------------------------

    def _prepara(self, n: int, p: Procedura) -> None:
        posti = {(self.direzioni[d].pk, c): quanti for d, categorie in p.posti.items() for c, quanti in categorie.items()}
        riga = prepara_progressione(
            esercizio=self.esercizio, bando=p.bando, posti=posti, atto=self.atti[p.atto_bando], utente=self.utenti[p.da], quando=p.il
        )
        self.scritte[n] = riga.pk

    def _procedura(self, n: int) -> Progressione:
        return Progressione.objects.select_related("esercizio").get(pk=self.scritte[n])

    def _passa(self, n: int, p: Procedura, azione: str, quando: datetime) -> None:
        riga = self._procedura(n)
        esegui(riga, azione, utente=self.utenti[p.da], quando=quando, versione=riga.versione)

    def _valuta(self, n: int, p: Procedura) -> None:
        """Each dirigente the candidates of their own Direzione."""
        riga = self._procedura(n)
        for codice in p.posti:
            direzione = self.direzioni[codice]
            ammissibili = [a for g in gruppi_di(riga, [direzione.pk]) for a in g.ammissibili]
            valori = {a.persona.pk: self._giudizio(a, p) for a in ammissibili}
            salva_maturazioni(
                procedura=riga, direzione=direzione, valori=valori, utente=self._dirigente(direzione, p.maturazione_il),
                quando=p.maturazione_il,
            )  # fmt: skip

    def _dirigente(self, direzione: Direzione, quando: datetime) -> Utente:
        in_carica = Incarico.objects.in_vigore(quando.date()).filter(direzione=direzione, ruolo=Ruolo.DIRIGENTE)
        nomi = {u.pk: u for u in self.utenti.values()}
        return nomi[in_carica.order_by("ad_interim", "pk").values_list("persona__utente", flat=True)[0]]

    def _giudizio(self, a: Aspirante, p: Procedura) -> ValoreMaturazione:
        caso = Random(f"{self.anno.seme}-{a.persona.matricola}")
        giudizi = self.anno.giudizi
        scelto = caso.choices(giudizi, [g.peso for g in giudizi])[0]
        detto = p.maturazioni.get(a.persona.matricola)
        g = scelto if detto is None else next(x for x in giudizi if x.punti == detto)
        return ValoreMaturazione(g.punti, tuple(g.condizioni), caso.choice(g.motivi))

    def _approva(self, n: int, p: Procedura, quando: datetime) -> None:
        """The Segretario decides the ties for who has been in the step longest, and registers the act."""
        riga, segretario = self._procedura(n), self.utenti["segretario"]
        graduatoria = riga.ultima_graduatoria()
        for posto in riga.posti.select_related("direzione"):
            suoi = graduatoria.candidati.filter(direzione=posto.direzione, categoria=posto.categoria) if graduatoria else []
            pari = sorted((c for c in suoi if c.esito == PARITA), key=lambda c: (c.posizione_dal, c.matricola))
            if pari:
                contesi = posti_contesi(riga, posto.direzione_id, posto.categoria, pari)
                decidi_parita(
                    procedura=riga, direzione=posto.direzione, categoria=posto.categoria, scelti=[c.pk for c in pari[:contesi]],
                    motivo=p.pari, utente=segretario, quando=quando, versione=riga.versione,
                )  # fmt: skip
        approva_progressione(procedura=riga, atto=self.atti[p.atto], utente=segretario, quando=quando, versione=riga.versione)
