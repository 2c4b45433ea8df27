"""Art. 29 (reading A49): the Organismo of a case is made up, who is in conflict says so and is replaced, proposals are put to the vote."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from valutazioni.letture.riesame import voci_correggibili

from ..letture.modifiche import in_modifiche
from ..letture.organismo import Candidato, Proposta, conflitti, dichiarati, proposta_organismo
from ..models import Componente, Decisione, Esito, Istanza, Qualita, Voto
from ..permessi import suo_seggio
from ..stati import NEL_MERITO, PRESENTATA
from .cifre import modifiche_della
from .comuni import ARTICOLO, annota, avvisa, blocca, vuole_un_motivo
from .istruttoria import GIA_VOTATO

COMPONE = "L’Organismo lo costituisce chi istruisce il caso, fino alla decisione."
PROPONE = "Le decisioni le mette ai voti chi istruisce il caso: l’ammissibilità sulla richiesta presentata, il merito nell’istruttoria."
SOLO_CHI_VOTA = "Vota chi siede nell’Organismo e non è in conflitto, finché la decisione non è presa."
PRIMA_L_AUDIZIONE = "Il valutato è convocato: si vota dopo l’audizione, scritto il verbale."
# What one votes on while the case is there.
DA_VOTARE = {PRESENTATA: (Esito.AMMISSIBILE, Esito.INAMMISSIBILE)} | dict.fromkeys(NEL_MERITO, (Esito.CONFERMATA, Esito.MODIFICATA))


# Titles before a name, which do not make it another one.
ONORIFICI = frozenset(("dott", "dr", "ssa", "avv", "ing", "arch", "geom", "rag", "prof", "sig", "ra"))


@dataclass(frozen=True, slots=True)
class Seggio:
    """Who is to sit as what: a person of the municipality, or somebody appointed from outside, with the reason."""

    qualita: Qualita
    persona: Persona | None = None
    nome_esterno: str = ""
    perche: str = ""


@transaction.atomic
def costituisci_organismo(*, istanza: Istanza, seggi: Sequence[Seggio], utente: Utente, quando: datetime) -> list[Componente]:
    """Make up the Organismo: the three, each with the conflict that the application finds. Raises PermissionDenied, DatiNonValidi,
    OperazioneNonAmmessa (it is made up already)."""
    riga = blocca(istanza, "conciliazione.comporre_organismo", utente, COMPONE)
    if riga.in_carica:
        raise OperazioneNonAmmessa("L’Organismo è già costituito: sostituisci il componente che non può sedere.", articolo=ARTICOLO)
    if sorted(s.qualita for s in seggi) != sorted(Qualita.values) or len(seggi) != riga.esercizio.reg.riesame.componenti:
        raise DatiNonValidi("Servono il NCVP, il Segretario generale e un Dirigente estraneo, uno per ciascuno.", articolo=ARTICOLO)
    proposta = proposta_organismo(riga.scheda, quando.astimezone(FUSO).date())
    righe = [_siede(riga, seggio, proposta, quando) for seggio in seggi]
    annota(riga, "costituisci", utente, quando, componenti={c.qualita: c.nome for c in righe})
    avvisa(riga, riga.componenti_utenti(), "siedi nell’Organismo di garanzia", riga.get_absolute_url(), tranne=utente, quando=quando)
    return righe


@transaction.atomic
def sostituisci_componente(*, istanza: Istanza, seggio: Seggio, utente: Utente, quando: datetime) -> Componente:
    """Put somebody else in a seat: who sat there stays in the history, and their vote on what is still open does not count."""
    riga = blocca(istanza, "conciliazione.comporre_organismo", utente, COMPONE)
    vuole_un_motivo(seggio.perche, "perche", "Scrivi perché il componente viene sostituito, con almeno una frase.")
    attuale = next((c for c in riga.in_carica if c.qualita == seggio.qualita), None)
    if attuale is None:
        raise OperazioneNonAmmessa("L’Organismo non è ancora costituito.", articolo=ARTICOLO)
    if attuale.persona_id is not None and seggio.persona is not None and attuale.persona_id == seggio.persona.pk:
        raise DatiNonValidi(f"{attuale.nome} siede già: scegli un’altra persona.", campo="persona", articolo=ARTICOLO)
    proposta = proposta_organismo(riga.scheda, quando.astimezone(FUSO).date(), dichiarati(riga))
    attuale.al = quando
    attuale.save(update_fields=["al"])
    nuovo = _siede(riga, seggio, proposta, quando)
    if seggio.qualita == Qualita.SEGRETARIO and attuale.conflitto and seggio.persona is not None:
        riga.segretario_escluso = True  # the Vicesegretario acts from now on, and the case is no longer the Segretario's to read
        riga.save(update_fields=["segretario_escluso"])
    annota(riga, "sostituisci", utente, quando, qualita=seggio.qualita, prima=attuale.nome, dopo=nuovo.nome)
    avvisa(riga, riga.componenti_utenti(), "è cambiato un componente", riga.get_absolute_url(), tranne=utente, quando=quando)
    return nuovo


def _siede(istanza: Istanza, seggio: Seggio, proposta: Proposta, quando: datetime) -> Componente:
    conflitto = _controlla(istanza, seggio, proposta)
    if seggio.persona and Componente.objects.filter(istanza=istanza, persona=seggio.persona, al=None).exists():
        raise DatiNonValidi(f"{seggio.persona.con_titolo} siede già con un altro ruolo.", campo="persona", articolo=ARTICOLO)
    return Componente.objects.create(
        istanza=istanza, qualita=seggio.qualita, persona=seggio.persona, nome_esterno=seggio.nome_esterno.strip(), conflitto=conflitto,
        perche=seggio.perche.strip(), dal=quando,
    )  # fmt: skip


def _controlla(istanza: Istanza, seggio: Seggio, proposta: Proposta) -> str:
    """The conflict of who is to sit, which keeps them from voting; DatiNonValidi if they may not sit at all."""
    if seggio.persona is None:
        if not seggio.nome_esterno.strip():
            raise DatiNonValidi(f"Manca chi siede come {seggio.qualita.label}.", campo=seggio.qualita, articolo=ARTICOLO)
        vuole_un_motivo(seggio.perche, f"perche_{seggio.qualita}", "Scrivi perché è nominato da fuori, con almeno una frase.")
        _controlla_chi_viene_da_fuori(istanza, seggio)
        return ""
    if seggio.persona.pk == istanza.persona_id:
        raise DatiNonValidi("Chi chiede il riesame non siede nell’Organismo.", campo=seggio.qualita, articolo=ARTICOLO)
    candidato = _candidato(seggio, proposta)
    if candidato is None:
        motivi = conflitti(istanza.scheda).get(seggio.persona.pk, ["non è fra chi può sedere"])
        raise DatiNonValidi(
            f"{seggio.persona.con_titolo} non può sedere come {seggio.qualita.label}: {'; '.join(motivi)}.",
            campo=seggio.qualita, articolo=ARTICOLO,
        )  # fmt: skip
    return f"{candidato.perche[0].upper()}{candidato.perche[1:]}." if candidato.motivi else ""


def _controlla_chi_viene_da_fuori(istanza: Istanza, seggio: Seggio) -> None:
    """From outside comes neither who has a part in the evaluation, nor who sits already: nobody votes twice, or under another hat."""
    parole = _parole(seggio.nome_esterno)
    for c in Componente.objects.filter(istanza=istanza, al=None).select_related("persona"):
        if parole >= _nome_proprio(c):
            raise DatiNonValidi(f"{c.nome} siede già con un altro ruolo.", campo=f"nome_{seggio.qualita}", articolo=ARTICOLO)
    motivi = conflitti(istanza.scheda)
    for persona in Persona.objects.filter(pk__in=motivi):
        if parole >= _parole(f"{persona.nome} {persona.cognome}"):
            raise DatiNonValidi(
                f"{persona.con_titolo} non può sedere: {'; '.join(motivi[persona.pk])}.", campo=f"nome_{seggio.qualita}", articolo=ARTICOLO
            )


def _parole(nome: str) -> set[str]:
    """The words of a name, without the titles before it."""
    return set(re.findall(r"\w+", nome.casefold())) - ONORIFICI


def _nome_proprio(componente: Componente) -> set[str]:
    """The words that make a name the same name: of a person of the municipality without the title, of another before any comma."""
    persona = componente.persona
    return _parole(f"{persona.nome} {persona.cognome}" if persona else componente.nome_esterno.split(",")[0])


def _candidato(seggio: Seggio, proposta: Proposta) -> Candidato | None:
    possibili: Mapping[str, Sequence[Candidato | None]] = {
        Qualita.NCVP: [proposta.ncvp], Qualita.SEGRETARIO: [proposta.segretario], Qualita.DIRIGENTE: proposta.dirigenti,
    }  # fmt: skip
    return next((c for c in possibili[seggio.qualita] if c and seggio.persona and c.persona.pk == seggio.persona.pk), None)


@transaction.atomic
def dichiara_conflitto(*, istanza: Istanza, motivo: str, utente: Utente, quando: datetime) -> Componente:
    """Who sits says that they are in conflict: they stay until they are replaced, and do not vote."""
    riga = blocca(istanza, "conciliazione.dichiarare_conflitto", utente, "Dichiara il conflitto chi siede nell’Organismo.")
    persona = persona_di(utente)
    suo = next(c for c in riga.in_carica if persona and c.persona_id == persona.pk)
    suo.conflitto = vuole_un_motivo(motivo, "motivo", "Scrivi in che cosa sei in conflitto, con almeno una frase.")
    suo.save(update_fields=["conflitto"])
    annota(riga, "dichiara_conflitto", utente, quando, qualita=suo.qualita)
    avvisa(riga, riga.segretari(), f"{suo.nome} dichiara un conflitto", riga.get_absolute_url(), tranne=utente, quando=quando)
    return suo


# --- proposals and votes --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def metti_ai_voti(
    *, istanza: Istanza, esito: Esito, motivazione: str, nuovi: Mapping[str, Decimal | int] | None = None, utente: Utente, quando: datetime
) -> Decisione:
    """Put a decision to the vote; one that was open before gives way to it, with its votes. ``nuovi``: the figures, by name.

    Raises PermissionDenied, DatiNonValidi (not what is to be decided now, no reason, nothing changed, a mark outside the scale).
    """
    riga = blocca(istanza, "conciliazione.proporre_decisione", utente, PROPONE)
    if mancanze := riga.manca_organismo():
        raise OperazioneNonAmmessa(mancanze[0], articolo=ARTICOLO)
    _si_puo_votare(riga)
    if riga.gia_votata:
        raise OperazioneNonAmmessa(GIA_VOTATO, articolo=ARTICOLO)
    if esito not in DA_VOTARE.get(riga.stato, ()):
        raise DatiNonValidi("Ora si decide d’altro: rileggi a che punto è il caso.", campo="esito", articolo=ARTICOLO)
    vuole_un_motivo(motivazione, "motivazione", "Scrivi il motivo della decisione, con almeno una frase.")
    modifiche = _modifiche(riga, esito, nuovi or {})
    numero = riga.decisioni.count() + 1
    decisione = Decisione.objects.create(
        istanza=riga, numero=numero, esito=esito, motivazione=motivazione.strip(), modifiche=modifiche, proposta_da=utente,
        proposta_il=quando,
    )  # fmt: skip
    riga.versione += 1  # whoever is about to register the decision of before reads this one first
    riga.save(update_fields=["versione"])
    annota(riga, "metti_ai_voti", utente, quando, numero=numero, esito=esito, modifiche=len(modifiche))
    avvisa(riga, riga.componenti_utenti(), "una decisione aspetta il tuo voto", riga.get_absolute_url(), tranne=utente, quando=quando)
    return decisione


def _si_puo_votare(istanza: Istanza) -> None:
    """Who was summoned is heard before the Organismo votes."""
    if istanza.audizione_da_tenere is not None:
        raise OperazioneNonAmmessa(PRIMA_L_AUDIZIONE, articolo=ARTICOLO)


def _modifiche(istanza: Istanza, esito: Esito, nuovi: Mapping[str, Decimal | int]) -> list[dict[str, object]]:
    if esito == Esito.MODIFICATA:
        return modifiche_della(istanza.scheda, nuovi)
    if esito == Esito.CONFERMATA and in_modifiche(voci_correggibili(istanza.scheda), nuovi):
        raise DatiNonValidi(
            "Hai scritto cifre diverse da quelle della scheda, ma l’esito è «confermata»: scegli «modificata», o togli le cifre.",
            campo="esito", articolo=ARTICOLO,
        )  # fmt: skip
    return []


@transaction.atomic
def vota(*, decisione: Decisione, componente: Componente, favorevole: bool, motivo: str = "", utente: Utente, quando: datetime) -> Voto:
    """A vote, for or against (with the reason): one's own, or of who has no account as the minutes say. Nobody abstains, none twice.

    Raises PermissionDenied (somebody else's vote, in conflict), DatiNonValidi, OperazioneNonAmmessa (another proposal is open, voted).
    """
    riga = Istanza.objects.select_for_update(of=("self",)).get(pk=decisione.istanza_id)
    seggio = next((c for c in riga.in_carica if c.pk == componente.pk), None)
    if seggio is None:
        raise OperazioneNonAmmessa("Questo componente non siede più nell’Organismo.", articolo=ARTICOLO)
    if not _puo_registrare(riga, seggio, utente):
        raise PermissionDenied(SOLO_CHI_VOTA if not seggio.conflitto else f"{seggio.nome} è in conflitto e non vota: {seggio.conflitto}")
    ultima = riga.ultima(*Esito.values)
    if ultima is None or ultima.pk != decisione.pk:
        raise OperazioneNonAmmessa("Nel frattempo è stata messa ai voti un’altra decisione: rileggila prima di votare.", articolo=ARTICOLO)
    _si_puo_votare(riga)
    if any(v.componente_id == seggio.pk for v in ultima.voti.all()):
        raise OperazioneNonAmmessa(f"{seggio.nome} ha già votato.", articolo=ARTICOLO)
    if not favorevole and not e_un_motivo(motivo):
        raise DatiNonValidi("Chi vota contro scrive perché, con almeno una frase.", campo="motivo", articolo=ARTICOLO)
    voto = Voto.objects.create(
        decisione=ultima, componente=seggio, favorevole=favorevole, motivo="" if favorevole else motivo.strip(), registrato_da=utente,
        votato_il=quando,
    )  # fmt: skip
    annota(riga, "vota", utente, quando, decisione=ultima.numero, componente=seggio.qualita)
    return voto


def _puo_registrare(istanza: Istanza, seggio: Componente, utente: Utente) -> bool:
    if not seggio.vota:
        return False
    suo = suo_seggio(utente, istanza)
    if suo is not None and suo.pk == seggio.pk:
        return rules.has_perm("conciliazione.votare", utente, istanza)
    senza_accesso = seggio.persona is None or not seggio.persona.utente_id
    return senza_accesso and rules.has_perm("conciliazione.verbalizzare_voto", utente, istanza)
