"""The demo municipality from its TOML files (``comune/``) to plain data. Texts get their non-breaking spaces here."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from .anagrafe import codice_fiscale, email
from .lettura_obiettivi import Lettore
from .modello import (
    Annata,
    Carica,
    Comune,
    Delibera,
    Individuo,
    Passaggio,
    Posto,
    RealizzazionePeg,
    Servizio,
    Ufficio,
    Valutazione,
    Votazione,
)
from .percorsi import Percorsi
from .testi import tipografia

CARTELLA = Path(__file__).parent / "comune"
MACROFATTORI = ("manageriali", "trasversali", "specialistiche")


def leggi() -> Comune:
    """The Città di Domodossola of the demo."""
    ente = _file("ente")
    dati, patrono = ente["ente"], ("patrono_mese", "patrono_giorno", "patrono_nome")
    return Comune(
        denominazione=dati["denominazione"], provincia=dati["provincia"], patrono=tuple(dati[k] for k in patrono),
        uffici=list(_uffici()), individui=[*_titolari(ente["carica"]), *sorted(_personale(), key=lambda i: bool(i.cariche))],
        delibere=[Delibera(a["chiave"], int(a["numero"]), a["data"], tipografia(a["oggetto"])) for a in ente["atto"]],
        annate=[_annata(e, ente) for e in ente["esercizio"]],
    )  # fmt: skip


def giorno_consigliato() -> date:
    """The day on which the demonstration reads best."""
    return _file("ente")["oggi"]


@cache
def _file(nome: str) -> dict[str, Any]:
    return tomllib.loads((CARTELLA / f"{nome}.toml").read_text(encoding="utf-8"))


# --- offices and people ------------------------------------------------------------------------------------------------


def _uffici() -> Iterable[Ufficio]:
    for d in _file("direzioni")["direzione"]:
        yield Ufficio(d["codice"], d["denominazione"], "direzione")
        for tipo in ("settore", "servizio"):
            for u in d["settori" if tipo == "settore" else "servizi"]:
                yield Ufficio(u["codice"], u["denominazione"], tipo, padre=u["codice"].rpartition(".")[0])


def _individuo(riga: Mapping[str, Any], **altro: Any) -> Individuo:
    nome, cognome = riga["nome"], riga["cognome"]
    return Individuo(
        matricola=riga["matricola"], titolo=riga["titolo"], nome=nome, cognome=cognome, genere=riga["genere"],
        codice_fiscale=codice_fiscale(nome, cognome, riga["genere"], riga["nascita"], riga["luogo"]),
        email=email(nome, cognome), **altro,
    )  # fmt: skip


def _titolari(cariche: Iterable[Mapping[str, Any]]) -> Iterable[Individuo]:
    """Who holds an office or an appointment, in the order of the cast."""
    for c in cariche:
        yield _individuo(c, utente=c["utente"], cariche=[Carica(c["ruolo"], c["dal"], c.get("al"))])
    for p in _file("incarichi")["persona"]:
        specialistiche = [(titolo, descrizione) for titolo, descrizione in p["specialistiche"]]
        posti = [_posto(i, specialistiche) for i in p["incarichi"]]
        servizi = [_servizio(p["appartenenza"] | {"tempo": "1"})] if "appartenenza" in p else []
        yield _individuo(p, utente=p["utente"], posti=posti, servizi=servizi)


def _posto(riga: Mapping[str, Any], specialistiche: list[tuple[str, str]]) -> Posto:
    return Posto(
        chiave=riga["chiave"], ruolo=riga["ruolo"], direzione=riga.get("direzione", ""), dal=riga["dal"], al=riga.get("al"),
        retribuzione=Decimal(riga["retribuzione"]), tipo_po=riga.get("tipo_po", ""), ad_interim=riga.get("ad_interim", False),
        causa_fine=riga.get("causa_fine", ""), specialistiche=specialistiche,
    )  # fmt: skip


def _servizio(riga: Mapping[str, Any], al: date | None = None) -> Servizio:
    return Servizio(riga["direzione"], riga["categoria"], Decimal(riga["tempo"]), riga["dal"], riga.get("al", al))


def _personale() -> Iterable[Individuo]:
    """The staff: who has no account named in the file is dipendente1, dipendente2… in its order."""
    spostamenti = defaultdict(list)
    for s in _file("personale")["spostamento"]:
        spostamenti[s["matricola"]].append(s)
    numero = 0
    for riga in _file("personale")["dipendente"]:
        numero += "utente" not in riga
        utente = riga.get("utente", f"dipendente{numero}")
        cariche = [Carica(utente, riga["dal"])] if riga.get("utente") else []
        yield _individuo(riga, utente=utente, cariche=cariche, servizi=_servizi(riga, spostamenti[riga["matricola"]]))


def _servizi(riga: Mapping[str, Any], spostamenti: list[Mapping[str, Any]]) -> list[Servizio]:
    """One stretch for each move; a stretch ends the day before the next begins."""
    tratti = [riga, *sorted(spostamenti, key=lambda s: s["dal"])]
    fini = [dopo["dal"] - timedelta(days=1) for dopo in tratti[1:]]
    return [_servizio(tratto, al) for tratto, al in zip(tratti, [*fini, None], strict=True)]


# --- exercises -----------------------------------------------------------------------------------------------------------


def _annata(esercizio: Mapping[str, Any], ente: Mapping[str, Any]) -> Annata:
    anno = esercizio["anno"]
    schede = _file(f"schede-{anno}")
    valutazioni = [_valutazione(s) for s in schede.get("scheda", ())]
    storie = _file(f"percorsi-{anno}")
    percorsi = Percorsi(anno, storie, _raggiunti(valutazioni))
    lettore = Lettore(anno, _file(f"obiettivi-{anno}"), _file(f"allegato-a-{anno}"), ente, percorsi)
    return Annata(
        anno=anno, regolamento=esercizio["regolamento"], fondi={k: Decimal(v) for k, v in esercizio["fondi"].items()},
        atto_fondi=esercizio["atto_fondi"], traguardi=list(lettore.traguardi()), aperte_il=_momento(schede["aperte_il"]),
        aperte_da=schede["aperte_da"], valutazioni=valutazioni, peg=_peg(storie["peg"]) if "peg" in storie else None,
    )  # fmt: skip


def _peg(p: Mapping[str, Any]) -> RealizzazionePeg:
    return RealizzazionePeg(_momento(p["il"]), tipografia(p["fonte"]), {k: Decimal(v) for k, v in p["gradi"].items()})


def _raggiunti(valutazioni: Iterable[Valutazione]) -> dict[str, dict[str, Decimal]]:
    """The percentages decided on the evaluation sheets, by objective and appointment: the objectives were evaluated with the same ones."""
    raggiunti: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for v in valutazioni:
        for codice, quanto in v.votazioni[0].raggiunto.items():
            raggiunti[codice][v.incarico] = quanto
    return raggiunti


def _valutazione(s: Mapping[str, Any]) -> Valutazione:
    raggiunto = {codice: Decimal(valore) for codice, valore in s["raggiunto"].items()}
    voti = [Votazione(s["vota"], _momento(s["votata_il"]), raggiunto, _voti(s), tipografia(s.get("note", "")))]
    if d := s.get("decisione"):
        voti.append(Votazione(d["da"], _momento(d["il"]), voti=_voti(d), motivo=d["motivo"]))
    return Valutazione(s["incarico"], voti, [Passaggio(p["azione"], p["da"], _momento(p["il"])) for p in s.get("percorso", ())])


def _voti(riga: Mapping[str, Any]) -> dict[str, list[int]]:
    return {m: riga[m] for m in MACROFATTORI if m in riga}


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
