"""The filters of the list of objectives: read from the address, applied and counted by the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat

from smvp.flusso.filtri import Chip, Gruppo, gruppo, indirizzo
from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.models import Direzione, Persona, Utente
from smvp.organizzazione.ruoli import direzioni_sotto

from ...models import Assegnazione, Obiettivo, Parte, Tipo
from ...stati import OBIETTIVO
from ..turno.attese import Attese
from ..turno.attore import firma_per_subentro
from .fasi import PER_CODICE

TESTO_MASSIMO = 100
QUALI = {"me": "Aspettano te", "ritardo": "In ritardo"}
TIPI = {Tipo.GENERALE: "Generali e collettivi", Tipo.INDIVIDUALE: "Individuali"}
APICE = ("direzione__padre__padre", "direzione__padre", "direzione")
"""The way from an appointment, or from a part, to the Direzione at the top of its branch."""


def apice(prefisso: str = "") -> Coalesce:
    return Coalesce(*(f"{prefisso}{p}" for p in APICE))


@dataclass(frozen=True)
class Filtri:
    """What the address asks for; values that do not exist ask for nothing."""

    attese: Attese
    utente: Utente
    attivi: dict[str, str]
    direzione: Direzione | None = None
    persona: Persona | None = None
    _sotto: set[int] = field(default_factory=set)

    def applica(self, obiettivi: QuerySet[Obiettivo], senza: str = "") -> QuerySet[Obiettivo]:
        """The rows that pass all the filters, but for ``senza``."""
        for nome, valore in self.attivi.items():
            if nome != senza:
                obiettivi = self._uno(obiettivi, nome, valore)
        return obiettivi

    def _uno(self, obiettivi: QuerySet[Obiettivo], nome: str, valore: str) -> QuerySet[Obiettivo]:
        if nome in ("stato", "tipo"):
            return obiettivi.filter(**{nome: valore})
        if nome == "fase":
            return obiettivi.exclude(stato__in=PER_CODICE[valore].fatta)
        if nome == "quali":
            return obiettivi.filter(self._quali(valore))
        if nome == "direzione":
            parti = Parte.objects.filter(obiettivo=OuterRef("pk"), direzione__in=self._sotto)
            return obiettivi.filter(Q(responsabile__direzione__in=self._sotto) | Exists(parti))
        if nome == "persona":
            suoi = Assegnazione.objects.filter(obiettivo=OuterRef("pk"), incarico__persona=int(valore))
            return obiettivi.filter(Q(responsabile__persona=int(valore)) | Exists(suoi))
        return cerca(obiettivi, valore)

    def _quali(self, valore: str) -> Q:
        if valore == "ritardo":
            return self.attese.in_ritardo()
        return self.attese.tocca_a(self.utente) | firma_per_subentro(self.utente, self.attese.giorno)

    # --- the chips above the list ------------------------------------------------------------------------------------------
    def gruppi(self, base: QuerySet[Obiettivo], trovate: int) -> list[Gruppo]:
        """The chips, each with what it would find in ``base``; a group with nothing to choose is left out.

        ``trovate``: how many sheets pass all the filters.
        """
        per_stato, per_tipo = self._per_stato_e_tipo(base)
        gruppi = (self._scelti(), self._di_quali(base, trovate), self._di("stato", "Stato", dict(OBIETTIVO.scelte), per_stato),
                  self._di("tipo", "Tipo", TIPI, per_tipo), self._di_direzione(base, trovate))  # fmt: skip
        return [g for g in gruppi if len(g.voci) > 1]

    def _per_stato_e_tipo(self, base: QuerySet[Obiettivo]) -> tuple[dict[str, int], dict[str, int]]:
        """How many in each state and of each kind; read together while neither is chosen, for then they count the same sheets."""
        if self.attivi.keys() & {"stato", "tipo"}:
            return self._contati(base, "stato"), self._contati(base, "tipo")
        per_stato, per_tipo = Counter[str](), Counter[str]()
        for stato, tipo, quanti in self.applica(base).order_by().values_list("stato", "tipo").annotate(quanti=Count("pk")):
            per_stato[stato] += quanti
            per_tipo[tipo] += quanti
        return per_stato, per_tipo

    def _contati(self, base: QuerySet[Obiettivo], nome: str) -> dict[str, int]:
        return dict(self.applica(base, senza=nome).order_by().values_list(nome).annotate(quanti=Count("pk")))

    def _di(self, nome: str, titolo: str, scelte: Mapping[str, str], conti: Mapping[str, int]) -> Gruppo:
        return self._gruppo(titolo, nome, scelte, conti, sum(conti.values()))

    def _di_quali(self, base: QuerySet[Obiettivo], trovate: int) -> Gruppo:
        """Counted one by one: in an aggregate the conditions would cost Django more than the rest of the page."""
        righe = self.applica(base, senza="quali").order_by()
        conti = {n: righe.filter(self._quali(n)).count() for n in QUALI}
        return self._gruppo("Quali", "quali", QUALI, conti, righe.count() if "quali" in self.attivi else trovate)

    def _di_direzione(self, base: QuerySet[Obiettivo], trovate: int) -> Gruppo:
        """A collective objective counts for every Direzione that takes part in it."""
        righe = self.applica(base, senza="direzione")
        guidate = righe.filter(responsabile__direzione__isnull=False).order_by().annotate(cima=apice("responsabile__"))
        conti: dict[int, int] = dict(guidate.values_list("cima").annotate(quanti=Count("pk")))
        altre = Parte.objects.filter(obiettivo__in=righe.order_by().values("pk")).annotate(
            cima=apice(), capo=apice("obiettivo__responsabile__")
        )
        altre = altre.exclude(Q(capo__isnull=False) & Q(cima=F("capo"))).order_by()
        for cima, quanti in altre.values_list("cima").annotate(quanti=Count("obiettivo", distinct=True)):
            conti[cima] = conti.get(cima, 0) + quanti
        direzioni = {d.pk: d for d in Direzione.objects.filter(pk__in=conti)}
        scelte = {d.codice: d.denominazione for d in direzioni.values()}
        if self.direzione is not None:
            scelte.setdefault(self.direzione.codice, self.direzione.denominazione)
        tutte = righe.count() if self.direzione is not None else trovate
        return self._gruppo("Direzione", "direzione", scelte, {direzioni[pk].codice: n for pk, n in conti.items()}, tutte)

    def _gruppo(self, titolo: str, nome: str, scelte: Mapping[str, str], conti: Mapping[str, int], totale: int) -> Gruppo:
        return gruppo(titolo, nome, scelte.items(), conti=conti, totale=totale, attivi=self.attivi)

    def _scelti(self) -> Gruppo:
        """What has been chosen elsewhere (a name in the list, a cell of the Cabina di regia): a chip that takes it away."""
        parole_di = {
            "q": f"«{self.attivi.get('q', '')}»", "persona": str(self.persona),
            "fase": f"Non ancora {PER_CODICE[self.attivi['fase']].titolo.lower()}" if "fase" in self.attivi else "",
        }  # fmt: skip
        scelti = [n for n in ("q", "persona", "fase") if n in self.attivi]
        chip = [Chip(f"Togli {parole_di[n]}", indirizzo({m: v for m, v in self.attivi.items() if m != n}), False) for n in scelti]
        return Gruppo("Scelti", [*chip, Chip("Togli tutti i filtri", "?", False)] if chip else [])


def leggi(dati: Mapping[str, str], *, attese: Attese, utente: Utente, visibili: QuerySet[Obiettivo]) -> Filtri:
    """The filters of an address. ``visibili``: what the user sees, so that nobody is told the name of a person by its number."""
    ammessi = {"stato": dict(OBIETTIVO.scelte), "tipo": TIPI, "quali": QUALI, "fase": PER_CODICE}
    attivi = {nome: dati[nome] for nome, valori in ammessi.items() if dati.get(nome) in valori}
    if testo := " ".join(dati.get("q", "").split())[:TESTO_MASSIMO]:
        attivi["q"] = testo
    direzione = Direzione.objects.filter(codice=dati["direzione"]).first() if dati.get("direzione") else None
    persona = _persona(dati.get("persona", ""), visibili)
    if direzione:
        attivi["direzione"] = direzione.codice
    if persona:
        attivi["persona"] = str(persona.pk)
    return Filtri(attese, utente, attivi, direzione, persona, direzioni_sotto([direzione.pk]) if direzione else set())


def _persona(chiave: str, visibili: QuerySet[Obiettivo]) -> Persona | None:
    if not (chiave.isascii() and chiave.isdecimal() and len(chiave) < 10):
        return None
    suoi = visibili.filter(Q(responsabile__persona=OuterRef("pk")) | Q(assegnazioni__incarico__persona=OuterRef("pk")))
    return Persona.objects.filter(Exists(suoi.order_by()), pk=int(chiave)).first()


def cerca(obiettivi: QuerySet[Obiettivo], testo: str) -> QuerySet[Obiettivo]:
    """Every word somewhere: in code, title, description, or the names of who answers for it; capitals and accents do not count."""
    spazio, vuoto = Value(" "), Value("")
    nomi = Concat(Coalesce("responsabile__persona__nome", vuoto), spazio, Coalesce("responsabile__persona__cognome", vuoto))
    dentro = Piatto(Concat("codice", spazio, "titolo", spazio, "descrizione", spazio, nomi, output_field=TextField()))
    obiettivi = obiettivi.alias(_dentro=dentro)
    chi = Piatto(Concat("incarico__persona__nome", spazio, "incarico__persona__cognome"))
    for parola in parole(testo):
        suoi = Assegnazione.objects.filter(obiettivo=OuterRef("pk")).alias(_chi=chi).filter(_chi__contains=parola)
        obiettivi = obiettivi.filter(Q(_dentro__contains=parola) | Exists(suoi.order_by()))
    return obiettivi
