"""A procedure of progression as its pages show it: its rankings with their counts, one ranking, what a user may do with each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet

from premi.calcolo.progressioni import AMMESSO, PARITA
from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from valutazioni.letture.cammino import Fatto, passi_di

from ...models import CandidatoProgressione, GraduatoriaProgressione, PostoProgressione, Progressione
from ...models.progressioni import ESCLUSO
from ...permessi import direzioni_lette, progressioni_visibili_a
from ...stati import SENZA_GRADUATORIA
from .aspiranti import Chiave, gruppi_di

GRADUATORIA_SU_CARTA, FOGLIO_MATURAZIONE = "graduatoria_progressione", "foglio_maturazione"
CARTE_MOSTRATE = 3
TITOLI_DELLA_STORIA = {
    "prepara": "Bando scritto", "correggi": "Bando corretto", "maturazione": "Maturazione valutata", "decidi_parita": "Parità decisa",
    "riapri": "Riaperta", "esporta": "Graduatoria scaricata",
}  # fmt: skip


def progressione_visibile(utente: Utente, pk: int) -> Progressione | None:
    """The procedure, if the user may read it."""
    con = ("esercizio", "atto_bando", "atto", "atto_revoca", "creata_da__persona")
    return progressioni_visibili_a(utente).select_related(*con).filter(pk=pk).first()


def progressioni_dell_anno(utente: Utente, esercizio: Esercizio) -> list[Progressione]:
    """The procedures of an exercise that the user reads, the last first."""
    sue = progressioni_visibili_a(utente).filter(esercizio=esercizio).select_related("esercizio", "atto_bando", "atto")
    return list(sue.order_by("-numero"))


def storia_della_procedura(procedura: Progressione) -> list[Fatto]:
    return passi_di(procedura, TITOLI_DELLA_STORIA)


@dataclass(frozen=True, slots=True)
class RigaGruppo:
    """One ranking in the list of a procedure. Before it is formed: who is admissible, whose growth lacks; then who has a place."""

    direzione: Direzione
    categoria: str
    posti: int
    persone: int
    ammissibili: int
    senza_maturazione: int = 0
    ammessi: int = 0
    parita: int = 0

    @property
    def chiave(self) -> Chiave:
        return self.direzione.pk, self.categoria


@dataclass(frozen=True, slots=True)
class Quadro:
    """The rankings of a procedure that a user reads, and what they come to."""

    righe: Sequence[RigaGruppo]
    graduatoria: GraduatoriaProgressione | None

    @property
    def posti(self) -> int:
        return sum(r.posti for r in self.righe)

    @property
    def persone(self) -> int:
        return sum(r.persone for r in self.righe)

    @property
    def ammissibili(self) -> int:
        return sum(r.ammissibili for r in self.righe)

    @property
    def ammessi(self) -> int:
        return sum(r.ammessi for r in self.righe)

    @property
    def senza_maturazione(self) -> int:
        return sum(r.senza_maturazione for r in self.righe)

    @property
    def parita(self) -> int:
        return sum(r.parita for r in self.righe)

    @property
    def direzioni(self) -> list[Direzione]:
        return list({r.direzione.pk: r.direzione for r in self.righe}.values())


def quadro_della_procedura(procedura: Progressione, direzioni: Collection[int] | None) -> Quadro:
    """The rankings (of ``direzioni`` alone, if given), from the staff of today or as they were formed."""
    graduatoria = None if procedura.stato in SENZA_GRADUATORIA else procedura.ultima_graduatoria()
    if graduatoria is not None:
        return Quadro(list(_formati(procedura, graduatoria, direzioni)), graduatoria)
    return Quadro([
        RigaGruppo(g.direzione, g.categoria, g.posti, len(g.aspiranti), len(g.ammissibili), g.senza_maturazione)
        for g in gruppi_di(procedura, direzioni)
    ], None)  # fmt: skip


def _formati(procedura: Progressione, graduatoria: GraduatoriaProgressione, direzioni: Collection[int] | None) -> Iterable[RigaGruppo]:
    in_sospeso = Q(esito=PARITA, decisione=None)
    contati = graduatoria.candidati.order_by().values_list("direzione", "categoria").annotate(
        tutti=Count("pk"), in_graduatoria=Count("pk", filter=~Q(esito=ESCLUSO)),
        col_posto=Count("pk", filter=Q(esito=AMMESSO) | Q(decisione__ammesso=True)), pari=Count("pk", filter=in_sospeso),
    )  # fmt: skip
    conti = {(direzione, categoria): quanti for direzione, categoria, *quanti in contati}
    posti = procedura.posti.select_related("direzione")
    for p in posti if direzioni is None else posti.filter(direzione__in=direzioni):
        persone, ammissibili, ammessi, parita = conti.get((p.direzione_id, p.categoria), [0, 0, 0, 0])
        yield RigaGruppo(p.direzione, p.categoria, p.posti, persone, ammissibili, 0, ammessi, parita)


def candidati_in_ordine(graduatoria: GraduatoriaProgressione) -> QuerySet[CandidatoProgressione]:
    """Ranking after ranking: who is in it by place, then who is not admissible, by name."""
    tutti = graduatoria.candidati.select_related("direzione", "decisione", "graduatoria", "passaggio")
    return tutti.order_by("direzione__codice", "categoria", F("posto").asc(nulls_last=True), "nominativo", "matricola")


def candidati_del_gruppo(graduatoria: GraduatoriaProgressione, direzione: int, categoria: str) -> QuerySet[CandidatoProgressione]:
    """The ranking of one Direzione and category."""
    return candidati_in_ordine(graduatoria).filter(direzione=direzione, categoria=categoria)


def numero_di_ammissibili(candidato: CandidatoProgressione) -> int:
    """How many are in the ranking of the candidate."""
    stesso = {"graduatoria": candidato.graduatoria_id, "direzione": candidato.direzione_id, "categoria": candidato.categoria}
    return CandidatoProgressione.objects.filter(**stesso).exclude(esito=ESCLUSO).aggregate(n=Count("pk"))["n"]


def legge_gruppo(utente: Utente, direzione: int) -> bool:
    """Whether the user reads the candidates of a Direzione."""
    lette = direzioni_lette(utente)
    return lette is None or direzione in lette


def graduatoria_che_conta(candidato: CandidatoProgressione) -> bool:
    """Whether the line is of the last ranking of its procedure."""
    altre = GraduatoriaProgressione.objects.filter(procedura=candidato.graduatoria.procedura_id).aggregate(Max("numero"))
    return bool(candidato.graduatoria.numero == altre["numero__max"])


def graduatorie_su_carta(utente: Utente, posto: PostoProgressione) -> list[Documento]:
    """The last papers of a ranking, among those that the user may have."""
    emessi = Documento.objects.filter(tipo=GRADUATORIA_SU_CARTA, oggetto_id=posto.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(utente, emessi)[:CARTE_MOSTRATE]


def fogli_su_carta(utente: Utente, candidato: CandidatoProgressione) -> list[Documento]:
    """The sheet of a candidate's growth on paper, if it has been asked for."""
    return documenti_letti(utente, Documento.objects.filter(tipo=FOGLIO_MATURAZIONE, oggetto_id=candidato.pk))
