"""The guards of the log: no row changed, no row deleted, no row that does not follow from the last one."""

from .guardie import Guardia

TABELLA = "registro_evento"
RIFIUTO = "Il registro non si modifica e non si cancella."
SCOLLEGATA = "La riga non segue dall''ultima del registro."

SQLITE = {
    "registro_evento_non_cambia": f"BEFORE UPDATE ON {TABELLA} BEGIN SELECT RAISE(ABORT, '{RIFIUTO}'); END",
    "registro_evento_non_sparisce": f"BEFORE DELETE ON {TABELLA} BEGIN SELECT RAISE(ABORT, '{RIFIUTO}'); END",
    # Also stops INSERT OR REPLACE, which deletes without firing the trigger above.
    "registro_evento_segue": f"""BEFORE INSERT ON {TABELLA}
        WHEN NEW.numero <> COALESCE((SELECT MAX(numero) FROM {TABELLA}), 0) + 1
          OR NEW.precedente <> COALESCE((SELECT impronta FROM {TABELLA} ORDER BY numero DESC LIMIT 1), '')
        BEGIN SELECT RAISE(ABORT, '{SCOLLEGATA}'); END""",  # noqa: S608 (constants)
}  # fmt: skip

POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION registro_rifiuta() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{RIFIUTO}' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE OR REPLACE FUNCTION registro_segue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.numero <> COALESCE((SELECT MAX(numero) FROM {TABELLA}), 0) + 1
               OR NEW.precedente <> COALESCE((SELECT impronta FROM {TABELLA} ORDER BY numero DESC LIMIT 1), '') THEN
                RAISE EXCEPTION '{SCOLLEGATA}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$""",  # noqa: S608 (constants)
    f"CREATE TRIGGER registro_evento_non_cambia BEFORE UPDATE OR DELETE ON {TABELLA} FOR EACH ROW EXECUTE FUNCTION registro_rifiuta()",
    f"CREATE TRIGGER registro_evento_non_si_svuota BEFORE TRUNCATE ON {TABELLA} FOR EACH STATEMENT EXECUTE FUNCTION registro_rifiuta()",
    f"CREATE TRIGGER registro_evento_segue BEFORE INSERT ON {TABELLA} FOR EACH ROW EXECUTE FUNCTION registro_segue()",
]
TRIGGER_POSTGRESQL = ("registro_evento_non_cambia", "registro_evento_non_si_svuota", "registro_evento_segue")


class SoloAggiunte(Guardia):
    """The log can only grow: UPDATE, DELETE, TRUNCATE and rows that are not the next of the chain are refused by the database."""

    def metti(self, database: str) -> list[str]:
        if database == "postgresql":
            return POSTGRESQL
        return [f"CREATE TRIGGER {nome} {corpo}" for nome, corpo in SQLITE.items()]

    def togli(self, database: str) -> list[str]:
        if database == "postgresql":
            return [f"DROP TRIGGER IF EXISTS {nome} ON {TABELLA}" for nome in TRIGGER_POSTGRESQL] + [
                "DROP FUNCTION IF EXISTS registro_segue()", "DROP FUNCTION IF EXISTS registro_rifiuta()",
            ]  # fmt: skip
        return [f"DROP TRIGGER IF EXISTS {nome}" for nome in SQLITE]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(SQLITE)

    def describe(self) -> str:
        return "Il registro può solo crescere"
