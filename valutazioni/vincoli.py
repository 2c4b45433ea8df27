"""A signed sheet does not change, nor does what its figures rest on, nor the diary: the database itself refuses, whoever asks."""

from dataclasses import dataclass

from smvp.flusso.stati import Flusso
from smvp.registro.guardie import Guardia

from .stati import APPROVATE, FIRMATE, NON_VALUTABILE, SCHEDA, SCHEDA_PERSONALE

RIFIUTO = "La scheda è firmata: non si può più cambiare."
RIFIUTO_FISSATA = "Le cifre della scheda sono fissate: per cambiare voti e pesi chi valuta la riapre."
RIFIUTO_SUPERATA = "Questa versione della scheda è superata da un riesame: non si può più cambiare."
RIFIUTO_DIARIO = "Una annotazione del diario non si cambia e non si toglie."
COMUNI = (
    "esercizio_id", "note_valutatore", "colloquio_il", "colloquio", "osservazioni", "osservazioni_il", "risposta", "presa_visione_il",
    "firma_rifiutata", "testimone",
)  # fmt: skip
DEL_RIESAME = ("sostituisce_id", "riesame", "motivazione_riesame", "correzioni")


@dataclass(frozen=True, slots=True)
class Tabella:
    """A sheet's table, those of its marks, and what a signed row keeps for ever; its state may still move on, never back."""

    nome: str
    voti: tuple[str, ...]
    flusso: Flusso
    ferme: tuple[str, ...]
    chi: str
    """The column of whom it evaluates: one sheet an exercise each."""
    cifra: str
    """The column that has a value from when its figures are fixed: Allegato B is shared, Allegato D decided."""


SCHEDE = (
    Tabella(
        "valutazioni_scheda", ("valutazioni_votoobiettivo", "valutazioni_votofattore"), SCHEDA,
        (*COMUNI, "incarico_id", "retribuzione", "dal", "al", "limiti_eta", "p_a", "p_b", "p_finale", "fascia", "percentuale"),
        "incarico_id", "p_finale",
    ),
    Tabella(
        "valutazioni_schedapersonale", ("valutazioni_votovoce", "valutazioni_parteseconda"), SCHEDA_PERSONALE,
        (*COMUNI, "persona_id", "direzione_id", "categoria", "esonero", "motivo_esonero", "struttura", "specifici", "a", "b1", "b2",
         "totale"),
        "persona_id", "totale",
    ),
)  # fmt: skip
_FIRMATE = ", ".join(f"'{s}'" for s in FIRMATE)


@dataclass(frozen=True, slots=True)
class Regola:
    """One refusal: before a gesture on a table, when a condition (SQL on NEW and OLD) holds."""

    nome: str
    tabella: str
    gesto: str
    quando: str
    rifiuto: str = RIFIUTO


def _cambia(colonne: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in colonne) + ")"


def _elenco(stati: tuple[str, ...]) -> str:
    return ", ".join(f"'{s}'" for s in stati)


def _indietro() -> str:
    """The signed states in their order, and the end of what is not evaluable: one goes on, never back."""
    passi = [f"(OLD.stato = '{s}' AND NEW.stato IN ({_elenco(FIRMATE[:n])}))" for n, s in enumerate(FIRMATE) if n]
    return " OR ".join([*passi, f"(OLD.stato = '{NON_VALUTABILE}' AND NEW.stato <> '{NON_VALUTABILE}')"])


def _di_firmata(tabella: str, riga: str) -> str:
    return f"EXISTS (SELECT 1 FROM {tabella} s WHERE s.id = {riga}.scheda_id AND s.stato IN ({_FIRMATE}))"


def _regole() -> list[Regola]:
    scheda = SCHEDE[0].nome
    assegnata = (
        f"EXISTS (SELECT 1 FROM {SCHEDE[0].voti[0]} v JOIN {scheda} s ON s.id = v.scheda_id "
        f"WHERE v.assegnazione_id = OLD.id AND s.stato IN ({_FIRMATE}))"
    )
    di_incarico = f"EXISTS (SELECT 1 FROM {scheda} s WHERE s.incarico_id = OLD.id)"
    di_esercizio = "(" + " OR ".join(f"EXISTS (SELECT 1 FROM {t.nome} s WHERE s.esercizio_id = OLD.id)" for t in SCHEDE) + ")"
    incarico, esercizio = ("persona_id", "ruolo", "direzione_id", "ad_interim"), ("anno", "regolamento")
    regole = [
        Regola("assegnazione_cambiata", "obiettivi_assegnazione", "UPDATE", assegnata),
        Regola("assegnazione_cancellata", "obiettivi_assegnazione", "DELETE", assegnata),
        Regola(
            "incarico_cambiato", "organizzazione_incarico", "UPDATE", f"{_cambia(incarico)} AND {di_incarico}",
            "Questo incarico ha già una scheda di valutazione.",
        ),
        Regola(
            "esercizio_cambiato", "organizzazione_esercizio", "UPDATE", f"{_cambia(esercizio)} AND {di_esercizio}",
            "Questo esercizio ha già delle schede di valutazione.",
        ),
    ]  # fmt: skip
    for t in SCHEDE:
        regole += _di_tabella(t)
    diario = "valutazioni_annotazione"
    regole += [Regola(f"annotazione_{come}", diario, gesto, "1 = 1", RIFIUTO_DIARIO)
               for come, gesto in (("cambiata", "UPDATE"), ("cancellata", "DELETE"))]  # fmt: skip
    return regole + _del_personale()


