"""Artt. 7, 13, 14: how this Piano came about: the stages up to the assignment, the acts, how much was discussed."""

from obiettivi.models import Colloquio, Rilievo
from smvp.nucleo.formati import numero

from ....calcolo.blocchi import Blocco, Cifra, Cifre, Mancanza
from ...atti import DEL_PIANO, atti_di
from ...contesto import Contesto
from ...percorso import FINO_ALL_ASSEGNAZIONE, fasi, somme_stanziate
from ..ciclo import attori, regole, tavola_degli_atti, tavola_delle_fasi
from ..comuni import nessun_obiettivo


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.quanti_obiettivi:
        return []
    trovate = [*somme_stanziate(c), *fasi(c, FINO_ALL_ASSEGNAZIONE)]
    usati = [x for x in atti_di(c.esercizio) if x.uso in DEL_PIANO]
    blocchi: list[Blocco] = [c.testo("processo"), regole(c), _cifre(c)]
    if trovate:
        blocchi.append(tavola_delle_fasi(trovate, "Come si è arrivati agli obiettivi", c))
    if usati:
        blocchi.append(tavola_degli_atti(usati, "Gli atti sui quali il Piano poggia", c))
    return [*blocchi, attori(c)]


def _cifre(c: Contesto) -> Cifre:
    colloqui = Colloquio.objects.filter(obiettivo__in=c.righe_obiettivi).count()
    rilievi = Rilievo.objects.filter(obiettivo__in=c.righe_obiettivi, risponde_a=None).count()
    return Cifre((
        Cifra("Schede validate", numero(c.quanti_obiettivi, 0)),
        Cifra("Colloqui verbalizzati", numero(colloqui, 0), "fra chi valida e chi compila"),
        Cifra("Rilievi", numero(rilievi, 0), "scritti sulle schede durante l’esame"),
    ))  # fmt: skip


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
