"""What people write on an objective of the demo before each step, by the operations that the pages call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from obiettivi.models import Obiettivo, Parte, Rilievo
from obiettivi.operazioni.compilazione import Compilazione, salva_scheda
from obiettivi.operazioni.consuntivi import INTERO, MISURA, VALUTAZIONE, salva_cifre, salva_rendicontazione
from obiettivi.operazioni.esame import Giudizio, riscontra, risolvi_rilievo, scrivi_rilievo
from obiettivi.operazioni.monitoraggio import salva_monitoraggio, verifica_situazioni
from smvp.organizzazione.models import Utente

from .modello_obiettivi import Metro, Nota, Traguardo
from .scena_esiti import per_parte
from .scrittura import numerati, testi_di

Compilatore = Callable[[Parte | None, datetime], Utente]
UN_ATTIMO, UN_ORA, QUATTRO_GIORNI = timedelta(minutes=1), timedelta(hours=1), timedelta(days=4)


def compila(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente, prima: bool = False) -> None:
    """Artt. 7 and 8: fill the sheet in as it reads today or, with ``prima``, as it read before it was last changed."""
    campi = testi_di(t) | (dict(t.storia.prima) if prima else {})
    tappe = t.storia.fasi_prima if prima and t.storia.fasi_prima else t.fasi
    righe = zip(obiettivo.fasi.filter(parte=None), tappe, strict=True)
    fasi = {riga.pk: {"testo": f.testo, "dal": f.dal, "entro": f.entro} for riga, f in righe}
    dati = Compilazione(campi=campi, argomenti=t.argomenti, fasi=fasi)
    salva_scheda(obiettivo=obiettivo, dati=dati, utente=utente, quando=il, versione=obiettivo.versione)


def riscontra_tutto(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """Artt. 7, 9 and 13: every requisite is ticked, of the objective and of its indicators."""
    reg = obiettivo.esercizio.reg
    giudizi = [Giudizio(r.codice, "si") for r in reg.requisiti_obiettivo]
    for indicatore in obiettivo.indicatori.all():
        giudizi += [Giudizio(r.codice, "si", indicatore=indicatore.pk) for r in reg.requisiti_indicatore]
    riscontra(obiettivo=obiettivo, giudizi=giudizi, utente=utente, quando=il - UN_ATTIMO, versione=obiettivo.versione)


def respingi(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """Art. 13: what the validator does not find, with the reason; the rest is ticked."""
    respinti = t.storia.respinti
    giudizi = [
        Giudizio(r.codice, "no" if r.codice in respinti else "si", respinti.get(r.codice, ""))
        for r in obiettivo.esercizio.reg.requisiti_obiettivo
    ]
    riscontra(obiettivo=obiettivo, giudizi=giudizi, utente=utente, quando=il - UN_ATTIMO, versione=obiettivo.versione)


def monitora(obiettivo: Obiettivo, t: Traguardo, il: datetime, chi: Compilatore) -> None:
    """Art. 17: how each quota stands, as its people wrote it some days before the check."""
    parti, quando = per_parte(obiettivo), il - QUATTRO_GIORNI
    for s in t.storia.situazioni:
        parte = parti[s.direzione]
        campi = {
            "riferito_al": s.riferito_al, "avanzamento": s.avanzamento, "scostamenti": s.scostamenti, "previsione": s.previsione,
            "correttivi": s.correttivi,
        }  # fmt: skip
        obiettivo = salva_monitoraggio(
            obiettivo=obiettivo, campi={(_chiave(parte), campo): valore for campo, valore in campi.items()}, utente=chi(parte, quando),
            quando=quando, versione=obiettivo.versione,
        )  # fmt: skip


def verifica(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente, motivo: str) -> None:
    """Art. 17: the check, with what whoever checks observes."""
    detto = {s.direzione: s.verifica for s in t.storia.situazioni if s.verifica}
    aperte = obiettivo.monitoraggi.filter(verificato_il=None).select_related("parte__direzione")
    osservazioni = {m.pk: detto[d] for m in aperte if (d := m.parte.direzione.codice if m.parte else "") in detto}
    verifica_situazioni(
        obiettivo=obiettivo, osservazioni=osservazioni, utente=utente, quando=il, versione=obiettivo.versione, motivo=motivo
    )


def rendiconta(obiettivo: Obiettivo, t: Traguardo, il: datetime, chi: Compilatore) -> None:
    """Art. 18: the report of each quota, with the actual values of its indicators."""
    parti, quando = per_parte(obiettivo), il - UN_ORA
    metri = {(m.direzione, n): m for n, m in numerati(t)}
    for e in t.storia.esiti:
        parte = parti[e.direzione]
        testi = {"risultato": e.risultato, "relazione": e.relazione, "scostamenti": e.scostamenti}
        valori = {
            (i.pk, campo): valore
            for i in obiettivo.indicatori.filter(parte=parte) for campo, valore in _valori(metri[e.direzione, i.ordine]).items()
        }  # fmt: skip
        obiettivo = salva_rendicontazione(
            obiettivo=obiettivo, testi={(_chiave(parte), campo): testo for campo, testo in testi.items()}, valori=valori,
            utente=chi(parte, quando), quando=quando, versione=obiettivo.versione,
        )  # fmt: skip


def _valori(m: Metro) -> dict[str, object]:
    if m.misura == "numero":
        return {"valore": m.valore}
    return {"valore_data": m.valore_data} if m.misura == "data" else {"fatto": m.fatto}


def misura(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """The controllo di gestione confirms the proposed percentage, or corrects it and says why."""
    campi: dict[tuple[int, str], object] = {}
    for c in obiettivo.consuntivi.select_related("parte__direzione"):
        e = next(e for e in t.storia.esiti if e.direzione == (c.parte.direzione.codice if c.parte else ""))
        misurato = c.proposto if e.misurato is None else e.misurato
        campi[_chiave(c.parte), "misurato"] = misurato
        campi[_chiave(c.parte), "motivo_misura"] = e.motivo_misura if misurato != c.proposto else ""
    salva_cifre(cifra=MISURA, obiettivo=obiettivo, campi=campi, utente=utente, quando=il - UN_ATTIMO, versione=obiettivo.versione)


def decidi(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """Whoever evaluates decides the percentage; where it is not the measured one, says why."""
    campi: dict[tuple[int, str], Decimal | str | None] = {}
    for c in obiettivo.consuntivi.select_related("parte__direzione"):
        e = next(e for e in t.storia.esiti if e.direzione == (c.parte.direzione.codice if c.parte else ""))
        campi[_chiave(c.parte), "valutato"] = e.valutato
        campi[_chiave(c.parte), "motivo_valutazione"] = e.motivo_valutazione if e.valutato != c.misurato else ""
    salva_cifre(cifra=VALUTAZIONE, obiettivo=obiettivo, campi=campi, utente=utente, quando=il - UN_ATTIMO, versione=obiettivo.versione)


def annota(obiettivo: Obiettivo, n: Nota, utente: Utente) -> None:
    """A remark; its field may name an indicator by its letter ("indicatore-C")."""
    campo = n.campo
    if campo.startswith("indicatore-"):
        campo = f"indicatore-{obiettivo.indicatori.get(parte=None, ordine=ord(campo[-1]) - ord('A') + 1).pk}"
    scrivi_rilievo(obiettivo=obiettivo, testo=n.testo, campo=campo, utente=utente, quando=n.il)


def rispondi(obiettivo: Obiettivo, n: Nota, testo: str, utente: Utente, il: datetime) -> None:
    scrivi_rilievo(obiettivo=obiettivo, testo=testo, utente=utente, quando=il, risponde_a=_rilievo(obiettivo, n))


def risolvi(obiettivo: Obiettivo, n: Nota, utente: Utente, il: datetime) -> None:
    risolvi_rilievo(rilievo=_rilievo(obiettivo, n), utente=utente, quando=il)


def _rilievo(obiettivo: Obiettivo, n: Nota) -> Rilievo:
    return obiettivo.rilievi.get(testo=n.testo, risponde_a=None)


def _chiave(parte: Parte | None) -> int:
    return parte.pk if parte else INTERO
