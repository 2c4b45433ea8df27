"""The objectives that are not played: born where they stand today, their steps only told by the log."""

from collections.abc import Mapping

from obiettivi.models import Accettazione, Obiettivo, Riscontro
from obiettivi.operazioni.passaggi import conserva_versione
from obiettivi.stati import OBIETTIVO
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio, Incarico, Utente

from .cronaca import Cronaca
from .modello_obiettivi import Mossa, Traguardo
from .scrittura import testi_di, tipo_di


def nasce(esercizio: Esercizio, t: Traguardo, incarichi: Mapping[str, Incarico], atti: Mapping[str, Atto]) -> Obiettivo:
    """The row of an objective in its last state, with the days and the act of its steps."""
    il = {m.azione: m.il.date() for m in t.storia.mosse}
    (obiettivo,) = Obiettivo.objects.bulk_create([
        Obiettivo(
            esercizio=esercizio, codice=t.codice, titolo=t.titolo, tipo=tipo_di(t), responsabile=incarichi[t.responsabile],
            stato=t.storia.stato, versione=1 + len(t.storia.mosse), atto=atti[t.atto] if "assegna" in il else None,
            validato_il=il.get("valida") or il.get("valida_po"), rendicontato_il=il.get("rendiconta"), misurato_il=il.get("misura"),
            **testi_di(t),
        )
    ])  # fmt: skip
    return obiettivo


def lascia_traccia(cronaca: Cronaca, obiettivo: Obiettivo, t: Traguardo, m: Mossa, utente: Utente, motivo: str) -> None:
    """What a step leaves beside the state: the version that is signed, the signatures, the checked situations; and its row in the log."""
    if m.azione in ("valida", "valida_po"):
        _riscontra(obiettivo, m, utente)
        conserva_versione(obiettivo, "valida", utente=utente, quando=m.il)
    elif m.azione == "firma":
        _firma(obiettivo, m)
    elif m.azione == "verifica":
        obiettivo.monitoraggi.update(verificato_il=m.il, verificato_da=utente)
    numero = [altra.azione for altra in t.storia.mosse].index(m.azione) + 1
    transizione = OBIETTIVO.transizione("accetta" if m.azione == "firma" else m.azione)
    passo = {"da": transizione.da[0], "a": transizione.a, "versione": numero, "motivo": motivo} if transizione else {"codice": t.codice}
    azione = transizione.azione if transizione else m.azione
    cronaca.annota(f"{OBIETTIVO.codice}.{azione}", OBIETTIVO.codice, obiettivo.pk, utente.username, m.il, passo)


def _riscontra(obiettivo: Obiettivo, m: Mossa, utente: Utente) -> None:
    """Artt. 7, 9 and 13: every requisite is ticked, of the objective and of its indicators."""
    esaminato = {"esito": "si", "esaminato_da": utente, "esaminato_il": m.il}
    obiettivo.riscontri.update(**esaminato)
    Riscontro.objects.bulk_create(
        Riscontro(obiettivo=obiettivo, indicatore=i, codice=r.codice, **esaminato)
        for i in obiettivo.indicatori.all() for r in obiettivo.esercizio.reg.requisiti_indicatore
    )  # fmt: skip


def _firma(obiettivo: Obiettivo, m: Mossa) -> None:
    versione = obiettivo.versioni.latest("numero")
    Accettazione.objects.bulk_create(
        Accettazione(
            assegnazione=a, versione=versione, nome=a.incarico.persona.con_titolo, utente=a.incarico.persona.utente, firmata_il=m.il,
            impronta=versione.impronta,
        )
        for a in obiettivo.assegnazioni.select_related("incarico__persona__utente")
    )  # fmt: skip