def _del_personale() -> list[Regola]:
    """What a signed sheet of the staff rests on: its items, and what was reached of the specific objectives."""
    personale = SCHEDE[1].nome
    di_voce = (
        f"EXISTS (SELECT 1 FROM {SCHEDE[1].voti[0]} v JOIN {personale} s ON s.id = v.scheda_id "
        f"WHERE v.voce_id = OLD.id AND s.stato IN ({_FIRMATE}))"
    )
    di_persona = (
        f"EXISTS (SELECT 1 FROM {personale} s JOIN valutazioni_obiettivospecifico o ON o.id = OLD.obiettivo_id "
        f"WHERE s.persona_id = OLD.persona_id AND s.esercizio_id = o.esercizio_id AND s.stato IN ({_FIRMATE}))"
    )
    specifica = "valutazioni_assegnazionespecifica"
    return [
        Regola("voce_cambiata", "valutazioni_voce", "UPDATE", di_voce),
        Regola("specifica_cambiata", specifica, "UPDATE", di_persona),
        Regola("specifica_cancellata", specifica, "DELETE", di_persona),
    ]


def _di_tabella(t: Tabella) -> list[Regola]:
    corta = t.nome.removeprefix("valutazioni_")
    indietro = ", ".join(f"'{s}'" for s in (x.codice for x in t.flusso.stati) if s not in FIRMATE)
    regole = [
        Regola(f"{corta}_cambiata", t.nome, "UPDATE", f"OLD.stato IN ({_FIRMATE}) AND (NEW.stato IN ({indietro}) OR {_cambia(t.ferme)})"),
        Regola(f"{corta}_cancellata", t.nome, "DELETE", f"OLD.stato IN ({_FIRMATE})"),
        Regola(f"{corta}_indietro", t.nome, "UPDATE", _indietro()),
        Regola(f"{corta}_atto", t.nome, "UPDATE", f"OLD.stato IN ({_elenco(APPROVATE)}) AND NEW.atto_id IS DISTINCT FROM OLD.atto_id"),
    ]
    for tabella in t.voti:
        voto = tabella.removeprefix("valutazioni_")
        regole += [
            Regola(f"{voto}_aggiunto", tabella, "INSERT", _di_firmata(t.nome, "NEW")),
            Regola(f"{voto}_cambiato", tabella, "UPDATE", f"{_di_firmata(t.nome, 'NEW')} OR {_di_firmata(t.nome, 'OLD')}"),
            Regola(f"{voto}_cancellato", tabella, "DELETE", _di_firmata(t.nome, "OLD")),
        ]
    return regole


def _fissate() -> list[Regola]:
    """The marks of a sheet whose figures are fixed, and the weights on which they stand: the steps that open it again free them."""
    b = SCHEDE[0]
    pesata = (
        f"EXISTS (SELECT 1 FROM {b.voti[0]} v JOIN {b.nome} s ON s.id = v.scheda_id WHERE v.assegnazione_id = OLD.id "
        f"AND s.{b.cifra} IS NOT NULL)"
    )
    regole = [Regola("peso_fissato", "obiettivi_assegnazione", "UPDATE", f"{_cambia(('peso', 'obiettivo_id', 'incarico_id'))} AND {pesata}",
                     RIFIUTO_FISSATA)]  # fmt: skip
    for t, tabella in ((b, b.voti[0]), (b, b.voti[1]), (SCHEDE[1], SCHEDE[1].voti[0])):
        nuova, vecchia = (
            f"EXISTS (SELECT 1 FROM {t.nome} s WHERE s.id = {riga}.scheda_id AND s.{t.cifra} IS NOT NULL)" for riga in ("NEW", "OLD")
        )
        voto = tabella.removeprefix("valutazioni_")
        regole += [
            Regola(f"{voto}_aggiunto_dopo", tabella, "INSERT", nuova, RIFIUTO_FISSATA),
            Regola(f"{voto}_fissato", tabella, "UPDATE", f"{nuova} OR {vecchia}", RIFIUTO_FISSATA),
            Regola(f"{voto}_tolto_dopo", tabella, "DELETE", vecchia, RIFIUTO_FISSATA),
        ]
    return regole


