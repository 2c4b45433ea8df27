"""The register as its pages read it: terms, warnings, what does not agree with who has the role, what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from smvp.documenti.models import Pubblicazione
from smvp.flusso.stati import Stato
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Nomina, Utente
from smvp.organizzazione.ruoli import Ruolo

from ..calcolo import Avviso, Fatti, avvisi
from ..models import Compenso, Genere, IncaricoNcvp
from ..models.incarico import garanzie_al
from ..permessi import incarichi_visibili_a
from ..stati import ARCHIVIATA, CESSATA, IN_CARICA

NOMINA, CURRICULUM, COMPENSI, RAPPORTO = "ncvp-nomina", "ncvp-curriculum", "ncvp-compensi", "ncvp-rapporto"


@dataclass(frozen=True, slots=True)
class Voce:
    """A term with its state and warnings on a day, and what of it stands in the public section."""

    incarico: IncaricoNcvp
    stato: Stato
    avvisi: list[Avviso]
    pubblicate: Mapping[str, Pubblicazione]
    in_carica: bool
    compensi_pubblicati: frozenset[int]

    @property
    def urgente(self) -> bool:
        return any(a.urgente for a in self.avvisi)


@dataclass(frozen=True, slots=True)
class Registro:
    voci: list[Voce]
    disaccordi: list[str]
    """Where the roles of the organization and the register do not say the same."""
    senza_scheda: list[Nomina]

    @property
    def in_carica(self) -> Voce | None:
        return next((v for v in self.voci if v.in_carica), None)


def con_tutto(righe: QuerySet[IncaricoNcvp]) -> QuerySet[IncaricoNcvp]:
    """With all that a page reads of them."""
    return righe.select_related("persona", "nomina", "decreto", "aperto_da__persona").prefetch_related(
        "allegati__caricato_da__persona", "compensi__atto", "conflitti"
    )


def incarico_visibile(utente: Utente, pk: int) -> IncaricoNcvp | None:
    return con_tutto(incarichi_visibili_a(utente)).filter(pk=pk).first()


def registro(utente: Utente, giorno: date) -> Registro:
    """The whole register that the user reads, in a number of queries that does not grow with it."""
    righe = list(con_tutto(incarichi_visibili_a(utente)))
    voci = voci_di(righe, giorno)
    # Who reads only their own term is not told of the others.
    tiene = utente.has_perm("ncvp.tenere_registro") or utente.has_perm("ncvp.nominare")
    senza = _senza_scheda() if tiene else []
    return Registro(voci, _disaccordi(voci, senza, giorno) if tiene else [], senza)


def voci_di(righe: Sequence[IncaricoNcvp], giorno: date) -> list[Voce]:
    """Each with its warnings: those of the day of who is in office, those of the appointment of all."""
    garanzie = garanzie_al(giorno)
    viste = {
        (p.voce, p.anno): p for p in Pubblicazione.objects.filter(ritirata_il=None, voce__startswith="ncvp-").select_related("documento")
    }
    da_pubblicare = [
        (v.codice, f"{v.titolo}, anno {giorno.year}" if v.codice == COMPENSI else v.titolo)
        for v in garanzie.sezione_web if v.codice in (NOMINA, CURRICULUM, COMPENSI)
    ]  # fmt: skip
    prima = _terminati_prima(righe)
    voci = []
    for r in righe:
        sue = _sue(r, viste, giorno)
        fatti = Fatti(
            r.dal, r.al, (r.avviso_dal, r.avviso_al), prima.get(r.pk, 0), frozenset(sue),
            any(c.anno == giorno.year for c in r.compensi.all()), r.file(Genere.CURRICULUM) is not None,
        )  # fmt: skip
        detti = avvisi(fatti, garanzie.ncvp, da_pubblicare, giorno) if r.stato not in (CESSATA, ARCHIVIATA) else []
        compensi = frozenset(c.pk for c in r.compensi.all() if _dice(viste.get((COMPENSI, c.anno)), c))
        voci.append(Voce(r, r.stato_al(giorno), detti, sue, r.in_carica_il(giorno), compensi))
    return voci


def _sue(r: IncaricoNcvp, viste: Mapping[tuple[str, int | None], Pubblicazione], giorno: date) -> dict[str, Pubblicazione]:
    """What is in sight of this one, from here or from the Segretario's page of publications: since the last file came, and not by the
    decree of somebody else."""
    sue = {}
    for voce, genere in ((NOMINA, Genere.DECRETO), (CURRICULUM, Genere.CURRICULUM)):
        p, file = viste.get((voce, None)), r.file(genere)
        if p and file and r.decreto_id and p.atto_id in (None, r.decreto_id) and p.pubblicata_il >= file.caricato_il:
            sue[voce] = p
    anni, p = {c.anno: c for c in r.compensi.all()}, viste.get((COMPENSI, giorno.year))
    if p and giorno.year in anni and _dice(p, anni[giorno.year]):
        sue[COMPENSI] = p
    return sue


def _dice(p: Pubblicazione | None, compenso: Compenso) -> bool:
    """What is published of a year says all its fees; one registered or corrected afterwards is to be published again."""
    return p is not None and p.pubblicata_il >= compenso.registrato_il


def _terminati_prima(righe: Sequence[IncaricoNcvp]) -> dict[int, int]:
    """How many earlier terms the same person has had, for each."""
    tutti = IncaricoNcvp.objects.filter(
        persona__in={r.persona_id for r in righe}, stato__in=[IN_CARICA, CESSATA]
    ).order_by().values_list("persona", "dal")  # fmt: skip
    iniziati = list(tutti)
    return {r.pk: sum(persona == r.persona_id and dal < r.dal for persona, dal in iniziati) for r in righe}


def da_registrare(riga: IncaricoNcvp) -> bool:
    """Whether the person has the role from that day already: then the Segretario writes the decree down, and nobody appoints."""
    return Nomina.objects.filter(ruolo=Ruolo.NCVP, persona=riga.persona_id, dal=riga.dal, incarico_ncvp=None).exists()


def _senza_scheda() -> list[Nomina]:
    return list(Nomina.objects.filter(ruolo=Ruolo.NCVP, incarico_ncvp=None).select_related("persona").order_by("-dal"))


def _disaccordi(voci: Sequence[Voce], senza: Sequence[Nomina], giorno: date) -> list[str]:
    trovati = [f"{n.persona.con_titolo} è NCVP {n.durata} e non ha una scheda nel registro." for n in senza]
    in_carica = [*(v for v in voci if v.in_carica), *(n for n in senza if n.in_vigore_il(giorno))]
    if not in_carica:
        trovati.append("Oggi nessuno è NCVP: non si può validare né valutare.")
    if len(in_carica) > 1:
        trovati.append("Oggi risulta più di un NCVP, ma il NCVP è monocratico: va fatto finire l’incarico di troppo.")
    oltre = [v.incarico for v in voci if v.in_carica and v.incarico.al > v.incarico.fino_al]
    return [*trovati, *(f"Il ruolo di {r.persona.con_titolo} va oltre la fine dell’incarico, {data(r.fino_al)}." for r in oltre)]
