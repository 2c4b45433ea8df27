"""The demo municipality from its TOML files (``comune/``) to plain data. Texts get their non-breaking spaces here."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from smvp.regolamento.lettore import carica

from .anagrafe import codice_fiscale, email
from .lettura_garanzie import leggi_garanzie
from .lettura_indagini import leggi_indagini
from .lettura_ncvp import leggi_ncvp
from .lettura_obiettivi import Lettore
from .lettura_performance import leggi_performance
from .lettura_personale import leggi_personale
from .lettura_premi import leggi_premi
from .lettura_progressioni import leggi_progressioni
from .lettura_pubblicazioni import leggi_pubblicazioni
from .lettura_riesami import leggi_riesami
from .lettura_schede import leggi_schede
from .modello import Annata, Carica, Comune, Delibera, Individuo, Posto, RealizzazionePeg, Servizio, Ufficio, Valutazione
from .percorsi import Percorsi
from .testi import tipografia

CARTELLA = Path(__file__).parent / "comune"


def leggi() -> Comune:
    """The Città di Domodossola of the demo."""
    ente = _file("ente")
    dati, patrono = ente["ente"], ("patrono_mese", "patrono_giorno", "patrono_nome")
    individui = [*_titolari(ente["carica"]), *sorted(_personale(), key=lambda i: bool(i.cariche))]
    return Comune(
        denominazione=dati["denominazione"], provincia=dati["provincia"], patrono=tuple(dati[k] for k in patrono),
        uffici=list(_uffici()), individui=individui,
        delibere=[_delibera(a) for a in ente["atto"]],
        annate=[_annata(e, ente, individui) for e in ente["esercizio"]], nucleo=leggi_ncvp(_file("ncvp")),
    )  # fmt: skip


def _delibera(a: Mapping[str, Any]) -> Delibera:
    return Delibera(a["chiave"], int(a["numero"]), a["data"], tipografia(a["oggetto"]), a.get("tipo", "giunta"))


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
        anche = [Carica(c["ruolo"], c["dal"], c.get("al")) for c in p.get("cariche", ())]
        yield _individuo(p, utente=p["utente"], posti=posti, servizi=servizi, cariche=anche)


def _posto(riga: Mapping[str, Any], specialistiche: list[tuple[str, str]]) -> Posto:
    return Posto(
        chiave=riga["chiave"], ruolo=riga["ruolo"], direzione=riga.get("direzione", ""), dal=riga["dal"], al=riga.get("al"),
        retribuzione=Decimal(riga["retribuzione"]), tipo_po=riga.get("tipo_po", ""), ad_interim=riga.get("ad_interim", False),
        causa_fine=riga.get("causa_fine", ""), specialistiche=specialistiche,
    )  # fmt: skip


def _servizio(riga: Mapping[str, Any], al: date | None = None) -> Servizio:
    return Servizio(riga["direzione"], riga["categoria"], Decimal(riga["tempo"]), riga["dal"], riga.get("al", al))


def _personale() -> Iterable[Individuo]:
    """The staff: who has no account named in the file is dipendente1, dipendente2… in its order; ``utente`` also names a role."""
    spostamenti = defaultdict(list)
    for s in _file("personale")["spostamento"]:
        spostamenti[s["matricola"]].append(s)
    numero = 0
    for riga in _file("personale")["dipendente"]:
        numero += not {"utente", "conto"} & riga.keys()
        utente = riga.get("utente") or riga.get("conto") or f"dipendente{numero}"
        cariche = [Carica(utente, riga["dal"])] if "utente" in riga else []
        yield _individuo(riga, utente=utente, cariche=cariche, servizi=_servizi(riga, spostamenti[riga["matricola"]]))


def _servizi(riga: Mapping[str, Any], spostamenti: list[Mapping[str, Any]]) -> list[Servizio]:
    """One stretch for each move; a stretch ends the day before the next begins."""
    tratti = [riga, *sorted(spostamenti, key=lambda s: s["dal"])]
    fini = [dopo["dal"] - timedelta(days=1) for dopo in tratti[1:]]
    return [_servizio(tratto, al) for tratto, al in zip(tratti, [*fini, None], strict=True)]


# --- exercises -----------------------------------------------------------------------------------------------------------


def _annata(esercizio: Mapping[str, Any], ente: Mapping[str, Any], individui: Sequence[Individuo]) -> Annata:
    anno = esercizio["anno"]
    schede = _file(f"schede-{anno}")
    valutazioni = leggi_schede(schede, individui)
    storie = _file(f"percorsi-{anno}")
    percorsi = Percorsi(anno, storie, _raggiunti(valutazioni))
    lettore = Lettore(anno, _file(f"obiettivi-{anno}"), _file(f"allegato-a-{anno}"), ente, percorsi)
    return Annata(
        anno=anno, regolamento=esercizio["regolamento"], traguardi=list(lettore.traguardi()), aperte_il=_momento(schede["aperte_il"]),
        aperte_da=schede["aperte_da"], valutazioni=valutazioni, peg=_peg(storie["peg"]) if "peg" in storie else None,
        personale=leggi_personale(_file(f"personale-{anno}"), individui, carica(esercizio["regolamento"])),
        premi=leggi_premi(_file("premi"), _file("premialita"), anno),
        progressioni=leggi_progressioni(_file("progressioni"), anno, individui, carica(esercizio["regolamento"])),
        riesami=leggi_riesami(_file("riesami"), anno),
        garanzie=leggi_garanzie(_file("garanzie"), anno),
        indagini=leggi_indagini(_file("indagini"), anno),
        pubblicazioni=leggi_pubblicazioni(_file("pubblicazioni"), anno),
        performance=leggi_performance(_file("performance"), anno),
        chiuso_il=_momento(esercizio["chiuso_il"]) if "chiuso_il" in esercizio else None,
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


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
