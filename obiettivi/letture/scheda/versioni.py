"""The versions of a sheet in words, section by section, and two of them compared (artt. 13 and 15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import FISSO, FUSO, con_segno, data, esatto, euro
from smvp.regolamento.modello import Regolamento

from ...models import Gradazione, Misura, Obiettivo, Tipo, TipoIndicatore, Versione, Verso
from ...stati import ACCETTATA, INTEGRAZIONI, OBIETTIVO, REVISIONE, RIDEFINITA, TRASMESSA, VALIDATA
from .confronto import Dati, Riga, Sezione, affianca, appaia
from .contenuto import contenuto

VALIDAZIONE = "valida"
RICHIESTA = "chiedi_revisione"
SUBENTRO = "subentra"
# Kept by whoever needed the text in force, of a sheet assigned before versions were.
CONSERVATE = (RICHIESTA, SUBENTRO)
RIDEFINIZIONE = "ridefinisci"

DURATE = {1: "Annuale", 2: "Biennale", 3: "Triennale"}
TESTI = (
    ("titolo", "Titolo"), ("tipo", "Tipo"), ("area", "Area strategica"), ("ambiti", "Ambiti"), ("asse_programmatico", "Asse programmatico"),
    ("collegamento_dup", "Collegamento al DUP"), ("durata", "Valenza"), ("responsabile", "Chi compila"), ("descrizione", "Descrizione"),
    ("risultato_atteso", "Risultato atteso"), ("gradazione", "Gradazione"), ("gradazione_testo", "Gradazione, in parole"),
    ("scostamenti_previsti", "Possibili scostamenti"), ("criticita", "Criticità"),
    ("non_avviato", "Azioni non ancora realizzate"), ("non_ordinario", "Non è attività ordinaria"),
    ("da_riverificare", "Da riverificare con il bilancio"),
)  # fmt: skip
DELL_INDICATORE = (
    ("titolo", "Indicatore"), ("tipo", "Tipo"), ("dimensione", "Dimensione"), ("misura", "Come si misura"), ("verso", "Verso"),
    ("unita", "Unità di misura"), ("base", "Valore di partenza"), ("base_anno", "Anno di partenza"), ("atteso", "Valore atteso"),
    ("atteso_entro", "Data attesa"), ("atteso_1", "Atteso l’anno dopo"), ("atteso_2", "Atteso fra due anni"), ("fonte", "Fonte"),
)  # fmt: skip
SCELTE = {
    "tipo_obiettivo": dict(Tipo.choices), "gradazione": dict(Gradazione.choices), "tipo": dict(TipoIndicatore.choices),
    "misura": dict(Misura.choices), "verso": dict(Verso.choices),
}  # fmt: skip
NUMERI = frozenset({"base", "atteso", "atteso_1", "atteso_2"})


def confronta(prima: Dati, dopo: Dati, reg: Regolamento) -> list[Sezione]:
    """Two contents side by side, section by section; the same one twice is simply its text in words."""
    sezioni = [Sezione("La scheda", [Riga(nome, _testo(c, prima, reg), _testo(c, dopo, reg)) for c, nome in TESTI])]
    sezioni += _quota("", "", prima, dopo, reg)
    for a, b in appaia(prima["parti"], dopo["parti"], lambda p: p["direzione"]):
        nome, codice = (b or a or {})["denominazione"], (b or a or {})["direzione"]
        righe = [Riga("Apporto", _percento(a), _percento(b)), Riga("Descrizione", *_due("descrizione", a, b))]
        sezioni.append(Sezione(f"Parte di {nome}", righe, codice))
        sezioni += _quota(f"Parte di {nome}: ", codice, a or {}, b or {}, reg)
    sezioni.append(Sezione("Persone e risorse", _risorse(prima, dopo)))
    requisiti = [Riga(q.titolo, prima["requisiti"].get(q.codice, ""), dopo["requisiti"].get(q.codice, "")) for q in reg.requisiti_obiettivo]
    sezioni.append(Sezione("Perché ha i requisiti", requisiti))
    pesi = appaia(prima["assegnazioni"], dopo["assegnazioni"], lambda r: str(r["incarico"]))
    righe = [Riga((b or a or {})["nome"], _peso(a), _peso(b)) for a, b in pesi]
    sezioni.append(Sezione("Chi ne risponde", righe))
    return [Sezione(s.titolo, piene, s.parte) for s in sezioni if (piene := [r for r in s.righe if r.prima or r.dopo])]


def _quota(di_chi: str, parte: str, prima: Dati, dopo: Dati, reg: Regolamento) -> list[Sezione]:
    """Phases and indicators, of the whole sheet or of a part."""
    fasi = affianca(prima.get("fasi", []), dopo.get("fasi", []), lambda f: f["testo"])
    righe = [Riga(f"Fase {n}", _fase(a), _fase(b)) for n, (a, b) in enumerate(fasi, 1)]
    sezioni = [Sezione(_titolo(di_chi, "Piano di azione"), righe, parte)]
    for a, b in affianca(prima.get("indicatori", []), dopo.get("indicatori", []), lambda i: i["titolo"]):
        righe = [Riga(nome, _indicatore(c, a, reg), _indicatore(c, b, reg)) for c, nome in DELL_INDICATORE]
        sezioni.append(Sezione(_titolo(di_chi, f"Indicatore {(b or a or {})['lettera']}"), righe, parte))
    return sezioni


def _titolo(di_chi: str, nome: str) -> str:
    return f"{di_chi}{nome[0].lower()}{nome[1:]}" if di_chi else nome


def _risorse(prima: Dati, dopo: Dati) -> list[Riga]:
    persone = appaia(prima["personale"], dopo["personale"], lambda p: p["qualifica"])
    soldi = appaia(prima["risorse"], dopo["risorse"], lambda r: f"{r['capitolo']} {r['descrizione']}")
    return [
        *(Riga((b or a or {})["qualifica"], *(_quante(x) for x in (a, b))) for a, b in persone),
        *(Riga(f"Capitolo {(b or a or {})['capitolo']}", *(_risorsa(x) for x in (a, b))) for a, b in soldi),
    ]


def _testo(campo: str, dati: Dati, reg: Regolamento) -> str:
    valore = dati.get(campo)
    match campo:
        case "tipo":
            return SCELTE["tipo_obiettivo"].get(str(valore), "")
        case "gradazione":
            return SCELTE["gradazione"].get(str(valore), "")
        case "area":
            return next((f"{a.numero} · {a.denominazione}" for a in reg.aree if str(a.numero) == valore), valore or "")
        case "ambiti":
            return "; ".join(f"{a.lettera}) {a.testo}" for a in reg.ambiti if a.lettera in (valore or []))
        case "durata":
            return DURATE[valore or 1]
        case "responsabile":
            return f"{valore['nome']}, {valore['descrizione']}" if valore else "Segretario generale"
        case "non_avviato" | "non_ordinario" | "da_riverificare":
            return "Sì" if valore else ""
    return valore or ""


def _indicatore(campo: str, dati: Dati | None, reg: Regolamento) -> str:
    valore = (dati or {}).get(campo)
    if valore in (None, ""):
        return ""
    if campo in NUMERI:
        return con_segno(esatto(Decimal(valore)))
    if campo == "atteso_entro":
        return data(date.fromisoformat(valore))
    if campo == "dimensione":
        return next((d.titolo for d in reg.dimensioni if d.codice == valore), valore)
    if campo == "verso" and (dati or {}).get("misura") != Misura.NUMERO:
        return ""
    return str(SCELTE[campo].get(valore, valore) if campo in SCELTE else valore)


def _fase(dati: Dati | None) -> str:
    if dati is None:
        return ""
    giorni = [f"{nome}{FISSO}{data(date.fromisoformat(dati[c]))}" for c, nome in (("dal", "dal"), ("entro", "entro il")) if dati[c]]
    return dati["testo"] + (f" ({', '.join(giorni)})" if giorni else "")


def _due(campo: str, a: Dati | None, b: Dati | None) -> tuple[str, str]:
    return (a or {}).get(campo, ""), (b or {}).get(campo, "")


def _percento(dati: Dati | None) -> str:
    return f"{esatto(Decimal(dati['apporto']))}{FISSO}%" if dati else ""


def _peso(dati: Dati | None) -> str:
    return f"{dati['descrizione']}: peso {esatto(Decimal(dati['peso']))}" if dati else ""


def _quante(dati: Dati | None) -> str:
    return f"{dati['numero']} {'persona' if dati['numero'] == 1 else 'persone'}" if dati else ""


def _risorsa(dati: Dati | None) -> str:
    if dati is None:
        return ""
    return f"{dati['descrizione']}{': ' if dati['descrizione'] else ''}{euro(Decimal(dati['importo']))}"


# --- which versions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capo:
    """One end of a comparison: a version, or the sheet as it is now (``numero`` None)."""

    numero: int | None
    nome: str
    dati: Dati


def ultima_validata(obiettivo: Obiettivo) -> Versione | None:
    """The text that holds: the last that was validated; of a sheet assigned before versions were kept, that of the request (art. 15)."""
    return obiettivo.versioni.filter(azione=VALIDAZIONE).last() or obiettivo.versioni.filter(azione__in=CONSERVATE).last()


def ridefinita_il(obiettivo: Obiettivo, versione: Versione) -> date | None:
    """Art. 15: the day on which a validated text was handed in as a redefinition; None for the text of the negotiation."""
    ridefinizioni = obiettivo.versioni.filter(numero__lt=versione.numero)
    validata_prima = ridefinizioni.filter(azione=VALIDAZIONE).last()
    sua = ridefinizioni.filter(azione=RIDEFINIZIONE, numero__gt=validata_prima.numero if validata_prima else 0).last()
    return sua.creata_il.astimezone(FUSO).date() if sua else None


def da_confrontare(obiettivo: Obiettivo) -> Versione | None:
    """What the present text is read beside: the text that held before a revision, or the one sent before this one. None: nothing.

    While a revision goes on, up to its new assignment: the last validated text (the one before, once the new one is validated).
    During the negotiation: what was sent before the integrations.
    """
    if obiettivo.stato in (REVISIONE, RIDEFINITA):
        return ultima_validata(obiettivo)
    if obiettivo.stato == INTEGRAZIONI:
        return obiettivo.versioni.last()
    if obiettivo.stato == TRASMESSA:
        return obiettivo.versioni.order_by("-numero")[1:2].first()
    if obiettivo.stato in (VALIDATA, ACCETTATA) and obiettivo.ridefinito_il:
        return obiettivo.versioni.filter(azione__in=(VALIDAZIONE, *CONSERVATE)).order_by("-numero")[1:2].first()
    return None


def cambiato_da(obiettivo: Obiettivo) -> Versione | None:
    """``da_confrontare``, if the present text really differs from it: what the note «Il testo è cambiato» names."""
    prima = da_confrontare(obiettivo)
    if prima is None or not quante_cambiate(confronta(prima.contenuto, contenuto(obiettivo), obiettivo.esercizio.reg)):
        return None
    return prima


def capo(obiettivo: Obiettivo, numero: int | None) -> Capo | None:
    """A version by its number, or the present text; None if there is no such version."""
    if numero is None:
        return Capo(None, "il testo di adesso", contenuto(obiettivo))
    v = obiettivo.versioni.filter(numero=numero).first()
    return Capo(v.numero, f"versione {v.numero}, {nome_del_passaggio(v.azione).lower()}", v.contenuto) if v else None


def nome_del_passaggio(azione: str) -> str:
    """How a version is called: the word of the step that kept it."""
    if azione == "respingi_revisione":
        return "Revisione respinta"
    if azione == SUBENTRO:
        return "Subentro"
    t = OBIETTIVO.transizione(azione)
    return OBIETTIVO.stato(t.a).parola if t else azione


@dataclass(frozen=True, slots=True)
class VersioneLetta:
    """A version in the list of a sheet; ``precedente``: the number of the one before, if there is one."""

    versione: Versione
    nome: str
    precedente: int | None


def versioni_di(obiettivo: Obiettivo) -> list[VersioneLetta]:
    """The versions of a sheet, the latest first, without their texts."""
    versioni = list(obiettivo.versioni.defer("contenuto").select_related("creata_da__persona", "atto"))
    precedenti = [None, *(v.numero for v in versioni)]
    return [VersioneLetta(v, nome_del_passaggio(v.azione), p) for v, p in zip(versioni, precedenti, strict=False)][::-1]


def contesto_di_versioni(obiettivo: Obiettivo) -> dict[str, Any]:
    """What the card of the versions needs on the page of a sheet."""
    versioni = versioni_di(obiettivo)
    return {"versioni": versioni, "da_confrontare": cambiato_da(obiettivo) if versioni else None}


def quante_cambiate(sezioni: Iterable[Sezione]) -> int:
    return sum(len(s.cambiate) for s in sezioni)