class CifreFissate(Guardia):
    """Refuses to change marks and weights under figures that are fixed and not yet signed (art. 18): nobody reads one and signs another."""

    def metti(self, database: str) -> list[str]:
        return [comando for r in _fissate() for comando in _alza(r, database)]

    def togli(self, database: str) -> list[str]:
        return [comando for r in _fissate() for comando in _abbassa(r, database)]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(f"ferma_{r.nome}" for r in _fissate())

    def describe(self) -> str:
        return "I voti e i pesi sotto le cifre fissate non cambiano"


class SenzaFirmaFerma(Guardia):
    """What stands in the place of a signature does not change either: how it was refused, when and how the sheet was notified."""

    COLONNE: tuple[str, ...] = ("rifiuto", "notificata_il", "mezzo_notifica", "notifica")
    NOME = "senza_firma"

    def metti(self, database: str) -> list[str]:
        return [comando for r in self._regole() for comando in _alza(r, database)]

    def togli(self, database: str) -> list[str]:
        return [comando for r in self._regole() for comando in _abbassa(r, database)]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(f"ferma_{r.nome}" for r in self._regole())

    def describe(self) -> str:
        return "Il rifiuto e la notifica di una scheda firmata non cambiano"

    def _regole(self) -> list[Regola]:
        quando = f"OLD.stato IN ({_FIRMATE}) AND {_cambia(self.COLONNE)}"
        return [Regola(f"{t.nome.removeprefix('valutazioni_')}_{self.NOME}", t.nome, "UPDATE", quando) for t in SCHEDE]


class ArrivoFermo(SenzaFirmaFerma):
    """Nor when and how the observations of whoever has no access had arrived."""

    COLONNE = ("osservazioni_ricevute_il", "osservazioni_arrivo")
    NOME = "arrivo"

    def describe(self) -> str:
        return "Il giorno e il modo in cui sono arrivate le osservazioni di una scheda firmata non cambiano"


class SchedaFirmataFerma(Guardia):
    """Refuses to change the marks, the figures and the foundations of a signed sheet, to open it again and to delete it (art. 18)."""

    def metti(self, database: str) -> list[str]:
        return self._postgresql() if database == "postgresql" else self._sqlite()

    def togli(self, database: str) -> list[str]:
        if database != "postgresql":
            return [comando for r in (*_regole(), *_rimpiazzi()) for comando in _abbassa(r, database)]
        comandi = [comando for r in _regole() for comando in _abbassa(r, database)]
        for t in SCHEDE:
            comandi += [f"DROP TRIGGER IF EXISTS ferma_svuotata ON {tabella}" for tabella in (t.nome, *t.voti)]
            comandi.append(f"DROP FUNCTION IF EXISTS ferma_svuotata_{t.nome}()")
        return comandi

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(f"ferma_{r.nome}" for r in (*_regole(), *_rimpiazzi()))

    def describe(self) -> str:
        return "La scheda firmata non cambia"

    def _sqlite(self) -> list[str]:
        return [comando for r in (*_regole(), *_rimpiazzi()) for comando in _alza(r, "sqlite")]

    def _postgresql(self) -> list[str]:
        comandi = [comando for r in _regole() for comando in _alza(r, "postgresql")]
        for t in SCHEDE:
            comandi.append(
                f"CREATE OR REPLACE FUNCTION ferma_svuotata_{t.nome}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF EXISTS (SELECT 1 FROM {t.nome} s WHERE s.stato IN ({_FIRMATE})) THEN {_solleva(RIFIUTO)} END IF; RETURN NULL; END $$"
            )
            svuota = "CREATE TRIGGER ferma_svuotata BEFORE TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION ferma_svuotata_{}()"
            comandi += [svuota.format(tabella, t.nome) for tabella in (t.nome, *t.voti)]
        return comandi


