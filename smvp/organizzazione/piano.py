"""What a staff file would change: its rows compared with what the system knows. Reads, never writes."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from stdnum.it import codicefiscale

from smvp.nucleo.formati import data, percento
from smvp.nucleo.periodi import Periodo
from smvp.registro.models import canonico

from .importazione import Abbozzo, RigaPersonale, chi_e
from .models import Appartenenza, Direzione, Incarico, Persona
from .tabelle_ricevute import DifettoFile

UN_GIORNO = timedelta(days=1)
NOMI = ("cognome", "nome")
ANAGRAFICA = ("cognome", "nome", "codice_fiscale", "email")
NUOVA, SPOSTATA, CORRETTA, CESSATA, RIENTRATA, ANAGRAFE, INVARIATA = (
    "nuova", "spostata", "corretta", "cessata", "rientrata", "anagrafe", "invariata",
)  # fmt: skip
PAROLE = {
    NUOVA: "Nuova", SPOSTATA: "Cambia posto", CORRETTA: "Corretta", CESSATA: "Cambia la fine", RIENTRATA: "Nuovo periodo",
    ANAGRAFE: "Cambia l’anagrafica", INVARIATA: "Invariata",
}  # fmt: skip
# The same, over a count.
CONTI = {
    NUOVA: "Persone nuove", SPOSTATA: "Cambi di posto", CORRETTA: "Correzioni", CESSATA: "Cambi della data di fine",
    RIENTRATA: "Nuovi periodi", ANAGRAFE: "Cambi di anagrafica", INVARIATA: "Senza modifiche",
}  # fmt: skip


POSTO = ("ufficio", "categoria", "tempo", "fine")
IDENTITA = ("cognome", "nome", "codice fiscale")
IN_CORSO = "in corso"


@dataclass(frozen=True, slots=True)
class Cambio:
    """A value before and after; ``prima`` empty when nothing was there."""

    campo: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class Mossa:
    """What one row does. ``appartenenza`` is the membership that is closed, corrected or ended, if there is one."""

    tipo: str
    riga: RigaPersonale
    direzione: Direzione
    persona: Persona | None
    appartenenza: Appartenenza | None
    anagrafica: dict[str, str]
    cambi: tuple[Cambio, ...]
    incarico: str = ""  # what the person holds in office, when the row makes of them a member of staff somewhere else

    @property
    def parola(self) -> str:
        return PAROLE[self.tipo]

    @property
    def chi(self) -> str:
        """As the system calls the person now; who is new, as the file does."""
        return str(self.persona) if self.persona else f"{self.riga.cognome} {self.riga.nome}"

    @property
    def identita(self) -> str:
        """What of the name and the codice fiscale that the system knows would be written over: "nome", "codice fiscale", or nothing."""
        cambiati = [c.campo for c in self.cambi if self.persona and c.prima and c.campo in IDENTITA]
        return "" if not cambiati else "codice fiscale" if cambiati == ["codice fiscale"] else "nome"

    @property
    def da_controllare(self) -> bool:
        return bool(self.identita or self.incarico)

    @property
    def genere(self) -> str:
        """As the codice fiscale tells it; empty without one."""
        return codicefiscale.get_gender(self.riga.codice_fiscale).lower() if self.riga.codice_fiscale else ""


@dataclass(frozen=True, slots=True)
class Piano:
    mosse: tuple[Mossa, ...]
    difetti: tuple[DifettoFile, ...]
    conteggi: Counter[str] = field(default_factory=Counter)

    @property
    def modifiche(self) -> list[Mossa]:
        """The rows that change something: first those that somebody should look at."""
        return sorted((m for m in self.mosse if m.tipo != INVARIATA), key=lambda m: not m.da_controllare)

    @property
    def da_controllare(self) -> list[tuple[str, int]]:
        """How many rows write over a person, and how many touch who holds an appointment."""
        conti = (("Nomi o codici fiscali cambiati", "identita"), ("Persone con un incarico", "incarico"))
        return [(parola, quante) for parola, quale in conti if (quante := sum(bool(getattr(m, quale)) for m in self.mosse))]

    @property
    def impronta(self) -> str:
        """Of all that was shown: if the data change in the meantime, it changes too."""
        mostrato = [[m.tipo, m.riga.matricola, [asdict(c) for c in m.cambi], m.incarico, m.anagrafica] for m in self.mosse]
        return hashlib.sha256(canonico({"mosse": mostrato}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Noto:
    """What the system knows, read in four queries whatever the number of rows."""

    uffici: dict[str, Direzione]
    persone: dict[str, Persona]
    codici: dict[str, str]
    periodi: dict[int, list[Appartenenza]]
    incarichi: dict[int, list[Incarico]]

    @classmethod
    def leggi(cls) -> "Noto":
        persone = {p.matricola: p for p in Persona.objects.all()}
        codici = {p.codice_fiscale: p.matricola for p in persone.values() if p.codice_fiscale}
        noto = cls({d.codice.casefold(): d for d in Direzione.objects.all()}, persone, codici, defaultdict(list), defaultdict(list))
        for appartenenza in Appartenenza.objects.select_related("direzione").order_by("dal"):
            noto.periodi[appartenenza.persona_id].append(appartenenza)
        for incarico in Incarico.objects.select_related("direzione").order_by("ad_interim", "dal"):
            noto.incarichi[incarico.persona_id].append(incarico)
        return noto

    def persona(self, valori: Mapping[str, Any]) -> Persona | None:
        return self.persone.get(valori.get("matricola", ""))

    def ufficio(self, valori: Mapping[str, Any]) -> Direzione | None:
        return self.uffici.get(valori.get("direzione", "").casefold())

    def periodi_di(self, persona: Persona | None) -> list[Appartenenza]:
        return self.periodi.get(persona.pk, []) if persona else []


def prepara_piano(righe: Sequence[RigaPersonale], abbozzi: Sequence[Abbozzo] = ()) -> Piano:
    """Compare the rows with the database. Of the rows with faults (``abbozzi``) only what could be read is checked."""
    noto = Noto.leggi()
    mosse: list[Mossa] = []
    difetti = [difetto for abbozzo in abbozzi for difetto in _difetti(abbozzo, noto)]
    for riga in righe:
        ufficio = noto.ufficio(riga.valori)
        suoi = _difetti(riga, noto)
        difetti += suoi
        if ufficio and not suoi:
            mosse.append(_mossa(riga, ufficio, noto))
    return Piano(tuple(mosse), tuple(difetti), Counter(m.tipo for m in mosse))


def _difetti(riga: RigaPersonale | Abbozzo, noto: Noto) -> list[DifettoFile]:
    """What the data of the system refuse, of all that the row says."""
    valori, chi = riga.valori, chi_e(riga.valori)
    ufficio, dal, codice = noto.ufficio(valori), valori.get("dal"), valori.get("codice_fiscale")
    trovati: list[tuple[str, str]] = []
    if "direzione" in valori and ufficio is None:
        trovati.append(("direzione", f"Non c’è un ufficio con codice «{valori['direzione']}»."))
    elif ufficio and dal and not ufficio.in_vigore_il(dal):
        trovati.append(("direzione", f"L’ufficio «{ufficio.codice}» non è attivo il {data(dal)}."))
    altra = noto.codici.get(codice) if codice else None
    if altra and altra != valori.get("matricola", altra):
        trovati.append(("codice_fiscale", f"«{codice}» è già di {noto.persone[altra]}, matricola {altra}."))
    if dal and "al" in valori:
        trovati += _sovrapposizioni(Periodo(dal, valori["al"]), noto.periodi_di(noto.persona(valori)))
    return [DifettoFile(riga.numero, colonna, motivo, chi) for colonna, motivo in trovati]


def _sovrapposizioni(nuovo: Periodo, periodi: Iterable[Appartenenza]) -> list[tuple[str, str]]:
    """The period of the row against the person's others: the one in force that day is closed, ended or corrected, whatever the row says."""
    altri = (a for a in periodi if not a.in_vigore_il(nuovo.dal) and a.periodo.si_sovrappone(nuovo))
    inizio = data(nuovo.dal)
    return [("dal", f"«{inizio}»: si sovrappone a un periodo che risulta già: {a.direzione}, {a.durata}.") for a in altri]


