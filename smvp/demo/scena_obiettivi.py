"""The objectives of the demo brought to where they stand by the true operations, in the order in which it happened (see ``regia``)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from obiettivi.models import Obiettivo, Parte
from obiettivi.operazioni.esame import verbalizza
from obiettivi.operazioni.passaggi import assegna_con_atto, firma_accettazione, scrivi_firme
from obiettivi.operazioni.schede import crea_obiettivo
from obiettivi.operazioni.subentro import fai_subentrare, firma_subentro, passa_di_mano
from obiettivi.stati import OBIETTIVO
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Ruolo, Utente

from . import scena_esiti, scena_vera
from .cronaca import Cronaca
from .modello_obiettivi import Incontro, Mossa, Nota, Traguardo
from .scena_blocco import lascia_traccia, nasce
from .scrittura import assegna_individuali, assegna_parti, lega, scrivi_righe, scrivi_riscontri, tipo_di

QUALCHE_MINUTO = timedelta(minutes=3)
# What is written just before some steps.
PREPARA = {
    "valida": scena_vera.riscontra_tutto, "valida_po": scena_vera.riscontra_tutto, "chiedi_integrazioni": scena_vera.respingi,
    "ridefinisci": scena_vera.compila, "ritrasmetti": scena_vera.compila, "misura": scena_vera.misura, "valuta": scena_vera.decidi,
}  # fmt: skip
CHI = {
    "esprimi_parere": "segretario", "trasmetti": "segretario", "trasmetti_al_valutatore": "segretario", "assegna": "segretario",
    "misura": "controllo", "rinvia_rendicontazione": "controllo",
}  # fmt: skip
DI_CHI_ESAMINA = frozenset({
    "valida", "valida_po", "verifica", "valuta", "chiedi_integrazioni", "restituisci", "respingi_revisione", "restituisci_ridefinizione",
})  # fmt: skip


@dataclass(slots=True)
class Scena:
    """The objectives of one exercise while they are being played."""

    esercizio: Esercizio
    utenti: Mapping[str, Utente]
    incarichi: Mapping[str, Incarico]
    direzioni: Mapping[str, Direzione]
    atti: Mapping[str, Atto]
    cronaca: Cronaca
    anno_prima: Mapping[str, Obiettivo] = field(default_factory=dict)
    obiettivi: dict[str, Obiettivo] = field(default_factory=dict)

    def mosse(self, t: Traguardo) -> Iterator[tuple[datetime, Callable[[], object], bool, bool]]:
        """All that happened to an objective, steps, remarks and answers, interviews: when, what, with its documents or not, only told."""
        emette = t.storia.con_documenti
        for mossa in t.storia.mosse:
            yield mossa.il, partial(self._compi if t.storia.vera else self._scrivi, t, mossa), emette, not t.storia.vera
        for nota in t.storia.note:
            yield nota.il, partial(self._annota, t, nota), emette, False
            for da, il, testo in nota.risposte:
                yield il, partial(self._rispondi, t, nota, testo, da, il), emette, False
            if nota.risolta:
                yield nota.risolta[1], partial(self._risolvi, t, nota, *nota.risolta), emette, False
        for incontro in t.storia.incontri:
            yield incontro.il, partial(self._verbalizza, t, incontro), emette, False

    # --- steps: by the true operations, or only written ----------------------------------------------------------------------------

    def _compi(self, t: Traguardo, m: Mossa) -> None:
        """Prepare what the step asks for and take it."""
        if m.azione == "crea":
            self._crea(t, m)
            return
        obiettivo = self._rileggi(t)
        particolari = {"firma": self._firma, "assegna": self._assegna, "subentra": self._subentra, "verifica": self._verifica}
        if m.azione in particolari:
            particolari[m.azione](obiettivo, t, m)
            return
        utente = self._chi(obiettivo, m)
        if m.azione == "rendiconta":
            scena_vera.rendiconta(obiettivo, t, m.il, partial(self._compila, obiettivo))
            obiettivo = self._rileggi(t)
        elif m.azione in PREPARA:
            PREPARA[m.azione](obiettivo, t, m.il, utente)
            obiettivo = self._rileggi(t)
        esegui(obiettivo, m.azione, utente=utente, quando=m.il, versione=obiettivo.versione, motivo=self._motivo(obiettivo, m))

    def _scrivi(self, t: Traguardo, m: Mossa) -> None:
        """A step of an objective that is not played: what it leaves is written as it is, with its row in the log.

        Each true step costs some forty queries and many a PDF: for all the objectives a minute, and nobody looks at them all.
        """
        if m.azione == "crea":
            obiettivo = self.obiettivi[t.codice] = nasce(self.esercizio, t, self.incarichi, self.atti)
            self._righe(obiettivo, t, m)
            scrivi_riscontri([(obiettivo, t)], self.esercizio)
        obiettivo = self.obiettivi[t.codice]  # nothing but this scene writes it: no need to read it again
        if m.azione == "subentra":
            self.cronaca.scrivi()  # a true act
            self._subentra(obiettivo, t, m)
            return
        utente = self._proponente(obiettivo) if m.azione in ("crea", "firma") else self._chi(obiettivo, m)
        chi = partial(self._compila, obiettivo)
        if m.azione == "verifica":
            scena_esiti.monitora(obiettivo, t, m.il, chi)
        elif m.azione == "rendiconta":
            scena_esiti.rendiconta(obiettivo, t, m.il, chi)
        elif m.azione == "misura":
            scena_esiti.misura(obiettivo, t, m.il, utente)
        elif m.azione == "valuta":
            scena_esiti.decidi(obiettivo, t, m.il, utente)
        lascia_traccia(self.cronaca, obiettivo, t, m, utente, self._motivo(obiettivo, m))

    # --- who and what --------------------------------------------------------------------------------------------------------------

    def _rileggi(self, t: Traguardo) -> Obiettivo:
        return Obiettivo.objects.select_related("esercizio", "responsabile__persona__utente", "responsabile__direzione").get(
            pk=self.obiettivi[t.codice].pk
        )

    def _chi(self, obiettivo: Obiettivo, m: Mossa) -> Utente:
        if m.da or m.azione in CHI:
            return self.utenti[m.da or CHI[m.azione]]
        if m.azione in DI_CHI_ESAMINA:
            return self._dirigente(obiettivo, m.il) if obiettivo.di_po else self.utenti["ncvp"]
        return self._proponente(obiettivo)

    def _proponente(self, obiettivo: Obiettivo) -> Utente:
        return self._conto(self._responsabile(obiettivo))

    def _responsabile(self, obiettivo: Obiettivo) -> Incarico:
        return next(i for i in self.incarichi.values() if i.pk == obiettivo.responsabile_id)

    def _conto(self, incarico: Incarico) -> Utente:
        return self.utenti[str(incarico.persona.utente)]

    def _dirigente(self, obiettivo: Obiettivo, il: datetime) -> Utente:
        """Whoever heads on that day the Direzione of the responsible P.O."""
        ufficio = Direzione.objects.con_padri().get(incarichi=self._responsabile(obiettivo))
        return self._a_capo(ufficio.apice, il)

    def _a_capo(self, direzione: Direzione, il: datetime) -> Utente:
        in_forza = Incarico.objects.in_vigore(il.date()).filter(ruolo=Ruolo.DIRIGENTE, direzione=direzione)
        return self.utenti[in_forza.values_list("persona__utente__username", flat=True)[0]]

    def _motivo(self, obiettivo: Obiettivo, m: Mossa) -> str:
        """The reason of a step that needs one by its nature, or because it is late."""
        t = OBIETTIVO.transizione("accetta" if m.azione == "firma" else m.azione)
        termine = obiettivo.termine(t) if t else None
        return m.motivo if (t and t.motivo) or (termine is not None and m.il.date() > termine) else ""

    # --- from the draft to the Giunta's act -----------------------------------------------------------------------------------------

    def _crea(self, t: Traguardo, m: Mossa) -> None:
        responsabile = self.incarichi[t.responsabile]
        obiettivo = crea_obiettivo(
            esercizio=self.esercizio, tipo=tipo_di(t), titolo=t.titolo, responsabile=responsabile, codice=t.codice, quando=m.il,
            utente=self.utenti[m.da] if m.da else self._conto(responsabile),
        )  # fmt: skip
        self.obiettivi[t.codice] = obiettivo
        obiettivo.assegnazioni.all().delete()  # the usual weight on one appointment: here come all, each with its own
        self._righe(obiettivo, t, m)
        scena_vera.compila(obiettivo, t, m.il + QUALCHE_MINUTO, self._proponente(obiettivo), prima=True)

    def _righe(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        """What the sheet lists, and who answers for it when it is drafted."""
        parti = scrivi_righe([(obiettivo, t)], self.direzioni)
        poi = {mossa.parametro for mossa in t.storia.mosse if mossa.azione == "subentra"}
        subito = {k: i for k, i in self.incarichi.items() if k not in poi and i.ruolo != Ruolo.SEGRETARIO}
        if t.parti:
            giorno = m.il.date()
            assegna_parti(self.esercizio, parti, [i for i in subito.values() if i.dal <= giorno and (i.al is None or i.al >= giorno)])
        else:
            assegna_individuali(self.esercizio, [(obiettivo, t)], subito)
        lega([(obiettivo, t)], self.obiettivi, self.anno_prima)

    def _firma(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        """Art. 14: one signature after the other; with the last the sheet is accepted. ``parametro`` names those who sign, if not all."""
        scelti = m.parametro.split(",") if m.parametro else []
        utenti = list(obiettivo.assegnatari())
        for numero, utente in enumerate(u for u in utenti if not scelti or u.username in scelti):
            il = m.il + numero * timedelta(minutes=37)
            firma_accettazione(
                obiettivo=obiettivo, utente=self.utenti[utente.username], quando=il, motivo=self._motivo(obiettivo, replace(m, il=il)),
                impronta_letta=obiettivo.versioni.latest("numero").impronta,
            )  # fmt: skip

    def _assegna(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        motivo = self._motivo(obiettivo, m)
        assegna_con_atto(obiettivi=[obiettivo], atto=self.atti[t.atto], utente=self._chi(obiettivo, m), quando=m.il, motivo=motivo)

    def _subentra(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        """Art. 16: who takes office during the year takes the objective over as it is assigned, and signs the same text."""
        nuovo = self.incarichi[m.parametro]
        chi = self._dirigente(obiettivo, m.il) if obiettivo.di_po else self.utenti["segretario"]
        obiettivo = self.obiettivi[t.codice] = self._rileggi(t)
        if t.storia.vera:
            cessato = self._cessato(obiettivo, nuovo)
            fai_subentrare(obiettivi=[obiettivo], cessato=cessato, subentrante=nuovo, motivo=m.motivo, utente=chi, quando=m.il)
            impronta = obiettivo.versioni.filter(azione="valida").latest("numero").impronta
            firma_subentro(obiettivo=obiettivo, utente=self._conto(nuovo), quando=m.il + QUALCHE_MINUTO, impronta_letta=impronta)
            return
        nuova = passa_di_mano(obiettivo, self._cessato(obiettivo, nuovo), nuovo, motivo=m.motivo, utente=chi, quando=m.il)
        scrivi_firme([nuova], obiettivo.versioni.latest("numero"), utente=self._conto(nuovo), quando=m.il + QUALCHE_MINUTO)

    def _cessato(self, obiettivo: Obiettivo, nuovo: Incarico) -> Incarico:
        """Whose place it is: the last to have left the same office."""
        andati = obiettivo.assegnazioni.filter(incarico__direzione=nuovo.direzione, incarico__ruolo=nuovo.ruolo, incarico__al__lt=nuovo.dal)
        return andati.select_related("incarico__persona").order_by("-incarico__al")[0].incarico

    def _verifica(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        scena_vera.monitora(obiettivo, t, m.il, partial(self._compila, obiettivo))
        obiettivo = self._rileggi(t)
        scena_vera.verifica(obiettivo, t, m.il, self._chi(obiettivo, m), self._motivo(obiettivo, m))

    def _compila(self, obiettivo: Obiettivo, parte: Parte | None, il: datetime) -> Utente:
        """Whoever fills in a quota: the head of the part's Direzione on that day, or who fills the sheet in."""
        return self._a_capo(parte.direzione, il) if parte else self._proponente(obiettivo)

    # --- what people wrote and said -------------------------------------------------------------------------------------------------

    def _annota(self, t: Traguardo, n: Nota) -> None:
        scena_vera.annota(self._rileggi(t), n, self.utenti[n.da])

    def _rispondi(self, t: Traguardo, n: Nota, testo: str, da: str, il: datetime) -> None:
        scena_vera.rispondi(self._rileggi(t), n, testo, self.utenti[da], il)

    def _risolvi(self, t: Traguardo, n: Nota, da: str, il: datetime) -> None:
        scena_vera.risolvi(self._rileggi(t), n, self.utenti[da], il)

    def _verbalizza(self, t: Traguardo, i: Incontro) -> None:
        verbalizza(
            obiettivo=self._rileggi(t), tenuto_il=i.giorno, presenti=i.presenti, verbale=i.verbale, utente=self.utenti[i.da], quando=i.il
        )