class VersioniFerme(Guardia):
    """Art. 29: what a review has superseded stays as it was, and what it has determined anew says for ever of what, by whom and why.

    On SQLite it also lets the new version in beside the signed one, in the place of the rules of ``SchedaFirmataFerma`` of the same name.
    """

    def metti(self, database: str) -> list[str]:
        return [*self.togli(database), *(comando for r in self._regole(database) for comando in _alza(r, database))]

    def togli(self, database: str) -> list[str]:
        return [comando for r in self._regole(database) for comando in _abbassa(r, database)]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(f"ferma_{r.nome}" for r in self._regole("sqlite"))

    def describe(self) -> str:
        return "La versione superata da un riesame non cambia"

    def _regole(self, database: str) -> list[Regola]:
        if database == "postgresql":
            return _superate()
        return [
            *_superate(),
            *(r for t in SCHEDE for r in _rimpiazzi_della_scheda(t, f"{UNA_SOLA} OR s.sostituisce_id = NEW.sostituisce_id")),
        ]


UNA_SOLA = "s.superata_il IS NULL AND NEW.superata_il IS NULL AND {stessa}"


def _superate() -> list[Regola]:
    regole = []
    for t in SCHEDE:
        corta = t.nome.removeprefix("valutazioni_")
        ferma = _cambia(("superata_il", "stato", "versione", "atto_id"))
        regole += [
            Regola(f"{corta}_superata", t.nome, "UPDATE", f"OLD.superata_il IS NOT NULL AND {ferma}", RIFIUTO_SUPERATA),
            Regola(f"{corta}_non_superabile", t.nome, "UPDATE", f"NEW.superata_il IS NOT NULL AND OLD.stato NOT IN ({_FIRMATE})",
                   RIFIUTO_SUPERATA),
            Regola(f"{corta}_rideterminata", t.nome, "UPDATE", f"OLD.stato IN ({_FIRMATE}) AND {_cambia(DEL_RIESAME)}"),
        ]  # fmt: skip
    return regole


def _rimpiazzi() -> list[Regola]:
    """SQLite: OR REPLACE deletes the row in its way without asking the triggers of DELETE, so the gesture itself must be refused."""
    regole = []
    for t in SCHEDE:
        regole += _rimpiazzi_della_scheda(t, "{stessa}")
        for tabella in t.voti:
            voto = tabella.removeprefix("valutazioni_")
            di_firmata = (
                f"EXISTS (SELECT 1 FROM {tabella} v JOIN {t.nome} s ON s.id = v.scheda_id WHERE v.id = NEW.id AND s.stato IN ({_FIRMATE}))"
            )
            regole += [
                Regola(f"{voto}_rimpiazzato", tabella, "INSERT", di_firmata),
                Regola(f"{voto}_scambiato", tabella, "UPDATE", f"NEW.id <> OLD.id AND {di_firmata}"),
            ]
    return regole


def _rimpiazzi_della_scheda(t: Tabella, unica: str) -> list[Regola]:
    """``unica``: when a row cannot stand beside a signed one (SQL on s and NEW; {stessa}: same exercise, same evaluatee)."""
    corta = t.nome.removeprefix("valutazioni_")
    stessa = unica.format(stessa=f"(s.esercizio_id = NEW.esercizio_id AND s.{t.chi} = NEW.{t.chi})")
    in_mezzo = f"EXISTS (SELECT 1 FROM {t.nome} s WHERE s.stato IN ({_FIRMATE}) AND (s.id = NEW.id OR {stessa})"
    return [
        Regola(f"{corta}_rimpiazzata", t.nome, "INSERT", f"{in_mezzo})"),
        Regola(f"{corta}_scambiata", t.nome, "UPDATE", f"{in_mezzo} AND s.id <> OLD.id)"),
    ]


def _alza(r: Regola, database: str) -> list[str]:
    """The commands that put one refusal up."""
    if database != "postgresql":
        return [
            f"CREATE TRIGGER ferma_{r.nome} BEFORE {r.gesto} ON {r.tabella} WHEN {r.quando.replace('IS DISTINCT FROM', 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{r.rifiuto}'); END"
        ]
    riga = "OLD" if r.gesto == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION ferma_{r.nome}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {r.quando} THEN {_solleva(r.rifiuto)} END IF; RETURN {riga}; END $$",
        f"CREATE TRIGGER ferma_{r.nome} BEFORE {r.gesto} ON {r.tabella} FOR EACH ROW EXECUTE FUNCTION ferma_{r.nome}()",
    ]


def _abbassa(r: Regola, database: str) -> list[str]:
    """Those that take it down, and do no harm where it is not up."""
    if database != "postgresql":
        return [f"DROP TRIGGER IF EXISTS ferma_{r.nome}"]
    return [f"DROP TRIGGER IF EXISTS ferma_{r.nome} ON {r.tabella}", f"DROP FUNCTION IF EXISTS ferma_{r.nome}()"]


def _solleva(rifiuto: str) -> str:
    return f"RAISE EXCEPTION '{rifiuto}' USING ERRCODE = 'integrity_constraint_violation';"
