"""The surveys of an exercise by the true operations; the answers, which have neither a moment nor an author, are written all together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random

from smvp.flusso.operazioni import esegui
from smvp.indagini.calcolo.questionario import Domanda, Genere, Valore
from smvp.indagini.models import BENESSERE, Foglio, Indagine, Invito, Testo
from smvp.indagini.operazioni.questionari import crea_indagine, scrivi_dati, scrivi_domanda, scrivi_sezione
from smvp.organizzazione.models import Direzione, Esercizio, Utente

from .modello_indagini import IndagineDemo

CENTO = 100


@dataclass(slots=True)
class ScenaIndagini:
    """The surveys of one exercise while they are being played."""

    esercizio: Esercizio
    indagini: Sequence[IndagineDemo]
    utenti: Mapping[str, Utente]
    direzioni: Mapping[str, Direzione]
    scritte: dict[str, int] = field(default_factory=dict)

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object], bool]]:
        for i in self.indagini:
            yield i.creata_il, partial(self._prepara, i), False
            yield i.aperta_il, partial(self._passo, i, "apri", i.aperta_il), False
            yield i.risposte_il, partial(self._rispondono, i), False
            if i.chiusa_il:
                yield i.chiusa_il, partial(self._passo, i, "chiudi", i.chiusa_il), False
            if i.pubblicata_il:  # what is public has its document
                yield i.pubblicata_il, partial(self._passo, i, "pubblica", i.pubblicata_il), True

    def _riga(self, i: IndagineDemo) -> Indagine:
        return Indagine.objects.select_related("esercizio").get(pk=self.scritte[i.chiave])

    def _passo(self, i: IndagineDemo, azione: str, quando: datetime) -> None:
        riga = self._riga(i)
        esegui(riga, azione, utente=self.utenti[i.da], quando=quando, versione=riga.versione)

    def _prepara(self, i: IndagineDemo) -> None:
        """Written question by question, or begun from the last one of its kind."""
        utente, direzione = self.utenti[i.da], self.direzioni.get(i.direzione)
        prima = None if i.domande else Indagine.objects.filter(tipo=i.tipo, direzione=direzione).exclude(questionario={}).first()
        come = {"utente": utente, "quando": i.creata_il}
        riga = crea_indagine(
            esercizio=self.esercizio, tipo=i.tipo, titolo=i.titolo, presentazione=i.presentazione, direzione=direzione, da=prima,
            utente=utente, quando=i.creata_il,
        )  # fmt: skip
        self.scritte[i.chiave] = riga.pk
        for sezione in i.domande.sezioni if i.domande else ():
            riga = scrivi_sezione(indagine=riga, sezione=sezione, versione=riga.versione, **come)  # type: ignore[arg-type]
            for domanda in sezione.domande:
                riga = scrivi_domanda(indagine=riga, dove=sezione.codice, domanda=domanda, versione=riga.versione, **come)  # type: ignore[arg-type]
        scrivi_dati(
            indagine=riga, titolo=i.titolo, presentazione=i.presentazione, direzione=direzione, dal=i.dal, al=i.al, versione=riga.versione,
            utente=utente, quando=i.creata_il,
        )  # fmt: skip

    def _rispondono(self, i: IndagineDemo) -> None:
        """In one go, as the urn is when it closes: in no order. Always the same answers, whoever loads the demo."""
        riga, dadi = self._riga(i), Random(i.chiave)
        quanti = i.quanti
        if i.tipo == BENESSERE:
            invitati = list(riga.inviti.order_by("persona__matricola").values_list("pk", flat=True))
            quanti = min(quanti, len(invitati))
            Invito.objects.filter(pk__in=dadi.sample(invitati, quanti)).update(ha_risposto=True)
        domande = [d for d in riga.domande.domande if d.genere != Genere.TESTO]
        Foglio.objects.bulk_create(Foglio(indagine=riga, valori=_valori(domande, i, dadi)) for _ in range(quanti))
        Testo.objects.bulk_create(Testo(indagine=riga, domanda=domanda, testo=testo) for domanda, testo in i.testi)


def _valori(domande: Sequence[Domanda], i: IndagineDemo, dadi: Random) -> dict[str, Valore]:
    dati: dict[str, Valore] = {}
    for d in domande:
        if not d.obbligatoria and dadi.randrange(CENTO) < i.salta:
            continue
        pesi = i.pesi[d.codice]
        if d.genere == Genere.PIU:
            scelti = tuple(v for v, peso in zip(d.valori, pesi, strict=True) if dadi.randrange(CENTO) < peso)
            if scelti:
                dati[d.codice] = scelti
        else:
            dati[d.codice] = dadi.choices(d.valori, pesi)[0]
    return dati
