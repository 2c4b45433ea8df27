"""Artt. 11 and 32: the municipality as it stood: its offices, its people in the aggregate, the sums set aside for the rewards."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.urls import reverse

from premi.letture.fondi import NECESSARIE, Voce, mancanti, voci
from smvp.nucleo.formati import data, enumera, euro, numero
from smvp.nucleo.riservatezza import detti
from smvp.organizzazione.models import Appartenenza, Direzione, Incarico
from smvp.organizzazione.models.struttura import TipoDirezione
from smvp.organizzazione.ruoli import Ruolo

from ...calcolo.blocchi import Blocco, Cella, Cifra, Cifre, Colonna, Genere, Mancanza, Paragrafo, Tavola, Titoletto
from ..contesto import Contesto
from .comuni import persone_dette, quanti

DIREZIONE = Colonna("direzione", "Direzione", descrizione="Ufficio di vertice, con quelli che ne dipendono.")
UFFICI = Colonna("uffici", "Settori e servizi", Genere.INTERO, "Quanti settori e servizi ne dipendono.")
PERSONALE = Colonna("personale", "Personale", Genere.INTERO, "Dipendenti a livello, senza dirigenti e P.O.")
DIRIGENTI = Colonna("dirigenti", "Dirigenti", Genere.INTERO, "Incarichi di dirigente, anche ad interim.")
PO = Colonna("po", "P.O.", Genere.INTERO, "Incarichi di posizione organizzativa, alta professionalità e alta specialità.")
CATEGORIE = (
    Colonna("categoria", "Categoria", descrizione="Categoria del personale (art. 22)."),
    Colonna("persone", "Persone", Genere.INTERO, "Quanti dipendenti vi appartengono, senza dirigenti e P.O."),
)
SOMME = (
    Colonna("destinazione", "Destinazione", descrizione="A che cosa serve la somma (art. 23)."),
    Colonna("importo", "Somma stanziata", Genere.EURO, "L’importo che vale, dopo le variazioni."),
    Colonna("atto", "Atto", descrizione="L’atto che l’ha stanziata o variata per ultimo."),
)


@dataclass(frozen=True, slots=True)
class Organico:
    """Offices and people on a day. Of the staff, how many for each top Direzione and category; of the appointments, for each Direzione."""

    apicali: tuple[Direzione, ...]
    sotto: Mapping[int, int]
    settori: int
    servizi: int
    per_categoria: Mapping[int, Counter[str]]
    incarichi: Mapping[int, Counter[str]]
    persone: Mapping[str, int]

    @property
    def personale(self) -> int:
        return sum(conto.total() for conto in self.per_categoria.values())


def organico(c: Contesto) -> Organico:
    """Four queries, whatever the number of people."""
    giorno = c.giorno_di_riferimento
    uffici = {d.pk: d for d in Direzione.objects.con_padri().order_by("codice")}
    aperti = [d for d in uffici.values() if d.in_vigore_il(giorno)]
    incarichi = Incarico.objects.in_vigore(giorno).order_by()
    dipendenti = Appartenenza.objects.in_vigore(giorno).order_by().exclude(persona__in=incarichi.values("persona"))
    per_categoria: dict[int, Counter[str]] = defaultdict(Counter)
    for ufficio, categoria, n in dipendenti.values_list("direzione", "categoria").annotate(n=Count("persona", distinct=True)):
        per_categoria[uffici[ufficio].apice.pk][categoria] += n
    posti: dict[int, Counter[str]] = defaultdict(Counter)
    for ufficio, ruolo, n in incarichi.exclude(direzione=None).values_list("direzione", "ruolo").annotate(n=Count("pk")):
        posti[uffici[ufficio].apice.pk][ruolo] += n
    persone = dict(incarichi.values_list("ruolo").annotate(n=Count("persona", distinct=True)))
    tipi = Counter(d.tipo for d in aperti)
    return Organico(
        tuple(d for d in aperti if d.padre_id is None), Counter(d.apice.pk for d in aperti if d.padre_id is not None),
        tipi[TipoDirezione.SETTORE], tipi[TipoDirezione.SERVIZIO], per_categoria, posti, persone,
    )  # fmt: skip


def organizzazione(c: Contesto) -> list[Blocco]:
    """What Piano and Relazione alike tell of the municipality."""
    o = organico(c)
    if not o.apicali:
        return []
    direzioni = sum(1 for d in o.apicali if d.tipo == TipoDirezione.DIREZIONE)
    sotto = f"{quanti(o.settori, 'settore', 'settori')}, {quanti(o.servizi, 'servizio', 'servizi')}"
    return [
        Cifre((
            Cifra("Direzioni", numero(direzioni, 0), sotto),
            Cifra("Dirigenti", persone_dette(o.persone.get(Ruolo.DIRIGENTE, 0), c)),
            Cifra("Posizioni organizzative", persone_dette(o.persone.get(Ruolo.PO, 0), c), "con alte professionalità e specialità"),
            Cifra("Personale a livello", persone_dette(o.personale, c), "senza dirigenti e P.O."),
        )),
        Paragrafo(f"Uffici e persone sono quelli del {data(c.giorno_di_riferimento)}. Chi ha un incarico di dirigente o di posizione "
                  "organizzativa è contato lì e non fra il personale."),
        _per_direzione(o, c),
        _per_categoria(o, c),
    ]  # fmt: skip


def _per_direzione(o: Organico, c: Contesto) -> Tavola:
    conti = {str(d.pk): o.per_categoria.get(d.pk, Counter()).total() for d in o.apicali}
    personale: Mapping[str, int | None] = detti(conti, c.minimo)[1] if c.pubblica else conti
    colonne, altre = (DIREZIONE, UFFICI, PERSONALE), () if c.pubblica else tuple(k.codice for k in c.reg.personale.categorie)
    if not c.pubblica:
        colonne += (DIRIGENTI, PO, *(_colonna_di(k) for k in altre))
    righe = []
    for d in o.apicali:
        riga: tuple[Cella, ...] = (str(d), o.sotto.get(d.pk, 0), personale[str(d.pk)])
        if not c.pubblica:
            posti, categorie = o.incarichi.get(d.pk, Counter()), o.per_categoria.get(d.pk, Counter())
            riga += (posti[Ruolo.DIRIGENTE], posti[Ruolo.PO], *(categorie[k] for k in altre))
        righe.append(riga)
    return Tavola("direzioni", "Le Direzioni e il loro personale", colonne, tuple(righe))


def _colonna_di(categoria: str) -> Colonna:
    return Colonna(f"categoria_{categoria.lower()}", f"Cat. {categoria}", Genere.INTERO, f"Di cui di categoria {categoria}.")


def _per_categoria(o: Organico, c: Contesto) -> Tavola:
    conti: Counter[str] = Counter()
    for conto in o.per_categoria.values():
        conti.update(conto)
    tutte = {k.codice: conti[k.codice] for k in c.reg.personale.categorie}
    persone: Mapping[str, int | None] = detti(tutte, c.minimo)[1] if c.pubblica else tutte
    righe = tuple((f"{k.denominazione} ({k.area})" if k.area else k.denominazione, persone[k.codice]) for k in c.reg.personale.categorie)
    return Tavola("personale_per_categoria", "Il personale per categoria", CATEGORIE, righe)


# --- the sums set aside (art. 23) -------------------------------------------------------------------------------------------------------


def risorse(c: Contesto) -> list[Blocco]:
    """In the public edition the whole alone: how it is divided stands with the rewards, where small groups are looked at."""
    stanziate = [v for v in voci(c.esercizio) if v.dato and v.destinazione in NECESSARIE]
    if len(stanziate) < len(NECESSARIE):
        return [] if c.pubblica or not stanziate else [_somme(stanziate)]
    totale = sum((v.dato.corrente.importo for v in stanziate if v.dato), Decimal(0))
    frase = Paragrafo(
        f"Per la retribuzione di risultato e per la produttività del {c.anno} il Comune ha stanziato in tutto {euro(totale)} (art. 23). "
        "Quanto ne è stato distribuito, e come, sta nella sezione sui premi."
    )
    return [frase] if c.pubblica else [frase, _somme(stanziate)]


def _somme(stanziate: list[Voce]) -> Tavola:
    righe = tuple((v.destinazione.label, v.dato.corrente.importo, str(v.dato.corrente.atto or "")) for v in stanziate if v.dato)
    return Tavola("risorse", "Le somme stanziate", SOMME, righe, aperta=False)


def blocchi(c: Contesto) -> list[Blocco]:
    somme = risorse(c)
    return [c.testo("contesto"), *organizzazione(c), *([Titoletto("Le risorse")] if somme else []), *somme, c.testo("finanze")]


def mancanze(c: Contesto) -> list[Mancanza]:
    trovate = mancano_uffici(c)
    for _, senza in mancanti([c.esercizio]):
        quali = enumera([d.label for d in senza])
        manca = "Manca la somma stanziata" if len(senza) == 1 else "Mancano le somme stanziate"
        trovate.append(Mancanza(f"{manca} per: {quali}.", "Personale e organizzazione", reverse("premi:fondi", args=[c.anno])))
    return trovate


def mancano_uffici(c: Contesto) -> list[Mancanza]:
    giorno, pagina = c.giorno_di_riferimento, reverse("organizzazione:importa_personale")
    if not Direzione.objects.in_vigore(giorno).exists():
        return [Mancanza(f"Al {data(giorno)} non risulta nessuna Direzione.", "Personale e organizzazione", pagina)]
    if not Appartenenza.objects.in_vigore(giorno).exists():
        return [Mancanza(f"Al {data(giorno)} non risulta nessun dipendente.", "Personale e organizzazione", pagina)]
    return []
