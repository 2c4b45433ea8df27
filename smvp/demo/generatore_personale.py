"""The staff of a made-up municipality in an exercise: specific objectives of every office and, once the year is over, all the sheets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings

from smvp.regolamento.modello import Regolamento

from .modello import Individuo, Ufficio
from .modello_obiettivi import Traguardo
from .modello_personale import AnnoPersonale, Foglio, Gesto, Specifico, Strutture, voti_a_caso
from .testi import tipografia

# How many offices in a hundred have their sheets in each state: a team goes on together.
STATI, QUANTI = ("aperta", "compilata", "decisa", "partecipata", "presa_visione", "approvata"), (15, 15, 15, 20, 15, 20)
APERTE = datetime(2026, 3, 12, 9, 0, tzinfo=settings.FUSO)
LIVELLI = (68, 92)
UN_GIORNO = timedelta(days=1)


class Personale:
    """The staff of a municipality: the n-th Settore is headed by P.O. n."""

    def __init__(
        self, uffici: Sequence[Ufficio], individui: Sequence[Individuo], reg: Regolamento, modelli: Sequence[Mapping[str, Any]]
    ) -> None:
        self.uffici, self.modelli, self.reg = uffici, modelli, reg
        self.capi = {u.codice: f"po{n}" for n, u in enumerate((u for u in uffici if u.tipo == "settore"), 1)}
        self.squadre: dict[str, list[Individuo]] = defaultdict(list)
        for individuo in individui:
            for servizio in individuo.servizi:
                self.squadre[servizio.direzione].append(individuo)

    def anno(self, anno: int, individuali: Sequence[Traguardo], caso: Random, *, finito: bool) -> AnnoPersonale:
        """An exercise; of one that is ``finito`` the percentages and the sheets too, of which the log does not tell one by one."""
        primi = {t.a[0]: t.codice for t in reversed(individuali)}
        specifici = list(self._specifici(anno, primi, caso, finito=finito))
        if not finito:
            return AnnoPersonale(specifici)
        percentuali = {u.codice: Decimal(caso.randrange(140, 201)) / 2 for u in self.uffici if u.tipo == "direzione"}
        strutture = Strutture(
            APERTE - 9 * UN_GIORNO, "controllo", "Stato finale del P.E.G., referto del controllo di gestione", percentuali
        )
        return AnnoPersonale(
            specifici, strutture=[strutture], aperte=("personale", APERTE), fogli=list(self._fogli(caso)), atto=f"valutazioni-{anno}",
            raccontate=False,
        )  # fmt: skip

    def _specifici(self, anno: int, primi: Mapping[str, str], caso: Random, *, finito: bool) -> Iterator[Specifico]:
        """One for each office, on all its staff, that hangs on the first objective of its P.O."""
        il = datetime(anno, 2, 19, 9, 0, tzinfo=settings.FUSO)
        nomi = {u.codice: u.denominazione for u in self.uffici}
        for codice, squadra in sorted(self.squadre.items()):
            modello, n = caso.choice(self.modelli), caso.randrange(5, 25)
            del_gruppo = caso.randrange(120, 201)
            yield Specifico(
                direzione=codice, titolo=modello["titolo"].format(ufficio=nomi[codice]), atteso=tipografia(modello["atteso"].format(n=n)),
                fatto=tipografia(modello["fatto"]),
                assegnato_da=self.capi[codice], il=il, entro=date(anno, 12, 31), da=primi[self.capi[codice]],
                a={i.matricola: Decimal(min(200, del_gruppo + caso.randrange(-15, 16))) / 2 if finito else None for i in squadra},
            )  # fmt: skip

    def _fogli(self, caso: Random) -> Iterator[Foglio]:
        voci = {g.codice: len(g.voci) for g in self.reg.personale.gruppi}
        for codice, squadra in sorted(self.squadre.items()):
            stato, livello, chi = caso.choices(STATI, QUANTI)[0], caso.randint(*LIVELLI), self.capi[codice]
            for individuo in squadra:
                gesti = [Gesto("salva", chi, APERTE + 4 * UN_GIORNO), Gesto("firma", individuo.utente, APERTE + 8 * UN_GIORNO)]
                firmata = stato in ("presa_visione", "approvata")
                voti = voti_a_caso(caso, livello, voci, self.reg.voto_massimo)
                yield Foglio(individuo.matricola, stato, voti, gesti if firmata else gesti[:1])
