"""What the administrator of the system may see and change. Every act is also written in the log."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from smvp.orologio import adesso
from smvp.registro.operazioni import registra

from .models import Appartenenza, Direzione, Ente, Esercizio, Incarico, Nomina, Persona, PosizioneEconomica, Ruolo, Utente

SEGRETI = {"password"}
PER_SE = "Non puoi dare o cambiare un incarico o una nomina che riguarda te: deve farlo un altro amministratore."
ACCESSO_PROPRIO = "Non puoi legare il tuo accesso a chi ha un incarico o una nomina: deve farlo un altro amministratore."


class RichiestoForm(forms.ModelForm):
    """A form that knows who fills it in (``ChiedenteMixin``)."""

    richiedente: Any = None


class CaricaForm(RichiestoForm):
    """ASVS 8.2: nobody gives an office, or a role, to oneself; another administrator must."""

    def clean_persona(self) -> Persona:
        scelta: Persona = self.cleaned_data["persona"]
        prima = self.instance.persona.utente_id if self.instance.persona_id else None
        if self.richiedente in (scelta.utente_id, prima):
            raise forms.ValidationError(PER_SE)
        return scelta


class PersonaForm(RichiestoForm):
    """Taking a person who holds something as oneself would give it to oneself by another door."""

    def clean_utente(self) -> Utente | None:
        scelto: Utente | None = self.cleaned_data["utente"]
        persona: Persona = self.instance
        mio = scelto is not None and scelto.pk == self.richiedente != persona.utente_id
        if mio and persona.pk and (persona.nomine.exists() or persona.incarichi.exists()):
            raise forms.ValidationError(ACCESSO_PROPRIO)
        return scelto


class ChiedenteMixin:
    """Tells the form who is asking. Django makes a class of the form anew for each request."""

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        modulo = super().get_form(request, *args, **kwargs)  # type: ignore[misc]
        modulo.richiedente = request.user.pk
        return modulo


class GiornoInput(forms.DateInput):
    """The browser's own calendar. Django's compares the clocks of browser and server and says so, which a day has no use for."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class AdminRegistrato(admin.ModelAdmin):
    """The administrator may do all that is offered; each addition, change and deletion goes into the log, in the same transaction.

    No actions on many rows at once: Django runs them outside a transaction.
    """

    actions = None
    si_cancella = True
    spiegazione = ""  # on the index: what this kind of row is for
    formfield_overrides = {models.DateField: {"widget": GiornoInput}}

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._registra(request, "aggiunto", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._registra(request, "modificato", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        for oggetto in queryset:
            self._registra(request, "cancellato", oggetto, "")
        return super().log_deletions(request, queryset)

    def _registra(self, request: HttpRequest, che: str, oggetto: models.Model, messaggio: Any) -> None:
        valori = {c.attname: c.value_to_string(oggetto) for c in oggetto._meta.concrete_fields if c.name not in SEGRETI}
        registra(
            azione=f"amministrazione.{che}", oggetto=oggetto._meta.model_name or "", oggetto_id=oggetto.pk,
            utente=request.user.get_username(), quando=adesso(), dati={"modifiche": messaggio, "valori": valori},
        )  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return Ruolo.AMMINISTRATORE in request.ruoli  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.si_cancella and self.has_module_permission(request)


class NuovoUtenteForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Utente


class UtenteForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Utente


@admin.register(Utente)
class UtenteAdmin(AdminRegistrato, UserAdmin):
    """An account is never deleted: taking «attivo» away ends its session at once."""

    spiegazione = "Gli accessi: con che nome si entra. I ruoli vengono da incarichi e nomine."
    si_cancella = False
    add_form = NuovoUtenteForm
    form = UtenteForm
    list_display = ["username", "persona", "email", "is_active", "is_staff", "last_login"]
    list_select_related = ["persona"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "email", "persona__cognome"]
    ordering = ["username"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "email"]}),
        ("Che cosa può fare", {"fields": ["is_active", "is_staff"], "description": "I ruoli vengono dagli incarichi e dalle nomine."}),
        ("Date", {"fields": ["last_login", "date_joined"]}),
    ]

    def user_change_password(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            return super().user_change_password(*args, **kwargs)


@admin.register(Ente)
class EnteAdmin(AdminRegistrato):
    spiegazione = "Il Comune: nome, stemma, festa patronale."
    si_cancella = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Ente.objects.exists()


@admin.register(Esercizio)
class EsercizioAdmin(AdminRegistrato):
    spiegazione = "Gli anni di valutazione, con il regolamento che vale."
    list_display = ["anno", "regolamento"]


@admin.register(Direzione)
class DirezioneAdmin(AdminRegistrato):
    spiegazione = "Gli uffici: Direzioni, Settori, Servizi."
    fields = ["codice", "denominazione", "tipo", "padre", "dal", "al"]
    list_display = ["codice", "denominazione", "tipo", "padre", "dal", "al"]
    list_select_related = ["padre"]
    list_filter = ["tipo"]
    search_fields = ["codice", "denominazione"]
    autocomplete_fields = ["padre"]


@admin.register(Persona)
class PersonaAdmin(ChiedenteMixin, AdminRegistrato):
    form = PersonaForm
    spiegazione = "Chi lavora per il Comune. Qui si lega una persona al suo accesso."
    list_display = ["cognome", "nome", "matricola", "email", "utente"]
    list_select_related = ["utente"]
    search_fields = ["cognome", "nome", "matricola"]
    autocomplete_fields = ["utente"]


class DatatoAdmin(AdminRegistrato):
    """Whatever a person holds from a day to another."""

    list_select_related = ["persona", "direzione"]
    search_fields = ["persona__cognome", "persona__nome", "persona__matricola"]
    autocomplete_fields = ["persona", "direzione"]
    date_hierarchy = "dal"


@admin.register(Incarico)
class IncaricoAdmin(ChiedenteMixin, DatatoAdmin):
    form = CaricaForm
    spiegazione = "Chi dirige un ufficio e viene valutato per questo: dirigenti, P.O., Segretario."
    fields = ["persona", "ruolo", "tipo_po", "direzione", "ad_interim", "dal", "al", "causa_fine", "retribuzione_risultato"]
    list_display = ["persona", "ruolo", "tipo_po", "direzione", "ad_interim", "dal", "al"]
    list_filter = ["ruolo", "tipo_po", "ad_interim"]


@admin.register(Appartenenza)
class AppartenenzaAdmin(DatatoAdmin):
    spiegazione = "In che ufficio lavora ciascun dipendente, con categoria e tempo, e da quando."
    fields = ["persona", "direzione", "categoria", "tempo", "dal", "al"]
    list_display = ["persona", "direzione", "categoria", "tempo", "dal", "al"]
    list_filter = ["categoria"]


@admin.register(PosizioneEconomica)
class PosizioneEconomicaAdmin(DatatoAdmin):
    spiegazione = "In che posizione economica è ciascun dipendente, e da quando: serve alle progressioni."
    fields = ["persona", "denominazione", "dal", "fonte"]
    list_display = ["persona", "denominazione", "dal", "fonte"]
    list_select_related = ["persona"]
    autocomplete_fields = ["persona"]


@admin.register(Nomina)
class NominaAdmin(ChiedenteMixin, DatatoAdmin):
    form = CaricaForm
    spiegazione = "Chi ha un compito nel sistema: Sindaco, Vicesegretario, NCVP, uffici di supporto, amministratore."
    fields = ["persona", "ruolo", "dal", "al"]
    list_display = ["persona", "ruolo", "dal", "al"]
    list_select_related = ["persona"]
    list_filter = ["ruolo"]
    autocomplete_fields = ["persona"]
