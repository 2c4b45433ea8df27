"""Allegato D: opening the sheets of the staff, writing the marks of their items, and the part that is the dirigente's (art. 22)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from smvp.flusso.models import NESSUNA_PAGINA, Notifica, Pagina
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Appartenenza, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.personale import da_aprire
from ..models import ParteSeconda, SchedaPersonale, Voce, VotoVoce
from ..stati import FIRMATE, LETTE_DAL_VALUTATO, SCHEDA_PERSONALE
from .stampabili import controlla_lunghezza, controlla_stampa, controlla_stampa_seconda

LOTTO = 2_000


@transaction.atomic
def apri_schede_personale(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> int:
    """Art. 22: open a sheet for whoever served among the staff in the exercise and has none, in the unit where they served last.

    The items are those of the exercise, or those that the regulation proposes. Who held an appointment all that time has a sheet for
    that (Allegato B). Repeating it opens only what is missing. Returns how many were opened. Raises PermissionDenied.
    """
    if not rules.has_perm("valutazioni.aprire_schede_personale", utente):
        raise PermissionDenied("Apre le schede del personale l’ufficio Personale, o la segreteria del NCVP.")
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two people who open at once: the second finds them open
    voci = voci_di(esercizio)
    nuove = SchedaPersonale.objects.bulk_create(
        (
            SchedaPersonale(esercizio=esercizio, persona=a.persona, direzione=a.direzione, categoria=a.categoria, aperta_il=quando)
            for a in _ultime(da_aprire(esercizio))
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    VotoVoce.objects.bulk_create((VotoVoce(scheda=s, voce=v) for s in nuove for v in voci), batch_size=LOTTO)
    if nuove:
        registra(azione="esercizio.apri_schede_personale", oggetto="esercizio", oggetto_id=esercizio.pk, utente=utente.username,
                 quando=quando, dati={"schede": len(nuove)})  # fmt: skip
    return len(nuove)


def _ultime(appartenenze: Iterable[Appartenenza]) -> list[Appartenenza]:
    """For each person the last of their stays, which come first."""
    ultime: dict[int, Appartenenza] = {}
    for a in appartenenze:
        ultime.setdefault(a.persona_id, a)
    return list(ultime.values())


def voci_di(esercizio: Esercizio) -> list[Voce]:
    """The items of the exercise; the first time, those that the regulation proposes become its own (reading A25)."""
    if not Voce.objects.filter(esercizio=esercizio).exists():
        Voce.objects.bulk_create(
            Voce(esercizio=esercizio, gruppo=g.codice, ordine=n, titolo=v.titolo, descrizione=v.descrizione)
            for g in esercizio.reg.personale.gruppi
            for n, v in enumerate(g.voci, 1)
        )
    return list(Voce.objects.filter(esercizio=esercizio))


@dataclass(frozen=True, slots=True)
class VotiPersonale:
    """What somebody has filled in on a sheet of Allegato D: only the keys present are written; None empties a mark. Keys are row ids."""

    voti: Mapping[int, int | None] = field(default_factory=dict)
    note: str | None = None


@transaction.atomic
def salva_voti_personale(
    *, scheda: SchedaPersonale, voti: VotiPersonale, utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> SchedaPersonale:
    """Save the marks and the notes of one sheet; returns it as it stands afterwards (same version if nothing changed).

    Raises PermissionDenied (not theirs to fill in now), OperazioneNonAmmessa (signed), DatiNonValidi (a mark outside the scale, a row of
    another sheet, a text that could never be printed) and ConflittoDiVersione if somebody else has saved since ``versione``.
    """
    riga = prendi_da_votare(scheda.pk, utente)
    if riga.versione != versione and not pagina.viene_dopo(riga, utente):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda.")
    cambi = scrivi_voti(riga, list(riga.voti.select_related("voce")), voti.voti)
    if voti.note is not None and voti.note != riga.note_valutatore:
        cambi["note"] = [riga.note_valutatore, voti.note]
        riga.note_valutatore = voti.note
        controlla_lunghezza({"note": voti.note})
    segna_voti(riga, cambi, utente=utente, quando=quando, pagina=pagina)
    if "note" in cambi:
        controlla_stampa(riga, quando)
    return riga


def prendi_da_votare(pk: int, utente: Utente) -> SchedaPersonale:
    """The sheet, locked, if the user may write its marks now; inside a transaction. Raises what ``salva_voti_personale`` raises."""
    con_uffici = SchedaPersonale.tutte.select_related("esercizio", "persona", "direzione__padre__padre")
    riga = con_uffici.select_for_update(of=("self",)).get(pk=pk)
    if riga.stato in FIRMATE:
        raise OperazioneNonAmmessa("La scheda è firmata: non si può più cambiare.", articolo="18")
    if not rules.has_perm("valutazioni.votare_personale", utente, riga):
        raise PermissionDenied(f"La scheda è «{riga.stato_attuale.parola}»: non la compili tu, o in questo momento non si può cambiare.")
    return riga


def segna_voti(
    scheda: SchedaPersonale, cambi: dict[str, list], *, utente: Utente, quando: datetime, pagina: Pagina = NESSUNA_PAGINA
) -> None:
    """Note on a locked sheet, and in the log, what has been written on it; nothing if nothing has."""
    if not cambi:
        return
    scheda.segna_salvata(utente, quando, pagina)
    scheda.save()
    registra(azione="scheda_personale.salva", oggetto=SCHEDA_PERSONALE.codice, oggetto_id=scheda.pk, utente=utente.username,
             quando=quando, dati=cambi)  # fmt: skip


def scrivi_voti(scheda: SchedaPersonale, righe: Iterable[VotoVoce], voti: Mapping[int, int | None]) -> dict[str, list]:
    """Write marks on the rows of a locked sheet; returns what has changed, for the log. Raises DatiNonValidi."""
    per_chiave = {v.pk: v for v in righe}
    ammessi = {livello.voto for livello in scheda.esercizio.reg.scala}
    cambi: dict[str, list] = {}
    scritte = []
    for pk, voto in voti.items():
        if pk not in per_chiave:
            raise DatiNonValidi("Una riga non appartiene a questa scheda: ricarica la pagina.")
        riga = per_chiave[pk]
        if voto is not None and (type(voto) is not int or voto not in ammessi):
            raise DatiNonValidi(f"{riga.voce.titolo}: il voto {voto} non è nella scala.", articolo="20")
        if riga.voto != voto:
            cambi[f"{riga.voce.gruppo} {riga.voce.ordine}"] = [riga.voto, voto]
            riga.voto = voto
            scritte.append(riga)
    VotoVoce.objects.bulk_update(scritte, ["voto"])
    return cambi


@transaction.atomic
def esonera(*, scheda: SchedaPersonale, motivo: str, utente: Utente, quando: datetime, versione: int) -> SchedaPersonale:
    """Reading A27: record why this person has no specific objective; an empty reason takes the exception back.

    Raises PermissionDenied (not the dirigente, the marks are decided, or the version has no exceptions), ConflittoDiVersione, DatiNonValidi
    (a reason of a word or two, or specific objectives are assigned).
    """
    riga = SchedaPersonale.tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.esonerare", utente, riga):
        raise PermissionDenied("L’eccezione la scrive il Dirigente, finché la valutazione non è firmata e se il regolamento la ammette.")
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda: rileggi prima di continuare.")
    testo = motivo.strip()
    if testo and not e_un_motivo(testo):
        raise DatiNonValidi("Scrivi perché non ha obiettivi specifici, con almeno una frase.", campo="motivo", articolo="22")
    if testo and riga.assegnati():
        raise DatiNonValidi("Ha obiettivi specifici assegnati: conta quelli, oppure toglili prima.", campo="motivo", articolo="22")
    prima = riga.motivo_esonero
    riga.esonero, riga.motivo_esonero = bool(testo), testo
    riga.segna_salvata(utente, quando)
    riga.save()
    registra(azione="scheda_personale.esonera", oggetto=SCHEDA_PERSONALE.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"prima": prima, "motivo": testo})  # fmt: skip
    return riga


@dataclass(frozen=True, slots=True)
class Parte2:
    """Allegato D, part two, as the dirigente writes it; ``maturazione`` in points of the regulation's table, None if not given.

    Art. 22: each of its spaces may be left blank ("è possibile registrare"). All of them, if one says that there is nothing to report.
    """

    esigenze_formative: str = ""
    mobilita: str = ""
    motivi_mobilita: str = ""
    fabbisogni: str = ""
    maturazione: int | None = None
    motivi_maturazione: str = ""
    niente: bool = False

    @property
    def campi(self) -> dict[str, str | int | None]:
        """What is written, by the name of the column."""
        return {campo: valore for campo, valore in asdict(self).items() if campo != "niente"}

    @property
    def vuota(self) -> bool:
        return self.maturazione is None and not any(v.strip() for v in self.campi.values() if isinstance(v, str))


@transaction.atomic
def salva_parte_seconda(*, scheda: SchedaPersonale, parte: Parte2, utente: Utente, quando: datetime, versione: int) -> ParteSeconda:
    """Art. 22: write part two. ``versione`` is the one read, 0 where there was none.

    The evaluatee who has the sheet before them is told, and signs what they have read: a signature on the page of before is a conflict.
    Raises PermissionDenied (the dirigente's alone), DatiNonValidi (mobility or growth without reasons, points outside the table, a text
    that could never be printed, nothing at all without saying that there is nothing to report), ConflittoDiVersione.
    """
    riga = SchedaPersonale.tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.scrivere_parte_seconda", utente, riga):
        raise PermissionDenied("La parte seconda è riservata al Dirigente, fino alla firma del valutato.")
    prima = ParteSeconda.objects.filter(scheda=riga).first()
    if (prima.versione if prima else 0) != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato la parte seconda.")
    _controlla_parte(parte, riga.esercizio)
    nuova = prima or ParteSeconda(scheda=riga, versione=0)
    campi = parte.campi
    if prima and all(getattr(prima, campo) == valore for campo, valore in campi.items()):
        return prima
    for campo, valore in campi.items():
        setattr(nuova, campo, valore)
    nuova.versione += 1
    nuova.compilata_da, nuova.compilata_il = utente, quando
    nuova.save()
    controlla_stampa_seconda(nuova)
    if riga.stato in LETTE_DAL_VALUTATO:
        _avvisa_il_valutato(riga, utente, quando)
    registra(azione="scheda_personale.parte_seconda", oggetto=SCHEDA_PERSONALE.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"versione": nuova.versione})  # fmt: skip
    return nuova


def _avvisa_il_valutato(scheda: SchedaPersonale, utente: Utente, quando: datetime) -> None:
    """What the evaluatee reads has changed: the locked sheet takes a new version, and they are told."""
    scheda.segna_salvata(utente, quando)
    scheda.save()
    indirizzo = reverse("valutazioni:parte_seconda", args=[scheda.pk])
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"{scheda}: la parte seconda è cambiata, rileggila prima di firmare.", url=indirizzo,
                 creata_il=quando)
        for u in scheda.valutati()
    )  # fmt: skip


def _controlla_parte(parte: Parte2, esercizio: Esercizio) -> None:
    if difetti := difetti_di(parte, esercizio):
        raise difetti[0]


def difetti_di(parte: Parte2, esercizio: Esercizio) -> list[DatiNonValidi]:
    """All that is wrong with part two, each with the field where it is put right."""
    difetti: list[DatiNonValidi] = []

    def manca(testo: str, campo: str) -> None:
        difetti.append(DatiNonValidi(testo, campo=campo, articolo="22"))

    if parte.vuota and not parte.niente:
        manca("Non c’è scritto niente: compila almeno una voce, o spunta «Niente da segnalare».", "niente")
    if parte.niente and not parte.vuota:
        manca("Hai spuntato «Niente da segnalare», ma qualcosa è scritto: togli la spunta, o svuota le voci.", "niente")
    for campo, testo in parte.campi.items():
        try:
            controlla_lunghezza({campo: testo} if isinstance(testo, str) else {})
        except DatiNonValidi as errore:
            difetti.append(errore)
    if parte.mobilita.strip() and not e_un_motivo(parte.motivi_mobilita):
        manca("Scrivi i motivi della mobilità, con almeno una frase.", "motivi_mobilita")
    if parte.maturazione is not None:
        if parte.maturazione not in {m.punti for m in esercizio.reg.progressioni.maturazione}:
            manca("Questi punti di maturazione non sono nella tabella.", "maturazione")
        if not e_un_motivo(parte.motivi_maturazione):
            manca("La maturazione professionale va motivata, con almeno una frase.", "motivi_maturazione")
    return difetti
