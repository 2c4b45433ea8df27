"""The kinds of document of the objectives: which template draws them, who may see them, under which name they are saved."""

from collections.abc import Callable

import rules
from django.db.models import Q, QuerySet
from django.urls import reverse

from smvp.documenti.contenuto import Limiti
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import direzioni_dirette

from ..letture.documenti import ALLEGATO_A, DELIBERA, MISURAZIONE, PIANO, RENDICONTO, VERBALE, VERBALI, VERIFICA
from ..permessi import visibili_a
from ..stati import BOZZA

# A collective objective with every text at its longest holds more than other documents; measured in docs/produzione.md.
AMPI = Limiti(byte=500_000, righe=5_000, voci=9_000, rari=6_000)

Visibili = Callable[[Utente, QuerySet[Documento]], QuerySet[Documento]]


# The kinds that share a function are read together: each asks only about documents of its own.
def _di_scheda(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """A sheet's document is for those who may read the sheet; that of a draft only for who asked for it."""
    letti = documenti.filter(oggetto_id__in=visibili_a(utente).order_by().values("pk"))
    return letti.filter(~Q(chiave__contains=f":{BOZZA}:") | Q(richiesto_da=utente.pk))


def _di_esercizio(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """The documents of an exercise are for those who may ask for them."""
    return documenti if rules.has_perm("obiettivi.documenti_esercizio", utente) else documenti.none()


def _piani(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Art. 9: the plan of a Direzione is also for its dirigente."""
    if rules.has_perm("obiettivi.documenti_esercizio", utente):
        return documenti
    return documenti.filter(oggetto_id__in=direzioni_dirette(utente))


def _nome_scheda(documento: Documento) -> str:
    dati = documento.payload
    cosa = {ALLEGATO_A: "scheda", RENDICONTO: "rendicontazione", MISURAZIONE: "misurazione"}.get(documento.tipo, "verbale")
    scheda = dati["scheda"] if "scheda" in dati else dati["schede"][0]
    stato = dati["stato"]["codice"] if documento.tipo == ALLEGATO_A else ""
    return f"{scheda['codice']} {cosa} {dati['esercizio']} {stato}"


def _nome_esercizio(documento: Documento) -> str:
    dati = documento.payload
    parte = dati.get("fascicolo")
    nomi = {VERBALI: "verbale di validazione", DELIBERA: "allegato alla deliberazione", VERIFICA: "verifica semestrale"}
    quale = f" parte {parte['numero']:02d} di {parte['di']}" if parte else ""
    return f"{nomi[documento.tipo]} {dati['esercizio']}{quale}"


def _nome_piano(documento: Documento) -> str:
    dati = documento.payload
    return f"piano indicatori {dati['direzione']} {dati['esercizio']}"


def _cartella(documento: Documento) -> str:
    """In the zip the sheets stand by office; the others need no folder."""
    return str(documento.payload.get("settore", ""))[:60]


def _pagina(lavoro: Lavoro) -> tuple[str, str] | None:
    """Batches are asked for from the page of an exercise's documents: the year stands at the end of their title."""
    anno = lavoro.titolo.rpartition(" ")[2]
    return (f"Documenti {anno}", reverse("obiettivi:documenti", args=[int(anno)])) if anno.isdecimal() else None


def _registra(
    codice: str, modello: str, visibili: Visibili, nome: Callable[[Documento], str], cartella: Callable[[Documento], str] | None = None
) -> None:
    def puo_vedere(utente: Utente, documento: Documento) -> bool:
        return visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()

    registra_tipo(
        TipoDocumento(codice=codice, modello=modello, puo_vedere=puo_vedere, visibili=visibili, nome_file=nome,
                      cartella=cartella, pagina=_pagina, limiti=AMPI)
    )  # fmt: skip


_registra(ALLEGATO_A, "documenti/allegato_a.html", _di_scheda, _nome_scheda, _cartella)
_registra(RENDICONTO, "documenti/allegato_a_rendiconto.html", _di_scheda, _nome_scheda)
_registra(VERBALE, "documenti/verbale_validazione.html", _di_scheda, _nome_scheda)
_registra(MISURAZIONE, "documenti/scheda_misurazione.html", _di_scheda, _nome_scheda)
_registra(VERBALI, "documenti/verbale_validazione.html", _di_esercizio, _nome_esercizio)
_registra(DELIBERA, "documenti/allegato_delibera.html", _di_esercizio, _nome_esercizio)
_registra(VERIFICA, "documenti/verifica_semestrale.html", _di_esercizio, _nome_esercizio)
_registra(PIANO, "documenti/piano_indicatori.html", _piani, _nome_piano)
