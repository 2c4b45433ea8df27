"""A made-up municipality of any size: the same number of staff gives the same people, offices, objectives and marks every time."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from django.conf import settings

from smvp.nucleo.arrotondamenti import maggiori_resti
from smvp.nucleo.formati import FISSO, esatto
from smvp.regolamento.lettore import carica

from .anagrafe import codice_fiscale, email
from .fasi import fasi_di
from .generatore_personale import Personale
from .lettura import CARTELLA
from .lettura_obiettivi import argomenti_di, metro
from .modello import (
    Annata,
    Carica,
    Comune,
    Delibera,
    Individuo,
    Passaggio,
    Posto,
    Servizio,
    Ufficio,
    Valutazione,
    Votazione,
)
from .modello_obiettivi import Esito, QuotaParte, Storia, Traguardo
from .modello_personale import AnnoPersonale
from .modello_premi import AnnoPremi, Somma
from .testi import tipografia

REGOLAMENTO = "domodossola-2020"
# How many members of staff there are for each dirigente and each P.O., and how many of these there are at least: as in the small demo.
DIPENDENTI_PER_DIRIGENTE, DIRIGENTI_MINIMI = 120, 6
DIPENDENTI_PER_PO, PO_MINIME = 15, 15
ANNI = (2025, 2026)
SOSTEGNO = ("controllo", "personale", "segreteria", "admin")
DOTTORI = {"f": "dott.ssa", "m": "dott."}
CATEGORIE, QUANTI = "ABCD", (6, 22, 50, 22)
TEMPI, QUANTI_TEMPI = ("1", "0.8333", "0.6944", "0.5"), (84, 8, 4, 4)
CENTO = Decimal(100)
PARAMETRI = {"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"}
PRODUTTIVITA_A_TESTA = Decimal("850.00")
INIZIO_VOTI = datetime(2026, 3, 24, 9, 0, tzinfo=settings.FUSO)
# How many sheets of 2025 are marked (three in five, but each costs the true operations), brought to the end, and with their PDFs drawn.
QUOTA_VOTATE, VOTATE_CIRCA, CHIUSE_MASSIME, CON_DOCUMENTI = 0.6, 250, 60, 3


@cache
def _nomi() -> dict[str, Any]:
    return tomllib.loads((CARTELLA / "nomi.toml").read_text(encoding="utf-8"))


def genera(dipendenti: int) -> Comune:
    """A municipality with that many members of staff, and Direzioni, dirigenti and P.O. in proportion."""
    return Generatore(dipendenti).comune()


class Generatore:
    """One run: a source of chance with a fixed seed, and what must not come twice."""

    def __init__(self, dipendenti: int) -> None:
        self.dipendenti = dipendenti
        self.caso = Random(dipendenti)
        self.direzioni = max(DIRIGENTI_MINIMI, round(dipendenti / DIPENDENTI_PER_DIRIGENTE))
        self.po = max(PO_MINIME, self.direzioni, round(dipendenti / DIPENDENTI_PER_PO))
        self.codici: set[str] = set()
        self.omonimi: Counter[str] = Counter()
        self.matricola = 0
        self.parti: dict[str, Decimal] = {}

    def comune(self) -> Comune:
        uffici = list(self._uffici())
        individui = [*self._vertice(), *self._dirigenti(), *self._posizioni(uffici), *self._personale(uffici), *self._sostegno()]
        return Comune(
            denominazione=_nomi()["denominazione"], provincia=_nomi()["provincia"], patrono=(6, 19, "Santi Gervaso e Protaso"),
            uffici=uffici, individui=individui, delibere=list(_delibere()),
            annate=[self._annata(anno, uffici, individui) for anno in ANNI],
        )  # fmt: skip

    # --- offices --------------------------------------------------------------------------------------------------------

    def _uffici(self) -> Iterator[Ufficio]:
        """One dirigente for each Direzione, one P.O. for each Settore. Beyond the first round a number tells namesakes apart."""
        modelli: Sequence[Mapping[str, Any]] = _nomi()["direzione"]
        for n in range(self.direzioni):
            giro, quale = divmod(n, len(modelli))
            modello = modelli[quale]
            segno = f" {giro + 1}" if giro else ""
            yield Ufficio(f"D{n + 1}", modello["denominazione"] + segno, "direzione")
            for s in range(self._settori_di(n)):
                giro_s, settore = divmod(s, len(modello["settori"]))
                nome = modello["settori"][settore] + segno + (f" {chr(ord('A') + giro_s)}" if giro_s else "")
                yield Ufficio(f"D{n + 1}.{s + 1}", nome, "settore", padre=f"D{n + 1}")

    def _settori_di(self, direzione: int) -> int:
        """The P.O. divided among the Direzioni as evenly as they go."""
        ognuna, resto = divmod(self.po, self.direzioni)
        return ognuna + (direzione < resto)

    # --- people ---------------------------------------------------------------------------------------------------------

    def _individuo(self, utente: str, titoli: Mapping[str, str] | None = None, **altro: Any) -> Individuo:
        self.matricola += 1
        genere = self.caso.choice("fm")
        nome = self.caso.choice(_nomi()["femminili" if genere == "f" else "maschili"])
        cognome, luogo = self.caso.choice(_nomi()["cognomi"]), self.caso.choice(_nomi()["luoghi"])
        nascita = date(1962, 1, 1) + timedelta(days=self.caso.randrange(36 * 365))
        while (codice := codice_fiscale(nome, cognome, genere, nascita, luogo)) in self.codici:
            nascita += timedelta(days=1)
        self.codici.add(codice)
        chiave = email(nome, cognome)
        self.omonimi[chiave] += 1
        quanti = self.omonimi[chiave]
        return Individuo(
            matricola=f"{self.matricola:06d}", titolo=(titoli or {}).get(genere, ""), nome=nome, cognome=cognome, genere=genere,
            codice_fiscale=codice, email=email(nome, cognome, quanti if quanti > 1 else 0), utente=utente, **altro,
        )  # fmt: skip

    def _vertice(self) -> Iterator[Individuo]:
        yield self._individuo("sindaco", cariche=[Carica("sindaco", date(2024, 6, 11))])
        posto = Posto("segretario", "segretario", "", date(2023, 9, 1), Decimal("10500.00"))
        yield self._individuo("segretario", DOTTORI, posti=[posto])
        yield self._individuo("ncvp", {"f": "prof.ssa", "m": "prof."}, cariche=[Carica("ncvp", date(2024, 1, 15), date(2027, 1, 14))])

    def _sostegno(self) -> Iterator[Individuo]:
        for utente in SOSTEGNO:
            ruolo = "amministratore" if utente == "admin" else utente
            yield self._individuo(utente, cariche=[Carica(ruolo, date(2023, 1, 1))])

    def _dirigenti(self) -> Iterator[Individuo]:
        for n in range(1, self.direzioni + 1):
            euro = Decimal(self.caso.randrange(90, 141) * 100)
            yield self._individuo(f"dirigente{n}", DOTTORI, posti=[Posto(f"dirigente{n}", "dirigente", f"D{n}", self._dal(), euro)])

    def _posizioni(self, uffici: Sequence[Ufficio]) -> Iterator[Individuo]:
        for n, settore in enumerate((u for u in uffici if u.tipo == "settore"), 1):
            euro, tipo = Decimal(self.caso.randrange(20, 41) * 100), self.caso.choices(("po", "ap", "as"), (8, 1, 1))[0]
            yield self._individuo(f"po{n}", DOTTORI, posti=[Posto(f"po{n}", "po", settore.codice, self._dal(), euro, tipo_po=tipo)])

    def _personale(self, uffici: Sequence[Ufficio]) -> Iterator[Individuo]:
        settori = [u.codice for u in uffici if u.tipo == "settore"]
        for n in range(1, self.dipendenti + 1):
            categoria = self.caso.choices(CATEGORIE, QUANTI)[0]
            tempo = Decimal(self.caso.choices(TEMPI, QUANTI_TEMPI)[0])
            yield self._individuo(f"dipendente{n}", servizi=[Servizio(self.caso.choice(settori), categoria, tempo, self._dal())])

    def _dal(self) -> date:
        return date(self.caso.randrange(2010, 2025), self.caso.randrange(1, 13), 1)

    # --- exercises ------------------------------------------------------------------------------------------------------

    def _annata(self, anno: int, uffici: Sequence[Ufficio], individui: Sequence[Individuo]) -> Annata:
        generale, individuali = self._generale(anno, uffici), list(self._individuali(anno, uffici))
        valutazioni = list(self._valutazioni(individuali, uffici)) if anno == ANNI[0] else []
        traguardi = [generale, *individuali]
        return Annata(
            anno=anno, regolamento=REGOLAMENTO, premi=AnnoPremi(somme=list(_somme(anno, individui))),
            traguardi=_finiti(traguardi, valutazioni, self.parti) if anno == ANNI[0] else traguardi,
            aperte_il=datetime(2026, 3, 2 if anno == 2026 else 23, 9, 0, tzinfo=settings.FUSO), aperte_da="segreteria",
            valutazioni=valutazioni, personale=self._del_personale(anno, individuali, uffici, individui),
        )  # fmt: skip

    def _del_personale(
        self, anno: int, individuali: Sequence[Traguardo], uffici: Sequence[Ufficio], individui: Sequence[Individuo]
    ) -> AnnoPersonale:
        """From a chance of its own: what comes after in the generator does not depend on how many marks there are."""
        personale = Personale(uffici, individui, carica(REGOLAMENTO), _nomi()["specifico"])
        return personale.anno(anno, individuali, Random(self.dipendenti + anno), finito=anno == ANNI[0])

    def _generale(self, anno: int, uffici: Sequence[Ufficio]) -> Traguardo:
        direzioni = [u for u in uffici if u.tipo == "direzione"]
        apporti = maggiori_resti(Decimal("100.00"), [(u.codice, Fraction(1)) for u in direzioni])
        modello = _nomi()["generale"]
        parti = [QuotaParte(u.codice, apporti[u.codice], modello["parte"].format(ufficio=u.denominazione)) for u in direzioni]
        return _traguardo(modello, anno, {}, codice="OG-1", responsabile="dirigente1", parti=parti, durata=2)

    def _individuali(self, anno: int, uffici: Sequence[Ufficio]) -> Iterator[Traguardo]:
        """Two different ones for each appointment, on what its office does; a P.O.'s hang on its dirigente's first (art. 7)."""
        numero, primi = 0, {}
        for incarico, ufficio in _incarichi(uffici):
            primi[ufficio.codice] = f"OI-{numero + 1}"
            for modello in self.caso.sample(_nomi()["individuale"], 2):
                numero += 1
                posti = {"ufficio": ufficio.denominazione, "n": self.caso.randrange(10, 40), "m": self.caso.randrange(75, 98)}
                padre = primi.get(ufficio.padre, "")
                yield _traguardo(modello, anno, posti, codice=f"OI-{numero}", responsabile=incarico, a=[incarico], padre=padre)

    def _valutazioni(self, individuali: Sequence[Traguardo], uffici: Sequence[Ufficio]) -> Iterator[Valutazione]:
        codici: dict[str, list[str]] = {}
        for traguardo in individuali:
            codici.setdefault(traguardo.a[0], []).append(traguardo.codice)
        quota, chiuse = min(QUOTA_VOTATE, VOTATE_CIRCA / len(codici)), 0
        self.parti = {u.codice: self._percentuale() for u in uffici if u.tipo == "direzione"}
        for n, (incarico, ufficio) in enumerate(_incarichi(uffici)):
            if self.caso.random() > quota:
                continue
            di_po = incarico.startswith("po")
            chi = f"dirigente{ufficio.padre[1:]}" if di_po else "ncvp"
            il = INIZIO_VOTI + timedelta(minutes=n)
            raggiunto = {codice: self._percentuale() for codice in codici[incarico]} | {"OG-1": self.parti[ufficio.padre or ufficio.codice]}
            voti = {m: self.caso.choices((0, 1, 2, 3), (2, 12, 50, 36), k=3) for m in ("manageriali", "trasversali", "specialistiche")}
            chiude = chiuse < CHIUSE_MASSIME and self.caso.random() < 0.5
            chiuse += chiude
            percorso = _percorso(di_po, chi, incarico, il) if chiude else ()
            yield Valutazione(incarico, [Votazione(chi, il, raggiunto, voti)], percorso, con_documenti=chiude and chiuse <= CON_DOCUMENTI)

    def _percentuale(self) -> Decimal:
        return Decimal(self.caso.randrange(90, 201)) / 2


def _finiti(traguardi: Sequence[Traguardo], valutazioni: Sequence[Valutazione], parti: Mapping[str, Decimal]) -> list[Traguardo]:
    """The objectives of a year that is over: reported and measured as they were decided on the sheets, the others still to be decided."""
    decisi = {codice: quanto for v in valutazioni for codice, quanto in v.votazioni[0].raggiunto.items()}
    return [_finito(t, decisi.get(t.codice), parti) for t in traguardi]


def _finito(t: Traguardo, deciso: Decimal | None, parti: Mapping[str, Decimal]) -> Traguardo:
    """The reported value is the one that proposes the decided percentage; without one, the expected value."""
    quote = parti if t.parti else {"": deciso}
    valori = [
        replace(i, direzione=d, valore=(i.atteso or CENTO) * (CENTO if quanto is None else quanto) / CENTO)
        for d, quanto in quote.items() for i in t.indicatori
    ]  # fmt: skip
    esiti = [
        Esito(risultato=f"Raggiunto: {esatto(i.valore or CENTO)}{FISSO}%.", relazione="Le fasi previste sono state svolte.",
              direzione=i.direzione, misurato=CENTO if quote[i.direzione] is None else quote[i.direzione],
              valutato=None if deciso is None else quote[i.direzione])
        for i in valori
    ]  # fmt: skip
    return replace(t, indicatori=valori, storia=Storia("al_valutatore" if deciso is None else "valutata", esiti=esiti))


def _incarichi(uffici: Sequence[Ufficio]) -> Iterator[tuple[str, Ufficio]]:
    """The appointments with their office: the n-th Direzione is dirigente n's, the n-th Settore P.O. n's."""
    for ruolo, tipo in (("dirigente", "direzione"), ("po", "settore")):
        for n, ufficio in enumerate((u for u in uffici if u.tipo == tipo), 1):
            yield f"{ruolo}{n}", ufficio


def _delibere() -> Iterator[Delibera]:
    """Artt. 14 and 23: what is set aside at the start of the year, and the objectives assigned."""
    for anno in ANNI:
        yield Delibera(f"fondi-{anno}", 12, date(anno, 1, 20), f"Risorse per la retribuzione di risultato e la produttività {anno}.")
        if anno == ANNI[0]:
            yield Delibera(f"valutazioni-{anno}", 44, date(anno + 1, 4, 1), f"Approvazione delle valutazioni {anno} del personale.")
        yield Delibera(f"assegnazione-{anno}", 31, date(anno, 2, 26), f"Assegnazione degli obiettivi di performance {anno}.")


def _somme(anno: int, individui: Sequence[Individuo]) -> Iterator[Somma]:
    """As much as is needed if everybody reaches the top band; for the staff an amount a head."""
    posti = [p for i in individui for p in i.posti]
    il = datetime(anno, 1, 22, 10, 0, tzinfo=settings.FUSO)
    for destinazione, ruolo in (("dirigenti", "dirigente"), ("po", "po")):
        importo = sum((p.retribuzione for p in posti if p.ruolo == ruolo), Decimal(0))
        yield Somma(destinazione, importo, f"fondi-{anno}", il)
    dipendenti = sum(1 for i in individui if i.servizi)
    yield Somma("produttivita", PRODUTTIVITA_A_TESTA * dipendenti, f"fondi-{anno}", il, parametri=PARAMETRI)


def _percorso(di_po: bool, chi: str, valutato: str, il: datetime) -> list[Passaggio]:
    """All the way to the signature: with the NCVP's agreement for a P.O., through the Sindaco for a dirigente."""
    decisione = (("chiedi_concerto", chi), ("concerta", "ncvp")) if di_po else (("trasmetti", "ncvp"), ("decidi", "sindaco"))
    passi = (("proponi_a", chi), *decisione, ("partecipa", chi), ("firma", valutato))
    return [Passaggio(azione, utente, il + timedelta(days=giorni, seconds=30)) for giorni, (azione, utente) in enumerate(passi)]


def _traguardo(modello: Mapping[str, Any], anno: int, posti: Mapping[str, Any], **altro: Any) -> Traguardo:
    """An objective, assigned."""

    def scrivi(testo: str) -> str:
        return tipografia(testo.format(**posti))

    misura = {k: v.format(**posti) for k, v in modello["metro"].items()} | {"titolo": scrivi(modello["indicatore"]).removesuffix(".")}
    traguardo = Traguardo(
        titolo=modello["titolo"].format(**posti), descrizione=scrivi(modello["descrizione"]), area=modello["area"],
        ambiti=modello["ambiti"], fasi=fasi_di([scrivi(f) for f in modello["fasi"]], anno),
        risultato_atteso=scrivi(modello["risultato_atteso"]),
        indicatori=[metro(misura | {"base_anno": anno - 1 if "base" in misura else None})], asse=modello["asse"],
        dup=tipografia(f"DUP {anno}–{anno + 2}, {modello['dup']}"), personale=[("Istruttore amministrativo", 2)],
        atto=f"assegnazione-{anno}", **altro,
    )  # fmt: skip
    return replace(traguardo, argomenti=argomenti_di(traguardo, "", anno))
