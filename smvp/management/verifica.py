"""The checks of the house, one step after another: each is a command with its environment; a fault of one does not stop the others."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from smvp.management.resoconto import Conteggio, Esito, leggi_resoconto

POSTGRESQL = "postgres://postgres@127.0.0.1:5432/smvp"
REDIS = "redis://127.0.0.1:6379/5"
PROCESSI_DI_PROVA = 2
TEMPO_MASSIMO = 45 * 60  # of a machine three times slower than ours: it stops what hangs, not what is slow
BROWSER = ("chromium", "chromium-browser", "google-chrome")
# Where mypy reads: the pure rooms, the tables of the workflows, the operations.
STANZE_PURE = ("smvp/nucleo", "smvp/regolamento", "premi/simulazione", *(f"{dove}*/{stanza}" for dove in ("", "smvp/")
               for stanza in ("calcolo.py", "calcolo", "stati.py")))  # fmt: skip
OPERAZIONI = ("*/operazioni.py", "*/operazioni", "smvp/*/operazioni.py", "smvp/*/operazioni")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True, slots=True)
class Passo:
    """``controllo`` is a check of ours that returns the faults; otherwise ``comando`` runs, and its words are shown only if it fails."""

    nome: str
    comando: Sequence[str] = ()
    ambiente: Mapping[str, str] = field(default_factory=dict)
    controllo: Callable[[], Sequence[str]] | None = None
    prove: bool = False


class Verifica:
    """One run: what to do, and what it leaves out."""

    def __init__(self, radice: Path, *, rapida: bool, servizi: bool, altri: Sequence[str], scrivi: Callable[[str], object]) -> None:
        self.radice, self.rapida, self.servizi, self.altri, self.scrivi = radice, rapida, servizi, tuple(altri), scrivi
        self.tralasciati: list[str] = []

    def esegui(self) -> list[Esito]:
        with tempfile.TemporaryDirectory(prefix="smvp-verifica-") as cartella:
            return [self._esegui(passo, Path(cartella)) for passo in self.passi()]

    def passi(self) -> Iterator[Passo]:
        python = sys.executable
        yield Passo("ruff", (python, "-m", "ruff", "check", "."))
        yield Passo("piani e stanze (import-linter)", (python, "-c", LINT_IMPORTS))
        yield Passo("tipi (mypy) nelle stanze pure e nelle operazioni", (python, "-m", "mypy", *self._file_tipati()))
        yield Passo("migrazioni al passo con i modelli", (python, "manage.py", "makemigrations", "--check", "--dry-run"))
        deploy = (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
        yield Passo("impostazioni di produzione (check --deploy)", deploy, ambiente_di_produzione())
        yield Passo("publiccode.yml", controllo=self._publiccode)
        yield self._prove("prove su SQLite, coda senza server", {})
        if self.servizi:
            yield from self._prove_sui_servizi()
        else:
            self.tralasciati.append("le prove su PostgreSQL e Redis: si chiedono con --servizi")

    def _file_tipati(self) -> list[str]:
        trovati = {percorso for forma in (*STANZE_PURE, *OPERAZIONI) for percorso in self.radice.glob(forma)}
        nostri = (percorso.relative_to(self.radice) for percorso in trovati)
        return sorted(str(percorso) for percorso in nostri if not percorso.parts[0].startswith((".", "tests", "var")))

    def _publiccode(self) -> list[str]:
        import yaml  # only the tests need it

        from smvp.management.publiccode import difetti

        return difetti(yaml.safe_load((self.radice / "publiccode.yml").read_text(encoding="utf-8")))

    def _prove(self, nome: str, ambiente: Mapping[str, str]) -> Passo:
        parallelo = ("-n", str(PROCESSI_DI_PROVA), "--dist", "worksteal")
        pytest = (sys.executable, "-m", "pytest", *parallelo, *self._senza_browser(), *self.altri)
        return Passo(nome, pytest, ambiente, prove=True)

    def _senza_browser(self) -> tuple[str, ...]:
        if not self.rapida and any(map(shutil.which, BROWSER)):
            return ()
        motivo = "chieste senza, con --rapida" if self.rapida else "manca Chromium (apt-get install chromium)"
        self._tralascia(f"le prove nel browser: {motivo}")
        return ("-m", "not browser")

    def _tralascia(self, che_cosa: str) -> None:
        if che_cosa not in self.tralasciati:
            self.tralasciati.append(che_cosa)

    def _prove_sui_servizi(self) -> Iterator[Passo]:
        """On real servers, all the tests that reach the database or the broker (tests/giri.py). Asked for and not there, they are a
        fault, not something left out."""
        ambiente = {"DATABASE_URL": os.environ.get("DATABASE_URL") or POSTGRESQL, "REDIS_URL": os.environ.get("REDIS_URL") or REDIS}
        yield Passo("PostgreSQL e Redis rispondono", controllo=lambda: servizi_muti(ambiente))
        if not servizi_muti(ambiente):
            self._tralascia(
                "su PostgreSQL e Redis, le prove fatte su SQLite che non arrivano né al database né alla coda, e l’aspetto delle pagine"
            )
            yield self._prove("prove su PostgreSQL e Redis", {**ambiente, "SMVP_GIRO": "servizi"})

    def _esegui(self, passo: Passo, cartella: Path) -> Esito:
        self.scrivi(f"── {passo.nome}")
        inizio = time.monotonic()
        if passo.controllo:
            difetti = list(passo.controllo())
            for difetto in difetti:
                self.scrivi(difetto)
            bene, conteggio = not difetti, None
        else:
            bene, conteggio = self._comando(passo, cartella)
        secondi = time.monotonic() - inizio
        self.scrivi(f"   {'bene' if bene else 'NON VA'} ({secondi:.1f} s)")
        return Esito(passo.nome, bene, secondi, conteggio)

    def _comando(self, passo: Passo, cartella: Path) -> tuple[bool, Conteggio | None]:
        dati = Path(tempfile.mkdtemp(dir=cartella))
        resoconto = dati / "prove.xml"
        comando = (*passo.comando, f"--junitxml={resoconto}") if passo.prove else passo.comando
        codice, uscita = lancia(comando, self.radice, {**ambiente_pulito(dati), **passo.ambiente}, in_diretta=passo.prove)
        if codice and uscita:
            self.scrivi(uscita)
        return codice == 0, leggi_resoconto(resoconto) if passo.prove else None


def ambiente_pulito(dati: Path) -> dict[str, str]:
    """Ours, without what would lead a check to somebody's database or queue."""
    da_togliere = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SMVP_OGGI", "EMAIL_URL", "SMVP_GIRO"}
    ereditato = {chiave: valore for chiave, valore in os.environ.items() if chiave not in da_togliere}
    return {**ereditato, "DJANGO_SETTINGS_MODULE": "smvp.settings.test", "SMVP_DATI": str(dati)}


