"""Artt. 4, 13–18: the cycle of the year: rules, stages and terms, acts, revisions of the objectives, who does what."""

from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import data, numero
from smvp.organizzazione.letture import InCarica
from smvp.organizzazione.ruoli import Ruolo

from ...calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola, Titoletto
from ..atti import AttoUsato, atti_di
from ..contesto import Contesto
from ..percorso import SCHEDE, Fase, fasi, revisioni, somme_stanziate, valutazioni_approvate
from .comuni import in_elenco, nessun_obiettivo, quanti

FASI = (
    Colonna("fase", "Fase", descrizione="La fase del ciclo (art. 4)."),
    Colonna("articolo", "Articolo", descrizione="L’articolo che le dà il termine."),
    Colonna("termine", "Termine", descrizione="Il termine del regolamento: un giorno, o un numero di giorni da un fatto."),
    Colonna("dal", "Dal", Genere.DATA, "Il giorno del primo passaggio."),
    Colonna("al", "Al", Genere.DATA, "Il giorno dell’ultimo passaggio."),
    Colonna("quanti", "Quanti", Genere.INTERO, "Quanti l’hanno passata."),
    Colonna("di_che", "Di che cosa", descrizione="Che cosa si conta: obiettivi, schede di valutazione, somme."),
    Colonna("nei_termini", "Nei termini", Genere.INTERO, "Di questi, quanti nei termini."),
)
ATTI = (
    Colonna("atto", "Atto", descrizione="Di che atto si tratta."),
    Colonna("numero", "Numero", Genere.INTERO, "Il numero dell’atto."),
    Colonna("data", "Data", Genere.DATA, "La data dell’atto."),
    Colonna("oggetto", "Oggetto", descrizione="L’oggetto dell’atto."),
    Colonna("uso", "A che cosa serve", descrizione="Il passaggio del ciclo che l’atto compie."),
)
REVISIONI = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("chiesta_il", "Chiesta il", Genere.DATA, "Il giorno della richiesta (art. 15)."),
    Colonna("motivo", "Perché", descrizione="Gli eventi imprevedibili e non governabili, come li dice chi l’ha chiesta."),
    Colonna("esito", "Com’è finita", descrizione="Se l’obiettivo è stato ridefinito, se la richiesta è stata respinta, o a che punto è."),
)
ATTORI = (
    Colonna("organo", "Organo o ufficio", descrizione="Chi ha un compito nel ciclo."),
    Colonna("compito", "Che cosa fa", descrizione="Il suo compito secondo il regolamento."),
    Colonna("articolo", "Articolo", descrizione="L’articolo che glielo dà."),
)
IN_CARICA = Colonna("in_carica", "In carica", descrizione="Chi ricopriva l’incarico alla data della Relazione o alla fine dell’esercizio.")
ORGANI = (Ruolo.SINDACO, Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.CONTROLLO)
CENTO = Decimal(100)


def blocchi(c: Contesto) -> list[Blocco]:
    trovate = [*somme_stanziate(c), *fasi(c), *valutazioni_approvate(c)]
    usati = atti_di(c.esercizio)
    blocchi: list[Blocco] = [regole(c), c.testo("ciclo")]
    if trovate:
        blocchi += [tavola_delle_fasi(trovate, f"Le fasi del ciclo {c.anno} e i loro termini", c), *_grafico(trovate, c)]
    if usati:
        blocchi.append(tavola_degli_atti(usati, f"Gli atti del ciclo {c.anno}, in ordine di data", c))
    if c.quanti_obiettivi:
        blocchi += _revisioni(c)
    return [*blocchi, attori(c)]


def regole(c: Contesto) -> Paragrafo:
    return Paragrafo(f"L’esercizio {c.anno} segue il «{c.reg.denominazione}» ({c.reg.atto}), in vigore dal {data(c.reg.dal)}.")


def tavola_delle_fasi(trovate: list[Fase], titolo: str, c: Contesto) -> Tavola:
    righe = tuple(_riga(f, c) for f in trovate)
    nota = "I giorni sono quelli in cui il passaggio è stato registrato; degli atti, la loro data."
    if any(f.proposto for f in trovate):
        nota += " «Proposto»: il regolamento non fissa un giorno, e il termine è quello che il Comune si è dato."
    return Tavola("fasi", titolo, FASI, righe, nota)


