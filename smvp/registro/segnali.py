"""ASVS 16.3: logins, logouts, failed logins and refusals are acts too. Each is written in a transaction of its own."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from smvp.orologio import adesso

from .operazioni import registra

# What stands in the log for a name that is no user's: people sometimes type their password there, and the log is for ever.
SCONOSCIUTO = "(sconosciuto)"
LUNGHEZZA_PERCORSO = 64


def entrato(sender: Any, user: Any, **_: Any) -> None:
    _annota("accesso.entrato", user.get_username(), user.pk)


def uscito(sender: Any, user: Any, **_: Any) -> None:
    if user is not None:
        _annota("accesso.uscito", user.get_username(), user.pk)


def respinto(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """A failed login: only the name, and only if it is somebody's."""
    modello = get_user_model()
    nome = str(credentials.get(modello.USERNAME_FIELD) or credentials.get("username") or "")
    utente = modello._default_manager.filter(**{modello.USERNAME_FIELD: nome}).first() if "\0" not in nome else None
    _annota("accesso.respinto", utente.get_username() if utente else SCONOSCIUTO, utente.pk if utente else "")


def negato(richiesta: HttpRequest) -> None:
    """Somebody who has logged in asked for what their role may not do (403)."""
    with transaction.atomic():
        registra(
            azione="accesso.negato", oggetto="pagina", oggetto_id=richiesta.path[:LUNGHEZZA_PERCORSO],
            utente=richiesta.user.get_username(), quando=adesso(), dati={"metodo": richiesta.method},
        )  # fmt: skip


def _annota(azione: str, utente: str, chiave: Any) -> None:
    with transaction.atomic():
        registra(azione=azione, oggetto="utente", oggetto_id=chiave, utente=utente, quando=adesso())
