"""The objectives of the demo brought to where they stand by the true operations, in the order in which it happened (see ``regia``)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from obiettivi.models import Accettazione, Assegnazione, Colloquio, Obiettivo, Parte, Rilievo, Riscontro
from obiettivi.operazioni.passaggi import assegna_con_atto, firma_accettazione
from obiettivi.operazioni.schede import crea_obiettivo
from obiettivi.stati import OBIETTIVO
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Ruolo, Utente
from smvp.registro.operazioni import registra

from .modello_obiettivi import Incontro, Mossa, Nota, Traguardo
from .scena_blocco import lascia_traccia, nasce
from .scena_esiti import decidi, misura, monitora, rendiconta
from .scrittura import Coppia, assegna_individuali, assegna_parti, scrivi_righe, scrivi_riscontri, testi_di, tipo_di

Preparazione = Callable[[Obiettivo, Traguardo, Mossa, Utente], None]
UN_ATTIMO = timedelta(minutes=1)
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
    obiettivi: dict[str, Obiettivo] = field(default_factory=dict)

    def mosse(self, t: Traguardo) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """All that happened to an objective: steps, remarks, interviews."""
        for mossa in t.storia.mosse:
            yield mossa.il, partial(self._compi if t.storia.vera else self._scrivi, t, mossa)
        for nota in t.storia.note:
            yield nota.il, partial(self._annota, t, nota)
        for incontro in t.storia.incontri:
            yield incontro.il, partial(self._verbalizza, t, incontro)

    def coppie(self, traguardi: list[Traguardo]) -> list[Coppia]:
        return [(self.obiettivi[t.codice], t) for t in traguardi]

    def _scrivi(self, t: Traguardo, m: Mossa) -> None:
        """A step of an objective that is not played: what it leaves is written as it is, with its row in the log.

        Each true step costs some forty queries and many a PDF: for all the objectives a minute, and nobody looks at them all.
        """
        if m.azione == "crea":
            obiettivo = self.obiettivi[t.codice] = nasce(self.esercizio, t, self.incarichi, self.atti)
            self._righe(obiettivo, t, m)
            scrivi_riscontri([(obiettivo, t)], self.esercizio)
        obiettivo = self._rileggi(t)
        if m.azione == "subentra":
            self._subentra(obiettivo, t, m)
            return
        utente = self._proponente(obiettivo) if m.azione in ("crea", "firma") else self._chi(obiettivo, m)
        if m.azione in self._prepara:
            self._prepara[m.azione](obiettivo, t, m, utente)
        lascia_traccia(obiettivo, t, m, utente, self._motivo(obiettivo, m) if OBIETTIVO.transizione(m.azione) else "")

    # --- who and what ----------------------------------------------------------------------------------------------------------

    def _compi(self, t: Traguardo, m: Mossa) -> None:
        if m.azione == "crea":
            self._crea(t, m)
            return
        obiettivo = self._rileggi(t)
        particolari: dict[str, Callable[[Obiettivo, Traguardo, Mossa], None]] = {
            "firma": self._firma, "assegna": self._assegna, "subentra": self._subentra,
        }  # fmt: skip
        if m.azione in particolari:
            particolari[m.azione](obiettivo, t, m)
            return
        utente = self._chi(obiettivo, m)
        if m.azione in self._prepara:
            self._prepara[m.azione](obiettivo, t, m, utente)
            obiettivo = self._rileggi(t)
        esegui(obiettivo, m.azione, utente=utente, quando=m.il, versione=obiettivo.versione, motivo=self._motivo(obiettivo, m))

    @property
    def _prepara(self) -> dict[str, Preparazione]:
        """What must be written before some steps."""
        return {
            "valida": self._riscontra, "valida_po": self._riscontra, "chiedi_integrazioni": self._respingi,
            "ridefinisci": self._riscrivi, "ritrasmetti": self._riscrivi, "verifica": self._monitora, "rendiconta": self._rendiconta,
            "misura": lambda o, t, m, utente: misura(o, t, m.il, utente), "valuta": lambda o, t, m, utente: decidi(o, t, m.il, utente),
        }  # fmt: skip

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
        assert obiettivo.responsabile is not None
        assert obiettivo.responsabile.persona.utente is not None
        return self.utenti[obiettivo.responsabile.persona.utente.username]

    def _dirigente(self, obiettivo: Obiettivo, il: datetime) -> Utente:
        """Whoever heads on that day the Direzione of the responsible P.O."""
        assert obiettivo.responsabile is not None
        assert obiettivo.responsabile.direzione is not None
        return self._a_capo(obiettivo.responsabile.direzione.apice, il)

    def _a_capo(self, direzione: Direzione, il: datetime) -> Utente:
        in_forza = Incarico.objects.in_vigore(il.date()).filter(ruolo=Ruolo.DIRIGENTE, direzione=direzione)
        return self.utenti[in_forza.values_list("persona__utente__username", flat=True)[0]]

    def _motivo(self, obiettivo: Obiettivo, m: Mossa) -> str:
        """The reason of a step that needs one by its nature, or because it is late."""
        t = OBIETTIVO.transizione(m.azione)
        assert t is not None
        termine = obiettivo.termine(t)
        return m.motivo if t.motivo or (termine is not None and m.il.date() > termine) else ""

    # --- from the draft to the Giunta's act -----------------------------------------------------------------------------------------

    def _crea(self, t: Traguardo, m: Mossa) -> None:
        responsabile = self.incarichi[t.responsabile]
        assert responsabile.persona.utente is not None
        obiettivo = crea_obiettivo(
            esercizio=self.esercizio, tipo=tipo_di(t), titolo=t.titolo, responsabile=responsabile, codice=t.codice, quando=m.il,
            utente=self.utenti[m.da or responsabile.persona.utente.username],
        )  # fmt: skip
        self.obiettivi[t.codice] = obiettivo
        Obiettivo.objects.filter(pk=obiettivo.pk).update(**testi_di(t) | t.storia.prima)
        obiettivo.assegnazioni.all().delete()  # the usual weight on one appointment: here come all, each with its own
        self._righe(obiettivo, t, m)
        for codice, argomento in t.argomenti.items():
            obiettivo.riscontri.filter(codice=codice).update(argomento=argomento)

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

    def _riscontra(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente) -> None:
        """Artt. 7, 9 and 13: every requisite is ticked, of the objective and of its indicators."""
        esaminato = {"esito": "si", "esaminato_da": utente, "esaminato_il": m.il - UN_ATTIMO}
        obiettivo.riscontri.update(**esaminato)
        Riscontro.objects.bulk_create(
            (
                Riscontro(obiettivo=obiettivo, indicatore=i, codice=r.codice, **esaminato)
                for i in obiettivo.indicatori.exclude(riscontri__isnull=False) for r in self.esercizio.reg.requisiti_indicatore
            )
        )  # fmt: skip

    def _respingi(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente) -> None:
        """Art. 13: what the validator does not find, with the reason; the rest is ticked."""
        il = m.il - UN_ATTIMO
        obiettivo.riscontri.filter(indicatore=None).update(esito="si", esaminato_da=utente, esaminato_il=il)
        for codice, nota in t.storia.respinti.items():
            obiettivo.riscontri.filter(indicatore=None, codice=codice).update(esito="no", nota=nota)

    def _riscrivi(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente) -> None:
        """The text as it reads today takes the place of the one of before."""
        Obiettivo.objects.filter(pk=obiettivo.pk).update(**testi_di(t))
        obiettivo.riscontri.filter(esito="no").update(nota="")

    def _firma(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        """Art. 14: one signature after the other; with the last the sheet is accepted. ``parametro`` names those who sign, if not all."""
        scelti = m.parametro.split(",") if m.parametro else []
        utenti = list(obiettivo.assegnatari())
        for numero, utente in enumerate(u for u in utenti if not scelti or u.username in scelti):
            il = m.il + numero * timedelta(minutes=37)
            termine = self.esercizio.reg.scadenze["assegnazione"].entro(self.esercizio.anno)
            ultima = obiettivo.versioni.last()
            assert ultima is not None
            firma_accettazione(
                obiettivo=obiettivo, utente=self.utenti[utente.username], quando=il, impronta_letta=ultima.impronta,
                motivo=m.motivo if il.date() > termine else "",
            )  # fmt: skip

    def _assegna(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        motivo = self._motivo(obiettivo, m)
        assegna_con_atto(obiettivi=[obiettivo], atto=self.atti[t.atto], utente=self._chi(obiettivo, m), quando=m.il, motivo=motivo)

    def _subentra(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa) -> None:
        """Art. 16: who takes office during the year takes the objective over as it is assigned, and signs the same text."""
        incarico, versione = self.incarichi[m.parametro], obiettivo.versioni.last()
        utente = incarico.persona.utente
        assert utente is not None
        if t.parti:
            (nuova,) = assegna_parti(self.esercizio, list(obiettivo.parti.all()), [incarico])
        else:
            peso = obiettivo.assegnazioni.all()[0].peso
            nuova = Assegnazione.objects.create(obiettivo=obiettivo, incarico=incarico, peso=peso)
            Obiettivo.objects.filter(pk=obiettivo.pk).update(responsabile=incarico)
        Accettazione.objects.create(
            assegnazione=nuova, versione=versione, nome=incarico.persona.con_titolo, utente=utente, firmata_il=m.il,
            impronta=versione.impronta,
        )  # fmt: skip
        registra(azione=f"{OBIETTIVO.codice}.subentra", oggetto=OBIETTIVO.codice, oggetto_id=obiettivo.pk, utente=utente.username,
                 quando=m.il, dati={"incarico": incarico.pk, "versione": versione.numero, "motivo": m.motivo})  # fmt: skip

    # --- from the half-year check on ---------------------------------------------------------------------------------------------

    def _monitora(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente) -> None:
        monitora(obiettivo, t, m.il, partial(self._compila, obiettivo))

    def _rendiconta(self, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente) -> None:
        rendiconta(obiettivo, t, m.il, partial(self._compila, obiettivo))

    def _compila(self, obiettivo: Obiettivo, parte: Parte | None, il: datetime) -> Utente:
        """Whoever fills in a quota: the head of the part's Direzione on that day, or who fills the sheet in."""
        return self._a_capo(parte.direzione, il) if parte else self._proponente(obiettivo)

    # --- what people wrote and said -------------------------------------------------------------------------------------------------

    def _annota(self, t: Traguardo, n: Nota) -> None:
        """A remark with all its answers, each with its own moment."""
        risolto_da, risolto_il = n.risolta or ("", None)
        rilievo = Rilievo.objects.create(
            obiettivo=self.obiettivi[t.codice], campo=n.campo, testo=n.testo, autore=self.utenti[n.da], scritto_il=n.il,
            risolto_da=self.utenti.get(risolto_da), risolto_il=risolto_il,
        )  # fmt: skip
        Rilievo.objects.bulk_create(
            Rilievo(
                obiettivo=rilievo.obiettivo, campo=n.campo, testo=testo, autore=self.utenti[da], scritto_il=il, risponde_a=rilievo
            )
            for da, il, testo in n.risposte
        )  # fmt: skip

    def _verbalizza(self, t: Traguardo, i: Incontro) -> None:
        Colloquio.objects.create(
            obiettivo=self.obiettivi[t.codice], tenuto_il=i.giorno, presenti=i.presenti, verbale=i.verbale,
            redatto_da=self.utenti[i.da], redatto_il=i.il,
        )  # fmt: skip