def ambiente_di_produzione() -> dict[str, str]:
    """Production settings with a secret that lives as long as the check."""
    return {
        "DJANGO_SETTINGS_MODULE": "smvp.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "performance.comune.example.it",
        "DATABASE_URL": POSTGRESQL,
        "REDIS_URL": REDIS,
    }


def lancia(comando: Sequence[str], cartella: Path, ambiente: Mapping[str, str], *, in_diretta: bool) -> tuple[int, str]:
    """Exit code and words of a command; in the open its words go to the terminal as they come. One that does not end is killed."""
    uscita = None if in_diretta else subprocess.PIPE
    sys.stdout.flush()
    with subprocess.Popen(
        comando, cwd=cartella, env=ambiente, stdin=subprocess.DEVNULL, stdout=uscita, stderr=subprocess.STDOUT, text=True
    ) as processo:
        try:
            parole, _ = processo.communicate(timeout=TEMPO_MASSIMO)
        except subprocess.TimeoutExpired:
            processo.send_signal(signal.SIGINT)  # so that pytest stops its own
            with suppress(subprocess.TimeoutExpired):
                processo.wait(20)
            processo.kill()
            return 1, f"fermato dopo {TEMPO_MASSIMO // 60} minuti"
    return processo.returncode, parole or ""


def servizi_muti(ambiente: Mapping[str, str]) -> list[str]:
    """Which of the two servers does not answer, and what it says."""
    import environ
    import psycopg2
    import redis

    muti = []
    database = environ.Env.db_url_config(ambiente["DATABASE_URL"])
    try:
        psycopg2.connect(
            host=database["HOST"], port=database["PORT"] or 5432, user=database["USER"], password=database["PASSWORD"], dbname="postgres",
            connect_timeout=5,
        ).close()  # fmt: skip
    except psycopg2.Error as errore:
        muti.append(f"PostgreSQL non risponde ({database['HOST']}:{database['PORT']}): {str(errore).strip()}")
    try:
        redis.Redis.from_url(ambiente["REDIS_URL"], socket_connect_timeout=5).ping()
    except redis.RedisError as errore:
        muti.append(f"Redis non risponde ({ambiente['REDIS_URL']}): {errore}")
    return muti
