"""Art. 26 as its pages read it: the notice, the projects, the jury's ranking."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import rules
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from premi.calcolo.premialita import Piazzamento, classifica
from smvp.flusso.ricerca import Piatto, appiattito
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.organizzazione.models import Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from valutazioni.letture.cammino import Fatto, passi_di

from ..models import AvvisoInnovazione, Progetto, VotoGiuria
from ..permessi import avvisi_visibili_a, progetti_visibili_a
from ..stati import IN_GIURIA, PRESENTATA

TITOLI_DELLA_STORIA = {"scrivi": "Scritto", "valuta": "Valutato dalla giuria", "sostituisci": "Cambiato un componente della giuria"}


def avviso_visibile(utente: Utente, anno: int) -> AvvisoInnovazione | None:
    con = ("esercizio", "vincitore", "atto")
    return avvisi_visibili_a(utente).filter(esercizio__anno=anno).select_related(*con).prefetch_related("giuria").first()


def storia_di(oggetto: AvvisoInnovazione | Progetto) -> list[Fatto]:
    return passi_di(oggetto, TITOLI_DELLA_STORIA)


def progetti_di(utente: Utente, avviso: AvvisoInnovazione) -> list[Progetto]:
    """Those that the user reads, with their groups. Two queries."""
    visti = progetti_visibili_a(utente).filter(avviso=avviso).select_related("avviso__esercizio", "presentato_da")
    return list(visti.prefetch_related("gruppo").order_by("titolo", "pk"))


def progetto_visibile(utente: Utente, anno: int, pk: int) -> Progetto | None:
    visti = progetti_visibili_a(utente).filter(avviso__esercizio__anno=anno, pk=pk)
    return visti.select_related("avviso__esercizio", "presentato_da").prefetch_related("gruppo").first()


@dataclass(frozen=True, slots=True)
class Classificato:
    """A project in the jury's ranking."""

    progetto: Progetto
    piazzamento: Piazzamento
    voti: int

    @property
    def media(self) -> Decimal:
        return mezzo_su(self.piazzamento.media)


def classifica_di(avviso: AvvisoInnovazione) -> list[Classificato]:
    """The projects that have points, by their exact mean. Two queries."""
    voti: dict[int, list[Decimal]] = defaultdict(list)
    righe = VotoGiuria.objects.filter(progetto__avviso=avviso, progetto__stato=PRESENTATA).order_by()
    for progetto, punti in righe.values_list("progetto", "punti"):
        voti[progetto].append(punti)
    progetti = Progetto.objects.select_related("avviso__esercizio").in_bulk(voti)
    return [Classificato(progetti[p.progetto], p, len(voti[p.progetto])) for p in classifica(voti)]


def voti_scoperti(utente: Utente, avviso: AvvisoInnovazione) -> bool:
    """Whether the user reads everybody's points: who runs the premiums does, but a juror judges alone, until all the jury has."""
    if not rules.has_perm("premi.vedere_premialita", utente):
        return False
    io = persona_di(utente)
    giudica = avviso.stato == IN_GIURIA and io is not None and io in avviso.componenti
    return not (giudica and avviso.tutti_valutati())


@dataclass(frozen=True, slots=True)
class LavoroDiGiurato:
    """How far a juror has got: ``dati`` out of ``attesi`` projects."""

    giurato: Persona
    dati: int
    attesi: int

    @property
    def finito(self) -> bool:
        return self.dati == self.attesi


def lavori_della_giuria(avviso: AvvisoInnovazione) -> list[LavoroDiGiurato]:
    """Who of the jury has still to judge. Two queries."""
    voti = VotoGiuria.objects.filter(progetto__avviso=avviso, progetto__stato=PRESENTATA).order_by()
    dati, attesi = Counter(voti.values_list("giurato", flat=True)), avviso.presentati().count()
    return [LavoroDiGiurato(p, dati[p.pk], attesi) for p in avviso.componenti]


def valutati_da(utente: Utente, avviso: AvvisoInnovazione) -> set[int] | None:
    """The projects on which a juror has given their points; None for who is not of the jury. One query."""
    io = persona_di(utente)
    if io is None or io not in avviso.componenti:
        return None
    return set(VotoGiuria.objects.filter(progetto__avviso=avviso, giurato=io).values_list("progetto", flat=True))


def voti_di(progetto: Progetto) -> QuerySet[VotoGiuria]:
    return progetto.voti.select_related("giurato").order_by("giurato__cognome", "giurato__nome", "pk")


def da_valutare(utente: Utente) -> list[tuple[AvvisoInnovazione, int]]:
    """The notices in whose jury the user sits, and how many projects they have not yet valued. Two queries."""
    persona = persona_di(utente)
    if persona is None:
        return []
    avvisi = list(AvvisoInnovazione.objects.filter(stato=IN_GIURIA, giuria=persona.pk).select_related("esercizio"))
    if not avvisi:
        return []
    mancano = Progetto.objects.filter(avviso__in=avvisi, stato=PRESENTATA).exclude(voti__giurato=persona.pk).order_by()
    per_avviso = list(mancano.values_list("avviso", flat=True))
    return [(a, per_avviso.count(a.pk)) for a in avvisi if a.pk in per_avviso]


def persone_chiamate(righe: Sequence[str]) -> tuple[list[Persona], list[str]]:
    """The people that somebody names, one a line, by matricola or by name and surname in either order; and what is wrong. One query."""
    chiamate = {riga: appiattito(" ".join(riga.split())) or "" for riga in righe}
    per_nome: dict[str, dict[int, Persona]] = defaultdict(dict)
    for p in _con_questi_nomi(chiamate.values(), righe):
        for nome in {p.matricola.lower(), appiattito(f"{p.cognome} {p.nome}"), appiattito(f"{p.nome} {p.cognome}")}:
            per_nome[nome or ""][p.pk] = p
    persone, errori = [], []
    for riga, nome in chiamate.items():
        trovate = list(per_nome.get(nome, {}).values())
        if len(trovate) == 1:
            persone.append(trovate[0])
        else:
            errori.append(f"«{riga}»: {'ce n’è più d’una, scrivi la matricola' if trovate else 'non c’è nessuna persona con questo nome'}.")
    return persone, errori


def _con_questi_nomi(nomi: Iterable[str], matricole: Iterable[str]) -> QuerySet[Persona]:
    piatti = list(nomi)
    cercate = Persona.objects.alias(
        di_la=Piatto(Concat("cognome", Value(" "), "nome")), di_qua=Piatto(Concat("nome", Value(" "), "cognome"))
    )
    return cercate.filter(Q(di_la__in=piatti) | Q(di_qua__in=piatti) | Q(matricola__in=[m.strip() for m in matricole]))
