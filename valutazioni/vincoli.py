"""A closed sheet does not change, nor does what its figures rest on: the database itself refuses, whoever asks."""

from dataclasses import dataclass

from smvp.registro.guardie import Guardia

from .stati import CHIUSA, SCHEDA

TABELLA, VOTI = "valutazioni_scheda", ("valutazioni_votoobiettivo", "valutazioni_votofattore")
RIFIUTO = "La scheda è chiusa: non si può più cambiare."
PRIMA_DI_CHIUDERE = tuple(s.codice for s in SCHEDA.stati if s.codice != CHIUSA)
# What a closed sheet keeps for ever; its state may still move on (acknowledgement, approval), never back.
FERME = (
    "esercizio_id", "incarico_id", "note_valutatore", "retribuzione", "dal", "al", "limiti_eta", "p_a", "p_b", "p_finale", "fascia",
    "percentuale", "chiusa_il",
)  # fmt: skip


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


def _di_chiusa(riga: str) -> str:
    return f"EXISTS (SELECT 1 FROM {TABELLA} s WHERE s.id = {riga}.scheda_id AND s.stato = '{CHIUSA}')"


def _regole() -> list[Regola]:
    indietro = ", ".join(f"'{s}'" for s in PRIMA_DI_CHIUDERE)
    assegnata = (
        f"EXISTS (SELECT 1 FROM {VOTI[0]} v JOIN {TABELLA} s ON s.id = v.scheda_id "
        f"WHERE v.assegnazione_id = OLD.id AND s.stato = '{CHIUSA}')"
    )
    di_incarico = f"EXISTS (SELECT 1 FROM {TABELLA} s WHERE s.incarico_id = OLD.id)"
    di_esercizio = f"EXISTS (SELECT 1 FROM {TABELLA} s WHERE s.esercizio_id = OLD.id)"
    incarico, esercizio = ("persona_id", "ruolo", "direzione_id", "ad_interim"), ("anno", "regolamento")
    regole = [
        Regola("scheda_cambiata", TABELLA, "UPDATE", f"OLD.stato = '{CHIUSA}' AND (NEW.stato IN ({indietro}) OR {_cambia(FERME)})"),
        Regola("scheda_cancellata", TABELLA, "DELETE", f"OLD.stato = '{CHIUSA}'"),
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
    for tabella in VOTI:
        corta = tabella.removeprefix("valutazioni_")
        regole += [
            Regola(f"{corta}_aggiunto", tabella, "INSERT", _di_chiusa("NEW")),
            Regola(f"{corta}_cambiato", tabella, "UPDATE", f"{_di_chiusa('NEW')} OR {_di_chiusa('OLD')}"),
            Regola(f"{corta}_cancellato", tabella, "DELETE", _di_chiusa("OLD")),
        ]
    return regole


class SchedaChiusaFerma(Guardia):
    """Refuses to change the marks, the figures and the foundations of a closed sheet, to open it again and to delete it (art. 18)."""

    def metti(self, database: str) -> list[str]:
        return self._postgresql() if database == "postgresql" else self._sqlite()

    def togli(self, database: str) -> list[str]:
        if database != "postgresql":
            return [f"DROP TRIGGER IF EXISTS {nome}" for nome in self.trigger_sqlite()]
        comandi = [f"DROP TRIGGER IF EXISTS ferma_{r.nome} ON {r.tabella}" for r in _regole()]
        comandi += [f"DROP FUNCTION IF EXISTS ferma_{r.nome}()" for r in _regole()]
        svuotate = [f"DROP TRIGGER IF EXISTS ferma_svuotata ON {t}" for t in (TABELLA, *VOTI)]
        return [*comandi, *svuotate, "DROP FUNCTION IF EXISTS ferma_svuotata()"]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return (*(f"ferma_{r.nome}" for r in _regole()), "ferma_scheda_rimpiazzata")

    def describe(self) -> str:
        return "La scheda chiusa non cambia"

    def _sqlite(self) -> list[str]:
        """INSERT OR REPLACE deletes without asking the triggers of DELETE: the INSERT itself must be refused."""
        regole = [
            *_regole(),
            Regola(
                "scheda_rimpiazzata", TABELLA, "INSERT",
                f"EXISTS (SELECT 1 FROM {TABELLA} s WHERE s.stato = '{CHIUSA}' AND (s.id = NEW.id "
                "OR (s.esercizio_id = NEW.esercizio_id AND s.incarico_id = NEW.incarico_id)))",
            ),
        ]  # fmt: skip
        return [
            f"CREATE TRIGGER ferma_{r.nome} BEFORE {r.gesto} ON {r.tabella} WHEN {r.quando.replace('IS DISTINCT FROM', 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{r.rifiuto}'); END"
            for r in regole
        ]

    def _postgresql(self) -> list[str]:
        comandi = []
        for r in _regole():
            riga = "OLD" if r.gesto == "DELETE" else "NEW"
            comandi += [
                f"CREATE OR REPLACE FUNCTION ferma_{r.nome}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {r.quando} THEN {_solleva(r.rifiuto)} END IF; RETURN {riga}; END $$",
                f"CREATE TRIGGER ferma_{r.nome} BEFORE {r.gesto} ON {r.tabella} FOR EACH ROW EXECUTE FUNCTION ferma_{r.nome}()",
            ]
        comandi.append(
            "CREATE OR REPLACE FUNCTION ferma_svuotata() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS (SELECT 1 FROM {TABELLA} s WHERE s.stato = '{CHIUSA}') THEN {_solleva(RIFIUTO)} END IF; RETURN NULL; END $$"
        )
        svuota = "CREATE TRIGGER ferma_svuotata BEFORE TRUNCATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION ferma_svuotata()"
        return [*comandi, *(svuota.format(t) for t in (TABELLA, *VOTI))]


def _solleva(rifiuto: str) -> str:
    return f"RAISE EXCEPTION '{rifiuto}' USING ERRCODE = 'integrity_constraint_violation';"
