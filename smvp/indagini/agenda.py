"""What the surveys give to do: to who is invited, to who runs them."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda

from .letture.indagini import da_rispondere, in_corso
from .models import Indagine
from .permessi import GESTISCONO
from .stati import APERTA


@registra_agenda
def da_compilare(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The questionnaires that wait for an answer. Once it is given the line goes, and nothing says that it was given."""
    persona = richiesta.persona  # type: ignore[attr-defined]
    if persona is None:
        return
    for i in da_rispondere(persona, oggi):
        yield Cosa(
            "da_fare", i.titolo, "Il questionario è anonimo: nessuno può risalire da una risposta a chi l’ha data.", "tocca", "Aspetta te",
            reverse("indagini:rispondi", args=[i.pk]), "Rispondi", scadenza=i.al, articolo=i.art,
        )  # fmt: skip


@registra_agenda
def da_gestire(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Open surveys; those whose days are over, to be closed; closed ones, to be published."""
    if not richiesta.ruoli & GESTISCONO:  # type: ignore[attr-defined]
        return
    for i in in_corso():
        yield _di_una(i, oggi)


def _di_una(i: Indagine, oggi: date) -> Cosa:
    di = f"{i.get_tipo_display()}{f', {i.direzione}' if i.direzione else ''}."
    if i.stato != APERTA:
        return Cosa("da_fare", i.titolo, f"{di} È chiusa: i risultati non sono ancora pubblicati.", "tocca", "Aspetta te",
                    reverse("indagini:risultati", args=[i.pk]), "Leggi i risultati", articolo=i.art)  # fmt: skip
    if i.al is not None and oggi > i.al:
        return Cosa("da_fare", i.titolo, f"{di} I giorni per rispondere sono passati.", "tocca", "Aspetta te",
                    reverse("indagini:passaggio", args=[i.pk, "chiudi"]), "Chiudi l’indagine", articolo=i.art)  # fmt: skip
    return Cosa("in_attesa", i.titolo, f"{di} Si sta rispondendo.", "corso", "Aperta", i.get_absolute_url(), "Apri", scadenza=i.al,
                articolo=i.art)  # fmt: skip
