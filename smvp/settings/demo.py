"""The demo municipality: embedded database and broker, a clock that can stand still, everybody's password known."""

from .base import *  # noqa: F403
from .base import env

DEMO = True
OGGI = env("SMVP_OGGI", default="")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
# The cast's password is "demo": the validators would refuse it. Production does not know this hasher, so that accounts of the
# demo that ended up there by mistake could not log in.
AUTH_PASSWORD_VALIDATORS: list[dict] = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
