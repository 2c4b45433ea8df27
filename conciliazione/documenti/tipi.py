"""The kinds of document of a case: for who reads the case; what the Organismo decides the party has once it is communicated."""

from django.db.models import Q, QuerySet

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di

from ..models import Istanza, Misura
from ..permessi import misure_visibili_a, visibili_a
from ..stati import COMUNICATE
from .contenuti import COMUNICAZIONE, CONVOCAZIONE, DECISIONE, FASCICOLO, MISURA, RICHIESTA, VERBALE

FOGLI = (RICHIESTA, CONVOCAZIONE, VERBALE, DECISIONE, COMUNICAZIONE)
NOMI = {
    RICHIESTA: "richiesta di riesame", CONVOCAZIONE: "convocazione", VERBALE: "verbale dell’audizione", DECISIONE: "decisione",
    COMUNICAZIONE: "comunicazione", FASCICOLO: "fascicolo del riesame", MISURA: "misura",
}  # fmt: skip


def _visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    persona = persona_di(utente)
    casi = visibili_a(utente).order_by()
    altrui = casi.exclude(persona=persona.pk if persona else 0).values("pk")
    comunicati = casi.filter(stato__in=COMUNICATE).values("pk")
    letti = Q(oggetto_id__in=altrui) | Q(oggetto_id__in=comunicati) | (~Q(tipo=DECISIONE) & Q(oggetto_id__in=casi.values("pk")))
    return documenti.filter(letti)


def _puo_vedere(utente: Utente, documento: Documento) -> bool:
    return _visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _fascicoli(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """Each is of who asked for it, as long as they still read all that is inside."""
    suoi = list(_visibili(utente, documenti.filter(richiesto_da=utente.pk)))
    parti = {d.pk: {p["impronta"] for p in d.payload["parti"]} for d in suoi}
    emessi = Documento.objects.filter(tipo__in=FOGLI, impronta__in={i for sue in parti.values() for i in sue})
    letti = {d.impronta for d in documenti_letti(utente, emessi)}
    return documenti.filter(pk__in=[pk for pk, sue in parti.items() if sue <= letti])


def _puo_vedere_fascicolo(utente: Utente, documento: Documento) -> bool:
    return _fascicoli(utente, Documento.objects.filter(pk=documento.pk)).exists()


def _nome(documento: Documento) -> str:
    caso = documento.payload["caso"]
    return f"{caso['cognome']} {NOMI[documento.tipo].replace('’', ' ')} {caso['numero'].replace('/', ' ')}"


def _originali(fascicolo: Documento) -> list[Documento]:
    """The documents that it names, in their order. Raises OperazioneNonAmmessa if one is no longer there."""
    parti = fascicolo.payload["parti"]
    trovati = {(d.tipo, d.impronta): d for d in Documento.objects.filter(tipo__in=FOGLI, impronta__in=[p["impronta"] for p in parti])}
    if any((p["tipo"], p["impronta"]) not in trovati for p in parti):
        raise OperazioneNonAmmessa("Manca dall’archivio un documento del caso: prepara di nuovo il fascicolo.", articolo="29")
    return [trovati[p["tipo"], p["impronta"]] for p in parti]


for _codice in FOGLI:
    registra_tipo(TipoDocumento(_codice, "documenti/riesame.html", _puo_vedere, visibili=_visibili, nome_file=_nome))
registra_tipo(
    TipoDocumento(
        FASCICOLO, "documenti/riesame_fascicolo.html", _puo_vedere_fascicolo, visibili=_fascicoli, nome_file=_nome, originali=_originali
    )
)


def _misure(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    return documenti.filter(oggetto_id__in=misure_visibili_a(utente).order_by().values("pk"))


def _puo_vedere_misura(utente: Utente, documento: Documento) -> bool:
    return _misure(utente, Documento.objects.filter(pk=documento.pk)).exists()


registra_tipo(TipoDocumento(MISURA, "documenti/misura.html", _puo_vedere_misura, visibili=_misure, nome_file=_nome))


def documenti_della_misura(utente: Utente, misura: Misura) -> list[Documento]:
    """What has been issued of a measure that the user may have."""
    return documenti_letti(utente, Documento.objects.filter(tipo=MISURA, oggetto_id=misura.pk).order_by("pk"))


def documenti_del_caso(utente: Utente, istanza: Istanza) -> list[Documento]:
    """What has been issued of a case that the user may have, the last first."""
    emessi = Documento.objects.filter(tipo__in=(*FOGLI, FASCICOLO), oggetto_id=istanza.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(utente, emessi)
