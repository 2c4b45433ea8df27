"""The kinds of document of the evaluations: who may have each, how its file is called, where it comes from."""

from collections.abc import Callable, Sequence
from datetime import date

import rules
from django.db.models import Q, QuerySet
from django.urls import reverse

from obiettivi.documenti import AMPI
from smvp.documenti.contenuto import NORMALI, Limiti
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.permessi import documenti_letti
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di

from ..letture.documenti import ELENCO_GIUNTA
from ..letture.fascicolo import FASCICOLO, aperto_oggi, e_proprio
from ..letture.pratiche import ancora_visibili
from ..models import Valutazione
from ..permessi import personali_visibili_a, puo_aprire_fascicolo, seconde_visibili_a, visibili_a
from ..stati import FIRMATE, LETTE_DAL_VALUTATO, NON_VALUTABILE

SCHEDA_B, SCHEDA_D, SCHEDA_D2 = "scheda_b", "scheda_d", "scheda_d2"
# The sheet's own (NORMALI: what is written is checked against them) and others’ texts that it quotes beside (parole.CITATI).
LIMITI_SCHEDA = AMPI
# A part of the list holds hundreds of short rows: five values each.
LIMITI_ELENCO = Limiti(voci=12_000)
# An index may be long: of each document six values and a title.
LIMITI_FASCICOLO = AMPI
NOMI_STATO = dict.fromkeys(FIRMATE, "") | {"aperta": "bozza", "proposta_a": "bozza", "proposta_b": "proposta", "compilata": "bozza"}
COSA = {SCHEDA_B: "scheda", SCHEDA_D: "scheda", SCHEDA_D2: "parte seconda"}

Visibili = Callable[[Utente, QuerySet[Documento]], QuerySet[Documento]]


def _di_schede(tipo: str, leggibili_a: Callable[..., QuerySet], chi: str) -> Visibili:
    """A sheet's document is for those who may read the sheet; of their own, evaluatees have only the shared one (art. 18).

    Of their own that is not evaluable they have only the one that says so (art. 16): what they had read before has been taken back.

    ``chi``: where the sheet names its evaluatee.
    """

    def visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
        persona = persona_di(utente)
        leggibili: QuerySet[Valutazione] = leggibili_a(utente, superate=True).order_by()
        proprie = leggibili.filter(**{chi: persona}) if persona else leggibili.none()
        di_altri = leggibili.exclude(pk__in=proprie.values("pk"))
        letti = Q(*((Q(chiave__contains=f":{stato}:")) for stato in LETTE_DAL_VALUTATO), _connector=Q.OR)
        senza = proprie.filter(stato=NON_VALUTABILE)
        superati = Q(oggetto_id__in=senza.values("pk")) & ~Q(chiave__contains=f":{NON_VALUTABILE}:")
        condivisi = Q(oggetto_id__in=proprie.values("pk")) & letti & ~superati
        return documenti.filter(Q(oggetto_id__in=di_altri.values("pk")) | condivisi, tipo=tipo)

    return visibili


def e_superato(documento: Documento | None, scheda: Valutazione) -> bool:
    """True of a document issued in another state of its sheet than the present one: who takes it away is told."""
    return documento is not None and stato_di(documento) != scheda.stato


def stato_di(documento: Documento) -> str:
    """The state of its sheet, or of its objective, in which it was issued."""
    return documento.chiave.split(":")[2]


def nome_file(documento: Documento) -> str:
    """Surname first, no courtesy title: bertolini-andrea-scheda-2025-proposta."""
    dati = documento.payload
    valutato, stato = dati["valutato"], dati["stato"]["codice"]
    nome = f"{valutato['cognome']} {valutato['nome_proprio']}" if "cognome" in valutato else _senza_titolo(valutato["nome"])
    interim = " ad interim" if valutato.get("ad_interim") else ""
    dopo = dati.get("riesame")
    riesame = "" if not dopo else " dopo l’accordo" if dopo.get("accordo") else " dopo il riesame"
    return f"{nome} {COSA[documento.tipo]} {dati['esercizio']}{interim}{riesame} {NOMI_STATO.get(stato, stato)}"


def _senza_titolo(nome: str) -> str:
    """The documents of before name people as printed, «dott. Andrea Bertolini»: the last word first."""
    *altri, cognome = [p for p in nome.split() if "." not in p] or [nome]
    return " ".join([cognome, *altri])


def firmate_o_no(documento: Documento) -> str:
    """In the zip what is signed stands apart from what nobody has signed (refused, notified), and from what may still change."""
    dati = documento.payload
    if dati["stato"]["codice"] not in FIRMATE:
        return "non firmate"
    return "rifiutate o notificate" if dati.get("rifiuto") or dati.get("notifica") else "firmate"


def _per_direzione(documento: Documento) -> str:
    """The sheets of the staff are many: in the zip they stand by Direzione."""
    return str(documento.payload["valutato"]["direzione"])[:60]


def _pagina(indirizzo: str, nome: str) -> Callable[[Lavoro], tuple[str, str] | None]:
    """Batches are asked for from a page of the exercise: the year stands at the end of their title."""

    def pagina(lavoro: Lavoro) -> tuple[str, str] | None:
        anno = lavoro.titolo.rpartition(" ")[2]
        return (f"{nome} {anno}", reverse(indirizzo, args=[int(anno)])) if anno.isdecimal() else None

    return pagina