def _riga(f: Fase, c: Contesto) -> tuple[Cella, ...]:
    termine = f"{f.termine} (proposto)" if f.proposto else f.termine
    fatti, in_tempo = (None, None) if _taciuta(f, c) else (f.fatti, f.nei_termini)
    return (f.nome, f"art. {f.articolo}", termine, f.dal or "", f.al or "", fatti, f.di_che, in_tempo)


def _taciuta(f: Fase, c: Contesto) -> bool:
    """In public sheets are not counted here: with those that section 9 counts, the difference may be of one person (reading A40)."""
    return c.pubblica and f.di_che == SCHEDE


def _grafico(tutte: list[Fase], c: Contesto) -> list[Blocco]:
    """The stages to which the regulation itself gives a day."""
    trovate = [f for f in tutte if not f.proposto and not _taciuta(f, c)]
    if not trovate:
        return []
    quote = tuple(mezzo_su(Fraction(100 * f.nei_termini, f.fatti)) for f in trovate)
    in_parole = in_elenco(f"{f.nome}: {numero(f.nei_termini, 0)} su {numero(f.fatti, 0)}" for f in trovate)
    return [Grafico(Disegno.BARRE, in_breve(trovate), f"Quanti nei termini, fase per fase. {in_parole}",
                    tuple(f.nome for f in trovate), (Serie("Nei termini", quote),), "%")]  # fmt: skip


def in_breve(trovate: list[Fase]) -> str:
    tardi = [f for f in trovate if f.oltre]
    if not tardi:
        return "Tutte le fasi si sono svolte nei termini"
    peggiore = max(tardi, key=lambda f: Fraction(f.oltre, f.fatti))
    puntuali = len(trovate) - len(tardi)
    inizio = "In ogni fase qualcosa è arrivato oltre il termine"
    if puntuali:
        inizio = f"{quanti(puntuali, 'fase', 'fasi')} su {len(trovate)} per intero nei termini"
    return f"{inizio}; il ritardo più esteso è in «{peggiore.nome}»: {peggiore.oltre} su {peggiore.fatti} oltre il termine"


def tavola_degli_atti(usati: list[AttoUsato], titolo: str, c: Contesto) -> Tavola:
    righe = tuple((x.atto.get_tipo_display(), x.atto.numero, x.atto.data, c.detto(x.atto.oggetto), x.uso) for x in usati)
    return Tavola("atti", titolo, ATTI, righe)


def _revisioni(c: Contesto) -> list[Blocco]:
    chieste = revisioni(c)
    titoletto = Titoletto("Le revisioni degli obiettivi")
    if not chieste:
        return [titoletto, Paragrafo(f"Nel {c.anno} nessun obiettivo assegnato è stato oggetto di una richiesta di revisione (art. 15).")]
    di = {o.pk: o for o in c.obiettivi}
    quali = len({r.obiettivo for r in chieste})
    frase = f"Nel {c.anno} è stata chiesta la revisione di {quanti(quali, 'obiettivo', 'obiettivi')} su {c.quanti_obiettivi} (art. 15)."
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (di[r.obiettivo].codice, c.detto(di[r.obiettivo].titolo), r.chiesta_il, c.detto(r.motivo), r.esito) for r in chieste
    )
    return [titoletto, Paragrafo(frase), Tavola("revisioni", f"Le revisioni chieste nel {c.anno}", REVISIONI, righe)]


def attori(c: Contesto) -> Tavola:
    """Who does what; in the complete edition also who held the office, where it is one person's."""
    ruoli = c.reg.ruoli.values()
    if c.pubblica:
        return Tavola(
            "attori", "Chi fa che cosa", ATTORI, tuple((r.denominazione, r.compito, f"art. {r.articolo}") for r in ruoli), aperta=False
        )
    in_carica = InCarica(c.giorno_di_riferimento)
    chi: dict[str, str] = {o: ", ".join(p.con_titolo for p in in_carica.del_ruolo(o)) for o in ORGANI}
    righe = tuple((r.denominazione, r.compito, f"art. {r.articolo}", chi.get(r.codice, "")) for r in ruoli)
    return Tavola("attori", "Chi fa che cosa", (*ATTORI, IN_CARICA), righe, aperta=False)


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