def _mossa(riga: RigaPersonale, ufficio: Direzione, noto: Noto) -> Mossa:
    persona = noto.persona(riga.valori)
    attuale = next((a for a in noto.periodi_di(persona) if a.in_vigore_il(riga.dal)), None)
    nuovi = _nuovi(riga, persona)
    di_persona = [Cambio(n.replace("_", " "), str(getattr(persona, n, "") or ""), v) for n, v in nuovi.items() if persona or n not in NOMI]
    tipo, del_posto = _posto(riga, ufficio, persona, attuale)
    if tipo == INVARIATA and nuovi:
        tipo = ANAGRAFE
    tocca = attuale if tipo in (SPOSTATA, CORRETTA, CESSATA) else None
    return Mossa(tipo, riga, ufficio, persona, tocca, nuovi, (*di_persona, *del_posto), _in_carica(riga, ufficio, attuale, persona, noto))


def _nuovi(riga: RigaPersonale, persona: Persona | None) -> dict[str, str]:
    """The personal data to write; an empty cell changes nothing."""
    valori = {nome: getattr(riga, nome) for nome in ANAGRAFICA}
    return {nome: v for nome, v in valori.items() if v and (persona is None or v != (getattr(persona, nome) or ""))}


def _posto(riga: RigaPersonale, ufficio: Direzione, persona: Persona | None, attuale: Appartenenza | None) -> tuple[str, list[Cambio]]:
    """What happens to the membership, in a word and value by value."""
    dopo = (str(ufficio), riga.categoria, percento(riga.tempo * 100), data(riga.al) if riga.al else IN_CORSO)
    dal = Cambio("dal", "", data(riga.dal))
    if attuale is None:
        return (RIENTRATA if persona else NUOVA), [*(Cambio(c, "", v) for c, v in zip(POSTO[:3], dopo, strict=False)), dal, *_fine(riga)]
    prima = (str(attuale.direzione), attuale.categoria, percento(attuale.tempo * 100), data(attuale.al) if attuale.al else IN_CORSO)
    cambi = [Cambio(c, p, d) for c, p, d in zip(POSTO, prima, dopo, strict=True) if p != d]
    if (attuale.direzione_id, attuale.categoria, attuale.tempo) == (ufficio.pk, riga.categoria, riga.tempo):
        return (INVARIATA if attuale.al == riga.al else CESSATA), cambi
    if attuale.dal == riga.dal:
        return CORRETTA, [*cambi, dal]
    return SPOSTATA, [*cambi, dal, Cambio("periodo di prima", "", f"finisce il {data(riga.dal - UN_GIORNO)}")]


def _fine(riga: RigaPersonale) -> list[Cambio]:
    return [Cambio("fine", "", data(riga.al))] if riga.al else []


def _in_carica(riga: RigaPersonale, ufficio: Direzione, attuale: Appartenenza | None, persona: Persona | None, noto: Noto) -> str:
    """The appointment of who, by this row, gets a category or another unit: often the matricola is a colleague's."""
    if persona is None or (attuale and (attuale.direzione_id, attuale.categoria) == (ufficio.pk, riga.categoria)):
        return ""
    durata = Periodo(riga.dal, riga.al)
    return next((f"{i.descrizione}, {i.durata}" for i in noto.incarichi.get(persona.pk, []) if i.periodo.si_sovrappone(durata)), "")
