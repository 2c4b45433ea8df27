"""Art. 22, a2: giving the staff their specific objectives, and saying how far they were reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.models import Obiettivo
from smvp.documenti.fogli import scrivi_xlsx
from smvp.flusso.models import Notifica
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data, numero
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from ..documenti.elenco_specifici import foglio_specifici
from ..letture.specifici import REGISTRO, con_persone, da_cui_discende, decisi, finito, persone_dell_ufficio, specifici_di, termine
from ..models import AssegnazioneSpecifica, ObiettivoSpecifico, SchedaPersonale
from ..permessi import guida_personale, puo_su_unita
from ..stati import DA_DECIDERE

ARTICOLO = "22"
CENTO = Decimal(100)
PESO_MASSIMO = Decimal("999.99")
NON_SUO = "Gli obiettivi specifici di questo ufficio li assegna chi lo dirige: la P.O. o il Dirigente."


@dataclass(frozen=True, slots=True)
class Contenuto:
    """What an objective says. ``obiettivo``: the one of Allegato A from which it descends."""

    titolo: str
    atteso: str
    descrizione: str = ""
    entro: date | None = None
    obiettivo: Obiettivo | None = None


@dataclass(frozen=True, slots=True)
class Cambi:
    """What somebody has changed of an objective: only the fields present are written. ``pesi``: by person, None takes it from them."""

    testo: Mapping[str, Any] = field(default_factory=dict)
    pesi: Mapping[int, Decimal | None] = field(default_factory=dict)


@transaction.atomic
def crea_specifico(
    *, esercizio: Esercizio, direzione: Direzione, testo: Contenuto, pesi: Mapping[int, Decimal], motivo: str = "", utente: Utente,
    quando: datetime,
) -> ObiettivoSpecifico:  # fmt: skip
    """Give a new objective to people of a unit, each with its weight; they are told.

    Raises PermissionDenied (not their unit), DatiNonValidi (something missing, after February without a reason, a person of another unit
    or oneself, a decided sheet, a title that is there already).
    """
    if not puo_su_unita(utente, direzione.pk):
        raise PermissionDenied(NON_SUO)
    Direzione.objects.select_for_update(of=("self",)).get(pk=direzione.pk)  # the same page sent twice: the second finds the title
    riga = ObiettivoSpecifico(esercizio=esercizio, direzione=direzione, assegnato_da=utente, assegnato_il=quando)
    _scrivi_testo(riga, {c: getattr(testo, c) for c in Contenuto.__dataclass_fields__}, utente)
    _controlla_motivo(esercizio, motivo, quando)
    riga.save()
    scritti = _scrivi_pesi(riga, pesi, utente)
    _almeno_una_persona(riga)
    _registra("crea", riga, utente, quando, {"titolo": riga.titolo, "pesi": scritti, "motivo": motivo.strip()})
    _avvisa(riga, pesi, utente, quando)
    return riga


@transaction.atomic
def salva_specifico(
    *, specifico: ObiettivoSpecifico, cambi: Cambi, motivo: str = "", utente: Utente, quando: datetime, versione: int
) -> ObiettivoSpecifico:
    """Change text and people of an objective; returns it as it stands afterwards (same version if nothing changed).

    Raises what crea_specifico raises, ConflittoDiVersione, and OperazioneNonAmmessa where the sheet of somebody who has it is decided.
    """
    riga = _da_scrivere(specifico, utente, versione)
    prima = {c: str(getattr(riga, c) or "") for c in cambi.testo}
    if _scrivi_testo(riga, cambi.testo, utente):
        _controlla_persone(riga, _persone(riga), utente)
    scritti = {c: [prima[c], str(getattr(riga, c) or "")] for c in cambi.testo if prima[c] != str(getattr(riga, c) or "")}
    gia = _persone(riga)
    pesi = _scrivi_pesi(riga, cambi.pesi, utente)
    if scritti or pesi:
        _controlla_motivo(riga.esercizio, motivo, quando)
        _almeno_una_persona(riga)
        riga.versione += 1
        riga.save()
        _registra("salva", riga, utente, quando, {"testo": scritti, "pesi": pesi, "motivo": motivo.strip()})
        _avvisa(riga, _persone(riga) - gia, utente, quando)
    return riga


@transaction.atomic
def elimina_specifico(*, specifico: ObiettivoSpecifico, motivo: str = "", utente: Utente, quando: datetime, versione: int) -> None:
    """Take an objective away from everybody who has it. Raises what salva_specifico raises."""
    riga = _da_scrivere(specifico, utente, versione)
    _controlla_persone(riga, _persone(riga), utente)
    _controlla_motivo(riga.esercizio, motivo, quando)
    pesi = {a.persona.matricola: numero(a.peso) for a in riga.assegnazioni.select_related("persona")}
    _registra("elimina", riga, utente, quando, {"titolo": riga.titolo, "pesi": pesi, "motivo": motivo.strip()})
    riga.delete()


@dataclass(frozen=True, slots=True)
class Esito:
    """How far one person has reached an objective, and what was done; None while it is not said."""

    raggiungimento: Decimal | None
    nota: str = ""


@transaction.atomic
def registra_esiti(
    *, specifico: ObiettivoSpecifico, esiti: Mapping[int, Esito], utente: Utente, quando: datetime, versione: int
) -> ObiettivoSpecifico:
    """Write how far each person has reached the objective (keys: rows of AssegnazioneSpecifica), once the year is over.

    Raises PermissionDenied, OperazioneNonAmmessa (the year is not over, a decided sheet), ConflittoDiVersione, DatiNonValidi (a figure
    outside 0–100, a figure without what was done, one's own, a row of another objective).
    """
    riga = _da_scrivere(specifico, utente, versione)
    if not finito(riga.esercizio, quando.astimezone(FUSO).date()):
        raise OperazioneNonAmmessa(f"Il raggiungimento si scrive quando il {riga.esercizio.anno} è finito.", articolo=ARTICOLO)
    righe = {a.pk: a for a in riga.assegnazioni.select_related("persona")}
    if estranee := set(esiti) - set(righe):
        raise DatiNonValidi(f"{len(estranee)} righe non appartengono a questo obiettivo: ricarica la pagina.")
    nuovi = {righe[k]: e for k, e in esiti.items() if (righe[k].raggiungimento, righe[k].nota) != (e.raggiungimento, e.nota)}
    _controlla_persone(riga, {a.persona_id for a in nuovi}, utente)
    scritti = {}
    for assegnazione, esito in nuovi.items():
        _controlla_esito(assegnazione, esito)
        scritti[assegnazione.persona.matricola] = [str(assegnazione.raggiungimento), str(esito.raggiungimento)]
        assegnazione.raggiungimento, assegnazione.nota = esito.raggiungimento, esito.nota
    if nuovi:
        AssegnazioneSpecifica.objects.bulk_update(nuovi, ["raggiungimento", "nota"])
        riga.versione += 1
        riga.save(update_fields=["versione"])
        _registra("esiti", riga, utente, quando, {"esiti": scritti})
    return riga


@transaction.atomic
def copia_specifici(
    *, origini: Iterable[ObiettivoSpecifico], esercizio: Esercizio, motivo: str = "", utente: Utente, quando: datetime
) -> list[ObiettivoSpecifico]:
    """Start from last year's: the texts, the day a year later, the people who are still in the unit. All of them or none.

    Raises what crea_specifico raises, and OperazioneNonAmmessa for an objective of another year.
    """
    scelti = ObiettivoSpecifico.objects.filter(pk__in=[o.pk for o in origini])
    return [_copia(origine, esercizio, motivo, utente, quando) for origine in con_persone(scelti)]


def _copia(origine: ObiettivoSpecifico, esercizio: Esercizio, motivo: str, utente: Utente, quando: datetime) -> ObiettivoSpecifico:
    if origine.esercizio.anno != esercizio.anno - 1:
        raise OperazioneNonAmmessa(f"Si copiano gli obiettivi specifici dell’esercizio {esercizio.anno - 1}.")
    ancora = {p.pk for p in persone_dell_ufficio(esercizio, origine.direzione, utente)}
    ancora -= decisi(esercizio, ancora)
    pesi = {a.persona_id: a.peso for a in origine.assegnazioni.all() if a.persona_id in ancora}
    if not pesi:
        raise DatiNonValidi(f"«{origine}»: nessuna delle persone che l’avevano lavora ancora in {origine.direzione}.", articolo=ARTICOLO)
    sopra = origine.obiettivo and origine.obiettivo.riprese.filter(esercizio=esercizio).first()
    testo = Contenuto(origine.titolo, origine.atteso, origine.descrizione, _un_anno_dopo(origine.entro), sopra)
    return crea_specifico(
        esercizio=esercizio, direzione=origine.direzione, testo=testo, pesi=pesi, motivo=motivo, utente=utente, quando=quando
    )


def _un_anno_dopo(giorno: date | None) -> date | None:
    if giorno is None:
        return None
    try:
        return giorno.replace(year=giorno.year + 1)
    except ValueError:  # 29 February
        return giorno.replace(year=giorno.year + 1, day=28)


def esporta_specifici(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> bytes:
    """The list that the user gives, as XLSX, a row for each person; the download is written in the log. Raises PermissionDenied."""
    if not guida_personale(utente):
        raise PermissionDenied(NON_SUO)
    specifici = list(con_persone(specifici_di(utente, esercizio)))
    contenuto = scrivi_xlsx(foglio_specifici(esercizio, specifici))
    with transaction.atomic():
        registra(azione=f"{REGISTRO}.esporta", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username, quando=quando,
                 dati={"anno": esercizio.anno, "obiettivi": len(specifici)})  # fmt: skip
    return contenuto


# --- what all of them ask ----------------------------------------------------------------------------------------------------------------


def _da_scrivere(specifico: ObiettivoSpecifico, utente: Utente, versione: int) -> ObiettivoSpecifico:
    """The row, locked, if the user gives objectives in its unit and nobody has saved since ``versione``."""
    riga = ObiettivoSpecifico.objects.select_for_update(of=("self",)).select_related("esercizio", "direzione").get(pk=specifico.pk)
    if not puo_su_unita(utente, riga.direzione_id):
        raise PermissionDenied(NON_SUO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questo obiettivo.")
    return riga


def _controlla_motivo(esercizio: Esercizio, motivo: str, quando: datetime) -> None:
    """Art. 22: by February; afterwards the reason goes into the log."""
    ultimo = termine(esercizio)
    if quando.astimezone(FUSO).date() > ultimo and not e_un_motivo(motivo):
        raise DatiNonValidi(
            f"Il termine era il {data(ultimo)}: scrivi perché lo fai dopo, con almeno una frase.", campo="motivo", articolo=ARTICOLO
        )


def _scrivi_testo(riga: ObiettivoSpecifico, testo: Mapping[str, Any], utente: Utente) -> bool:
    """Set what is given on the row; whether anything is different from before."""
    prima = {c: getattr(riga, c) for c in testo}
    for campo, valore in testo.items():
        setattr(riga, campo, valore.strip() if campo in ("titolo", "atteso") else valore)
    if riga.pk and all(getattr(riga, c) == prima[c] for c in testo):
        return False
    for campo, domanda in (("titolo", "Scrivi il titolo."), ("atteso", "Scrivi il risultato che ti aspetti.")):
        if not e_scritto(getattr(riga, campo)):
            raise DatiNonValidi(domanda, campo=campo, articolo=ARTICOLO)
    if riga.entro and not riga.esercizio.periodo.comprende(riga.entro):
        raise DatiNonValidi(f"La data deve stare nel {riga.esercizio.anno}.", campo="entro", articolo=ARTICOLO)
    altri = ObiettivoSpecifico.objects.filter(esercizio=riga.esercizio, direzione=riga.direzione, titolo__iexact=riga.titolo)
    if riga.titolo != prima.get("titolo", riga.titolo) and altri.exclude(pk=riga.pk).exists():
        raise DatiNonValidi(
            f"In {riga.direzione} c’è già un obiettivo con questo titolo: aggiungi lì le persone, o cambia titolo.", campo="titolo"
        )
    nuovo = riga.obiettivo
    if (
        nuovo is not None
        and nuovo != prima.get("obiettivo", nuovo)
        and nuovo not in da_cui_discende(riga.esercizio, riga.direzione, utente)
    ):
        raise DatiNonValidi("Questo obiettivo non è dell’anno o della Direzione: scegline uno dell’elenco.", campo="obiettivo")
    return True


def _scrivi_pesi(riga: ObiettivoSpecifico, pesi: Mapping[int, Decimal | None], utente: Utente) -> dict[str, list[str]]:
    """Give the objective to people, change their weight, take it from them. Returns what has changed, by number of the person."""
    attuali = {a.persona_id: a for a in riga.assegnazioni.select_related("persona")}
    nuovi = {k: p for k, p in pesi.items() if p != (attuali[k].peso if k in attuali else None)}
    if not nuovi:
        return {}
    ammesse = {p.pk: p for p in persone_dell_ufficio(riga.esercizio, riga.direzione, utente)} | {k: a.persona for k, a in attuali.items()}
    if set(nuovi) - set(ammesse):
        raise DatiNonValidi(f"Una delle persone non lavora in {riga.direzione}: ricarica la pagina.", articolo=ARTICOLO)
    _controlla_persone(riga, set(nuovi), utente)
    scritti = {}
    for chiave, peso in nuovi.items():
        if peso is not None and not (0 < peso <= PESO_MASSIMO and peso == mezzo_su(peso)):
            raise DatiNonValidi(f"{ammesse[chiave]}: il peso è un numero maggiore di zero, con al massimo due decimali.", articolo=ARTICOLO)
        prima = attuali.get(chiave)
        scritti[ammesse[chiave].matricola] = [numero(prima.peso) if prima else "", "" if peso is None else numero(peso)]
    riga.assegnazioni.filter(persona__in=[k for k, peso in nuovi.items() if peso is None]).delete()
    AssegnazioneSpecifica.objects.bulk_create(
        [AssegnazioneSpecifica(obiettivo=riga, persona=ammesse[k], peso=peso) for k, peso in nuovi.items() if peso is not None],
        update_conflicts=True, unique_fields=["obiettivo", "persona"], update_fields=["peso"],
    )  # fmt: skip
    return scritti


def _controlla_persone(riga: ObiettivoSpecifico, persone: set[int], utente: Utente) -> None:
    """Nobody for themselves; nothing that a decided sheet rests on."""
    propria = persona_di(utente)
    if propria is not None and propria.pk in persone:
        raise DatiNonValidi("Non puoi assegnare, cambiare o valutare un obiettivo tuo: lo fa chi ti valuta.", articolo=ARTICOLO)
    if fermi := _decisi(riga.esercizio, persone):
        nomi = ", ".join(str(p) for p in Persona.objects.filter(pk__in=fermi))
        raise OperazioneNonAmmessa(f"È già decisa la scheda di {nomi}: i suoi obiettivi non cambiano più.", articolo=ARTICOLO)


def _controlla_esito(assegnazione: AssegnazioneSpecifica, esito: Esito) -> None:
    chi, r = assegnazione.persona, esito.raggiungimento
    if r is None:
        return
    if not 0 <= r <= CENTO or r != mezzo_su(r):
        raise DatiNonValidi(f"{chi}: la percentuale va da 0 a 100, con al massimo due decimali.", articolo=ARTICOLO)
    if not e_scritto(esito.nota):
        raise DatiNonValidi(f"{chi}: scrivi che cosa è stato fatto.", campo=f"nota_{assegnazione.pk}", articolo=ARTICOLO)


def _decisi(esercizio: Esercizio, persone: Iterable[int]) -> set[int]:
    """letture.specifici.decisi, with the sheets held still: nobody decides one while what it rests on is being written."""
    schede = SchedaPersonale.objects.select_for_update(of=("self",)).filter(esercizio=esercizio, persona__in=list(persone))
    return {persona for persona, stato in schede.order_by("pk").values_list("persona", "stato") if stato not in DA_DECIDERE}


def _almeno_una_persona(riga: ObiettivoSpecifico) -> None:
    if not riga.assegnazioni.exists():
        raise DatiNonValidi("Scegli almeno una persona: un obiettivo è sempre di qualcuno.", articolo=ARTICOLO)


def _persone(riga: ObiettivoSpecifico) -> set[int]:
    return set(riga.assegnazioni.order_by().values_list("persona", flat=True))


def _avvisa(riga: ObiettivoSpecifico, persone: Iterable[int], utente: Utente, quando: datetime) -> None:
    """Whoever has been given it knows at once."""
    suoi = Utente.objects.filter(persona__in=list(persone), is_active=True).exclude(pk=utente.pk)
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"Ti è assegnato un obiettivo specifico {riga.esercizio.anno}: «{riga.titolo}».",
                 url=riga.url_di_chi_lo_ha, creata_il=quando)
        for u in suoi
    )  # fmt: skip


def _registra(azione: str, riga: ObiettivoSpecifico, utente: Utente, quando: datetime, dati: dict[str, Any]) -> None:
    registra(azione=f"{REGISTRO}.{azione}", oggetto=REGISTRO, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"anno": riga.esercizio.anno, "ufficio": riga.direzione.codice} | dati)  # fmt: skip
