"""Production: refuses to start on a default secret; https only."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

# Only here: the demo and the tests must not take a municipality's database for theirs.
environ.Env.read_env(Path(__file__).resolve().parents[2] / ".env")

from .base import *  # noqa: E402, F403
from .base import RADICE, SECRET_KEY, SECRET_KEY_PREDEFINITA, STORAGES, env  # noqa: E402

if SECRET_KEY == SECRET_KEY_PREDEFINITA or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY: manca o è quella predefinita. Scrivine una di almeno 50 caratteri casuali (vedi env.example).")
if not env.list("ALLOWED_HOSTS", default=[]):
    raise ImproperlyConfigured("ALLOWED_HOSTS: scrivi il nome con cui il sito è raggiunto, per esempio performance.comune.it.")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
STATIC_ROOT = RADICE / "staticfiles"  # filled by "manage.py collectstatic"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False


def indirizzo_dietro_nginx(richiesta: HttpRequest) -> str | None:
    """Whom to count failed logins against. nginx writes X-Real-IP itself, over whatever the client sent (docs/produzione.md)."""
    return richiesta.META.get("HTTP_X_REAL_IP") or richiesta.META.get("REMOTE_ADDR") or None


AXES_CLIENT_IP_CALLABLE = indirizzo_dietro_nginx
