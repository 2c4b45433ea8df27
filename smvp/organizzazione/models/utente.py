"""Who can log in."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager

from .ruolo import Ruolo


class GestoreUtenti(UserManager["Utente"]):
    """Like Django's, but the first administrator is an administrator and nothing more."""

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **altro: Any) -> "Utente":
        altro.pop("is_superuser", None)
        return self.create_user(username, email, password, **{**altro, "is_staff": True})

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **altro: Any) -> "Utente":
        utente = self.model(username=self.model.normalize_username(username), email=self.normalize_email(email), **altro)
        utente.set_password(password)
        utente.save(using=self._db)
        return utente


class Utente(AbstractUser):
    """An account. What it may do comes from its Persona's roles; ``is_staff`` makes it an administrator of the system.

    There is no superuser: Django would let one pass every permission, and the administrator must see no evaluation.
    """

    is_superuser = None

    # Roles already worked out, by day; a dictionary only while a request lasts (see ricorda_ruoli).
    memoria_ruoli: dict[date, frozenset[Ruolo]] | None = None
    # Offices that hang on those roles, kept as long (smvp.organizzazione.permessi.ricordato).
    memoria_uffici: dict[str, Any] | None = None

    objects = GestoreUtenti()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        verbose_name = "utente"
        verbose_name_plural = "utenti"
        ordering = ["username"]

    def ricorda_ruoli(self) -> None:
        """Work the roles out once from now on: this instance belongs to one request."""
        self.memoria_ruoli, self.memoria_uffici = {}, {}
