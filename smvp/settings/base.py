"""Settings common to all. The environment is read here and nowhere else; env.example names each variable."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF

RADICE = Path(__file__).resolve().parents[2]
env = environ.Env()

# Everything the application writes: database, private files, broker without a server.
DATI = Path(env("SMVP_DATI", default=str(RADICE / "var"))).absolute()

SECRET_KEY_PREDEFINITA = "insicura-solo-per-demo-e-prove-non-usarla-in-produzione-0000000000"  # noqa: S105
SECRET_KEY = env("SECRET_KEY", default=SECRET_KEY_PREDEFINITA)
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# True only in the demo: banner, one-click login, movable clock.
DEMO = False
# The day at which the demo's clock stands (YYYY-MM-DD); read by smvp.orologio.
OGGI: str = ""

INSTALLED_APPS = [
    "smvp",
    "smvp.registro",
    "smvp.organizzazione",
    "smvp.flusso",
    "smvp.documenti",
    "obiettivi",
    "valutazioni",
    "premi",
    "conciliazione",
    "smvp.indagini",
    "smvp.accesso",
    "smvp.ncvp",
    "smvp.sistema",
    "smvp.performance",
    "smvp.trasparenza",
    "smvp.demo",
    "smvp.organizzazione.apps.AmministrazioneConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "rules",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "smvp.organizzazione.sessioni.SessioneLimitataMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "smvp.organizzazione.sessioni.NienteCopieMiddleware",
    "smvp.richieste.NienteNulliMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "smvp.urls"
WSGI_APPLICATION = "smvp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RADICE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smvp.flusso.contesto.pagina",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database: SQLite unless DATABASE_URL says otherwise ---------------------------------------------------------
# IMMEDIATE + WAL: with 20 writers no "database is locked"; see docs/produzione.md.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATI / 'smvp.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    with suppress(OSError):  # said by "manage.py diagnosi" and by SQLite itself
        DATI.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organizzazione.Utente"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accedi"
LOGIN_REDIRECT_URL = "scrivania"
LOGOUT_REDIRECT_URL = "accedi"
SESSION_COOKIE_AGE = 30 * 60  # from the last page; renewed once a minute by SessioneLimitataMiddleware
SESSIONE_ASSOLUTA_ORE = 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "smvp.flusso.errori.csrf_rifiutato"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
TENTATIVI_PER_INDIRIZZO = 60  # whatever the names; high, because a town hall often goes out by one address
AXES_HANDLER = "smvp.organizzazione.tentativi.DueLimiti"
# Whoever knocks while the door is shut does not keep it shut for the colleagues at the same address.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_VERBOSE = False

# --- language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
TIME_ZONE = "Europe/Rome"
FUSO = ZoneInfo(TIME_ZONE)
USE_I18N = True
USE_TZ = True

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [RADICE / "static"]
MEDIA_ROOT = DATI / "documenti"  # private: never served, only through a permission
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- headers ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- jobs: Redis when REDIS_URL says so, otherwise a broker made of files -------------------------------------------
REDIS_URL: str = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than any task may last (premi/tasks.py, smvp/performance/tasks.py): what is being done is not given to a second worker.
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A web request must not wait for a broker that does not answer: the sweep enqueues later.
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
        "max_retries": 1,
        "interval_start": 0,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATI / "broker" / "coda"),
        "data_folder_out": str(DATI / "broker" / "coda"),
        "control_folder": str(DATI / "broker" / "controllo"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    # One process of threads: prefork once hung on stop, and the PDF libraries are not made for many threads.
    # Celery's time limits do not reach threads: there the limits on what is printed stop a document that never ends.
    CELERY_WORKER_POOL = "threads"
    CELERY_WORKER_CONCURRENCY = 1
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# The queue's name: another one where several installations share a Redis.
CELERY_TASK_DEFAULT_QUEUE = env("SMVP_CODA", default="smvp")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Beat keeps its times in a file of its own: the schedule is code, nobody edits it in the database.
CELERY_BEAT_SCHEDULE_FILENAME = str(DATI / "beat" / "orari")
CELERY_BEAT_SCHEDULE = {
    "spazza-documenti": {"task": "smvp.documenti.tasks.spazza", "schedule": 60, "options": {"expires": 60}},
    "spazza-corse": {"task": "premi.tasks.spazza", "schedule": 60, "options": {"expires": 60}},
    "spazza-edizioni": {"task": "smvp.performance.tasks.spazza", "schedule": 60, "options": {"expires": 60}},
    "spedisci-notifiche": {"task": "smvp.flusso.tasks.spedisci", "schedule": 60, "options": {"expires": 60}},
}

# --- mail --------------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="performance@localhost")
# Notices leave by mail only where somebody has said so, and how the site is reached from outside.
POSTA: bool = env.bool("POSTA", default=False)
INDIRIZZO: str = env("INDIRIZZO", default="http://localhost:8000")

# --- forms ---------------------------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"riga": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"rifiuto": {"()": "smvp.diario.RifiutoInUnaRiga"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "riga"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "smvp": {"level": "INFO"},
        "django.security": {"level": "INFO"},
        "django.request": {"filters": ["rifiuto"]},
        "axes": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},  # otherwise a line for each sign that the typeface lacks
    },
}
