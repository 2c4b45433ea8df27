"""How many answers of users come from one address: enough for a counter with its tablet, not for a program that answers all day.

The address itself is kept nowhere: only its keyed hash, under a key that this process draws when it starts, for a few minutes, in memory.
"""

import hmac
import secrets
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

MINUTI = 10
RISPOSTE = 30
_chiave = secrets.token_bytes(32)


def troppe(richiesta: HttpRequest, gettone: str) -> bool:
    """Count one more attempt from where the request comes; True beyond the limit."""
    dove = richiesta.META.get("HTTP_X_REAL_IP") or richiesta.META.get("REMOTE_ADDR") or ""
    nome = "indagini:" + hmac.new(_chiave, f"{gettone}|{dove}".encode("utf-8", "surrogatepass"), sha256).hexdigest()
    cache.add(nome, 0, MINUTI * 60)
    try:
        return cache.incr(nome) > RISPOSTE
    except ValueError:  # it has just expired: the count begins again
        cache.set(nome, 1, MINUTI * 60)
        return False