def _di_esercizio(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """The lists with everybody's points are for who may ask for them."""
    return documenti if rules.has_perm("valutazioni.elenchi_giunta", utente) else documenti.none()


def _nome_elenco(documento: Documento) -> str:
    dati = documento.payload
    parte = dati["fascicolo"]
    return f"elenchi per la giunta {dati['esercizio']}" + (f" parte {parte['numero']:02d} di {parte['di']}" if parte else "")


def _registra(
    codice: str,
    modello: str,
    visibili: Visibili,
    pagina: Callable[[Lavoro], tuple[str, str] | None] | None,
    cartella: Callable[[Documento], str] | None,
    nome: Callable[[Documento], str] = nome_file,
    limiti: Limiti = NORMALI,
    prima_pagina: Callable[[Utente, Documento, date], str] | None = None,
    originali: Callable[[Documento], Sequence[Documento]] | None = None,
) -> None:
    def puo_vedere(utente: Utente, documento: Documento) -> bool:
        return visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()

    registra_tipo(
        TipoDocumento(codice=codice, modello=modello, puo_vedere=puo_vedere, visibili=visibili, nome_file=nome, cartella=cartella,
                      pagina=pagina, limiti=limiti, prima_pagina=prima_pagina, originali=originali)
    )  # fmt: skip


_SCHEDE, _PERSONALE = _pagina("valutazioni:elenco", "Valutazioni"), _pagina("valutazioni:personale", "Schede del personale")
_PRIME, _SECONDE = _di_schede(SCHEDA_D, personali_visibili_a, "persona"), _di_schede(SCHEDA_D2, seconde_visibili_a, "persona")
_registra(
    SCHEDA_B, "documenti/scheda_b.html", _di_schede(SCHEDA_B, visibili_a, "incarico__persona"), _SCHEDE, firmate_o_no, limiti=LIMITI_SCHEDA
)
_registra(SCHEDA_D, "documenti/scheda_d.html", _PRIME, _PERSONALE, _per_direzione, limiti=LIMITI_SCHEDA)
_registra(SCHEDA_D2, "documenti/scheda_d2.html", _SECONDE, _PERSONALE, _per_direzione)
_registra(
    ELENCO_GIUNTA, "documenti/elenco_giunta.html", _di_esercizio, _pagina("valutazioni:approva", "Approvazione della Giunta"), None,
    _nome_elenco, LIMITI_ELENCO,
)  # fmt: skip


def _fascicoli(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Each is of who asked for it alone, as long as they may still open the fascicolo and read each document and case inside."""
    suoi = list(documenti.filter(richiesto_da=utente.pk))
    di_chi = {d.pk: tuple(int(n) for n in d.chiave.split(":")[1:3]) for d in suoi}
    persone = Persona.objects.in_bulk({persona for persona, _ in di_chi.values()})
    esercizi = {e.anno: e for e in Esercizio.objects.filter(anno__in={anno for _, anno in di_chi.values()})}
    si_aprono = {x for x in set(di_chi.values()) if puo_aprire_fascicolo(utente, persone[x[0]], esercizi[x[1]])}
    parti = {d.pk: {(p["tipo"], p["impronta"]) for p in d.payload["parti"]} for d in suoi if di_chi[d.pk] in si_aprono}
    emessi = Documento.objects.filter(impronta__in={impronta for sue in parti.values() for _, impronta in sue}).exclude(tipo=FASCICOLO)
    letti = {(d.tipo, d.impronta) for d in documenti_letti(utente, emessi)}
    casi = {d.pk: {p["chiave"] for p in d.payload.get("pratiche", ())} for d in suoi if d.pk in parti}
    visti = ancora_visibili(utente, set().union(*casi.values()))
    return documenti.filter(pk__in=[pk for pk, sue in parti.items() if sue <= letti and casi[pk] <= visti])


def _da_riaprire(utente: Utente, fascicolo: Documento, giorno: date) -> str:
    """Whoever is not the evaluatee opens it that very day before taking the PDF away: so it is in the log (art. 19)."""
    chi, anno = fascicolo.chiave.split(":")[1:3]
    persona, esercizio = Persona.objects.get(pk=chi), Esercizio.objects.get(anno=anno)
    if e_proprio(utente, persona) or aperto_oggi(utente, persona, esercizio, giorno):
        return ""
    return reverse("valutazioni:fascicolo", args=[persona.pk, esercizio.anno])


def _nome_fascicolo(documento: Documento) -> str:
    dati = documento.payload
    parte = dati.get("fascicolo")
    quale = f" parte {parte['numero']:02d} di {parte['di']}" if parte else ""
    return f"{dati['persona']['cognome']} {dati['persona']['nome_proprio']} fascicolo {dati['esercizio']}{quale}"


def _originali(fascicolo: Documento) -> list[Documento]:
    """The documents that it names, in their order. Raises OperazioneNonAmmessa if one is no longer there."""
    nomi = [(p["tipo"], p["impronta"], p["emesso_il"]) for p in fascicolo.payload["parti"]]
    trovati = {(d.tipo, d.impronta, d.richiesto_il.isoformat()): d for d in Documento.objects.filter(impronta__in={i for _, i, _ in nomi})}
    if mancano := [n for n in nomi if n not in trovati]:
        raise OperazioneNonAmmessa(f"Mancano dall’archivio {len(mancano)} dei documenti del fascicolo: preparalo di nuovo.", articolo="19")
    return [trovati[n] for n in nomi]


_registra(FASCICOLO, "documenti/fascicolo.html", _fascicoli, None, None, _nome_fascicolo, LIMITI_FASCICOLO, _da_riaprire, _originali)
