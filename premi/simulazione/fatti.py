"""The facts of an exercise ("smvp-calcolo/1"): read from JSON and checked; every fault is told, with its path and article."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from obiettivi.calcolo.servizio import SEGRETARIO
from premi.simulazione.campi import Campi, Forma
from premi.simulazione.grezzo import NonJson, analizza
from premi.simulazione.lettori import Lettori
from premi.simulazione.modello import FORMATO, Dipendente, Fatti, Incarico
from smvp.nucleo.errori import DatiNonValidi, Difetto
from smvp.nucleo.formati import numero
from smvp.nucleo.periodi import Periodo, anno_intero, unisci
from smvp.regolamento.lettore import CODICE_PREDEFINITO, ErroreRegolamento, carica
from smvp.regolamento.modello import Regolamento

T = TypeVar("T")
RADICE = "$"
DIFETTI_DETTI = 1000
ESERCIZIO = Forma(
    frozenset({"formato", "esercizio"}),
    frozenset(
        {
            "regolamento", "incarichi", "monte_risultato", "dipendenti", "parametri_categoria", "fondo_produttivita", "risparmi",
            "progressioni",
        }
    ),
)  # fmt: skip


class FattiNonValidi(DatiNonValidi):
    """The facts break some rules: ``difetti`` holds every one of them, or the first ten thousand, and ``altri`` how many more there are."""

    def __init__(self, difetti: Sequence[Difetto], altri: int = 0) -> None:
        self.difetti = tuple(difetti)
        self.altri = altri
        super().__init__("\n".join(self.righe()))

    def righe(self) -> list[str]:
        """A line for each fault as far as anybody reads, and one that counts the rest."""
        resto = max(len(self.difetti) - DIFETTI_DETTI, 0) + self.altri
        coda = [f"… e altri {numero(resto, 0)} difetti"] if resto else []
        return [*map(str, self.difetti[:DIFETTI_DETTI]), *coda]


def leggi_fatti(grezzo: bytes | str, regolamento: Regolamento | None = None) -> tuple[Fatti, Regolamento]:
    """Read and check the facts; ``regolamento`` wins over the one they name. Raises FattiNonValidi with all the faults.

    When the regulation they name cannot be had, the rest is checked against the default one.
    """
    predefinito = regolamento or carica(CODICE_PREDEFINITO)
    try:
        valore = analizza(grezzo)
    except NonJson as errore:
        raise FattiNonValidi([Difetto(RADICE, str(errore), predefinito.articolo_di("formato"))]) from errore
    scelto, difetti = _regolamento(valore, regolamento, predefinito)
    campi = Campi(scelto)
    campi.difetti.extend(difetti)
    campi.trovati = len(difetti)
    dati = campi.oggetto(valore, RADICE, ESERCIZIO, "formato")
    fatti = _Lettura(campi, dati).fatti() if dati is not None else None
    if fatti is None or campi.difetti:
        raise FattiNonValidi(campi.difetti, campi.trovati - len(campi.difetti))
    return fatti, scelto


def _regolamento(valore: object, voluto: Regolamento | None, predefinito: Regolamento) -> tuple[Regolamento, list[Difetto]]:
    """The regulation to reckon with: the one asked for, else the one that the facts name, else the default one."""
    campi = Campi(predefinito)
    dati = valore if isinstance(valore, dict) else {}
    codice = campi.facoltativo(dati, "regolamento", RADICE, campi.testo, "regolamento")
    if voluto is not None or codice is None:
        return predefinito, campi.difetti
    try:
        return carica(codice), campi.difetti
    except ErroreRegolamento as errore:
        campi.difetto(f"{RADICE}.regolamento", str(errore), "regolamento")
        return predefinito, campi.difetti


class _Lettura:
    """One reading of the whole file, from the top down."""

    def __init__(self, campi: Campi, dati: dict[str, Any]) -> None:
        self.campi = campi
        self.dati = dati
        self.lettori = Lettori(campi)

    def fatti(self) -> Fatti | None:
        """All the facts, or None if the exercise has no year; faults are in ``campi``."""
        esercizio = self._intestazione()
        incarichi = self._voci("incarichi", self.lettori.incarico) or ()
        self._cumuli(incarichi)
        monte = self._denaro("monte_risultato")
        prima = self.campi.trovati
        dipendenti = self._voci("dipendenti", self.lettori.dipendente) or ()
        leggibili = self.campi.trovati == prima
        self.campi.senza_ripetizioni([d.matricola if d else None for d in dipendenti], f"{RADICE}.dipendenti", "dipendenti")
        parametri = self._parametri()
        fondo = self._denaro("fondo_produttivita", "fondo")
        risparmi = self._denaro("risparmi")
        progressioni = self._voci("progressioni", self.lettori.progressione)
        if self.dati.get("fondo_produttivita") is not None:
            self._parametri_mancanti(dipendenti, parametri)
            if fondo and leggibili and esercizio is not None and not _qualcuno_serve(dipendenti, anno_intero(esercizio)):
                self.campi.difetto(f"{RADICE}.fondo_produttivita", "c’è un fondo ma nessuno ha servito un giorno nell’esercizio", "fondo")
        if esercizio is None:
            return None
        return Fatti(
            esercizio=esercizio,
            incarichi=tuple(i for i in incarichi if i is not None),
            monte_risultato=monte,
            dipendenti=tuple(d for d in dipendenti if d is not None),
            parametri_categoria=parametri or {},
            fondo_produttivita=fondo,
            risparmi=risparmi,
            progressioni=None if progressioni is None else tuple(p for p in progressioni if p is not None),
        )

    def _intestazione(self) -> int | None:
        """The format, which must be ours, and the year."""
        c = self.campi
        c.campo(self.dati, "formato", RADICE, c.scelta((FORMATO,)), "formato")
        anno = c.campo(self.dati, "esercizio", RADICE, c.intero, "esercizio")
        try:
            return anno if anno is None else anno_intero(anno).dal.year
        except DatiNonValidi as errore:
            c.difetto(f"{RADICE}.esercizio", str(errore), "esercizio")
            return None

    def _voci(self, nome: str, leggi: Callable[[Any, str], T | None]) -> tuple[T | None, ...] | None:
        """A list of entries; None if the key is absent."""
        valori = self.campi.facoltativo(self.dati, nome, RADICE, self.campi.elenco, nome)
        return None if valori is None else tuple(leggi(valore, f"{RADICE}.{nome}[{indice}]") for indice, valore in enumerate(valori))

    def _denaro(self, nome: str, cit: str = "") -> Decimal | None:
        """An amount that may be absent."""
        return self.campi.facoltativo(self.dati, nome, RADICE, self.campi.denaro, cit or nome)

    def _parametri(self) -> dict[str, Decimal] | None:
        """Art. 22: the weight of each category in the fund; None if it is absent."""
        c, qui = self.campi, f"{RADICE}.parametri_categoria"
        if self.dati.get("parametri_categoria") is None:
            return None
        categorie = frozenset(categoria.codice for categoria in c.reg.personale.categorie)
        dati = c.oggetto(self.dati["parametri_categoria"], qui, Forma(frozenset(), categorie), "fondo")
        if dati is None:
            return None
        letti = {nome: c.positivo(valore, f"{qui}.{nome}", "fondo") for nome, valore in dati.items() if nome in categorie}
        return {nome: Decimal(1) if peso is None else peso for nome, peso in letti.items()}

    def _parametri_mancanti(self, dipendenti: Sequence[Dipendente | None], parametri: dict[str, Decimal] | None) -> None:
        """Art. 22: with a fund, every category that somebody has must have its weight."""
        qui = f"{RADICE}.parametri_categoria"
        if self.dati.get("parametri_categoria") is not None and not isinstance(self.dati["parametri_categoria"], dict):
            return
        presenti = {d.categoria for d in dipendenti if d is not None and d.categoria}
        if parametri is None and presenti:
            self.campi.difetto(qui, "la chiave manca: con un fondo serve il peso di ciascuna categoria", "fondo")
            return
        for categoria in sorted(presenti - (parametri or {}).keys()):
            self.campi.difetto(f"{qui}.{categoria}", "manca il peso di questa categoria", "fondo")

    def _cumuli(self, incarichi: Sequence[Incarico | None]) -> None:
        """Art. 24: the appointments of one person do not overlap, but for those ad interim and the Segretario's own."""
        corse: dict[str, list[tuple[Periodo, int]]] = defaultdict(list)
        for indice, incarico in enumerate(incarichi):
            if incarico is None or incarico.ad_interim or incarico.ruolo in ("", SEGRETARIO) or not incarico.matricola:
                continue
            corse[incarico.matricola] += [(corsa, indice) for corsa in unisci(incarico.periodi)]
        for indice, altro in sorted({coppia for voci in corse.values() if len(voci) > 1 for coppia in _cumulati(voci)}):
            messaggio = f"si sovrappone all’incarico [{altro}] della stessa persona, e nessuno dei due è ad interim"
            self.campi.difetto(f"{RADICE}.incarichi[{indice}].periodi", messaggio, "cumulo")


def _cumulati(corse: list[tuple[Periodo, int]]) -> list[tuple[int, int]]:
    """The appointments of one person that share a day with another: (one, the other), each found once in order of time."""
    trovati, fine = [], None
    for periodo, indice in sorted(corse, key=lambda voce: (voce[0].dal, voce[1])):
        if fine is not None and periodo.dal <= fine[0]:
            trovati.append((max(indice, fine[1]), min(indice, fine[1])))
        fine = max(fine, (periodo.fine, indice)) if fine is not None else (periodo.fine, indice)
    return trovati


def _qualcuno_serve(dipendenti: Sequence[Dipendente | None], anno: Periodo) -> bool:
    """Whether somebody served a day in the exercise."""
    return any(periodo.si_sovrappone(anno) for d in dipendenti if d is not None for _, periodo in d.periodi)
