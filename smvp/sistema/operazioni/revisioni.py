"""Artt. 37–38: the NCVP proposes, Segretario and Sindaco give their opinion, the Giunta approves, an exercise takes the version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from obiettivi.models import Obiettivo
from obiettivi.stati import BOZZA as OBIETTIVO_IN_BOZZA
from smvp.documenti.allegati import File, ricevi
from smvp.documenti.atti import DatiAtto, registra_atto
from smvp.documenti.models import Atto
from smvp.documenti.pubblicazioni import pubblica
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import effetto, esegui
from smvp.flusso.stati import e_scritto, e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.registro.operazioni import registra
from smvp.regolamento.lettore import carica, versioni

from ..letture.versione import BYTE_MASSIMI, esame_di, esamina, installazione
from ..models import Esito, Parere, Qualita, Ragione, Revisione
from ..permessi import CHI_PROPONE, in_quale_qualita
from ..stati import ALLA_GIUNTA, APPROVATA, PROPOSTA, REVISIONE
from .informazioni import iscrivi

CHI_ISTRUISCE = "La revisione la porta avanti il Segretario generale."
VOCE_WEB = "sistema"


@dataclass(frozen=True, slots=True)
class Proposta:
    """What the NCVP writes; ``file``: the version as data, None to leave the one that is there; ``togli_file``: without it."""

    titolo: str
    testo: str
    articoli: Sequence[str]
    ragione: Ragione
    motivo: str
    base: str
    file: File | None = None
    togli_file: bool = False


def _blocca(revisione: Revisione, permesso: str, utente: Utente, rifiuto: str) -> Revisione:
    riga = Revisione.objects.select_for_update(of=("self",)).get(pk=revisione.pk)
    if not rules.has_perm(permesso, utente, riga):
        raise PermissionDenied(rifiuto)
    return riga


def _annota(riga: Revisione, azione: str, utente: Utente, quando: datetime, **dati: Any) -> None:
    registra(azione=f"revisione.{azione}", oggetto="revisione", oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)


@transaction.atomic
def scrivi_bozza(
    *, proposta: Proposta, revisione: Revisione | None = None, versione: int = 0, utente: Utente, quando: datetime
) -> Revisione:
    """A draft, new or changed. A file that cannot be a version is kept with its errors: the page tells them line by line.

    Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa, ConflittoDiVersione.
    """
    if revisione is None:
        if not rules.has_perm("sistema.proporre", utente):
            raise PermissionDenied(CHI_PROPONE)
        Ente.objects.select_for_update().first()
        numero = (Revisione.objects.aggregate(n=Max("numero"))["n"] or 0) + 1
        riga = Revisione(numero=numero, creata_da=utente, creata_il=quando)
    else:
        riga = _blocca(revisione, "sistema.proporre", utente, CHI_PROPONE)
        if not riga.modificabile:
            raise OperazioneNonAmmessa(f"Ora la proposta è «{riga.stato_attuale.parola}»: il testo non cambia più.", articolo="37")
        if riga.versione != versione:
            raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato: rileggi prima di continuare.")
        riga.versione += 1
    _scrivi(riga, proposta)
    riga.save()
    _annota(riga, "modifica" if revisione else "scrivi", utente, quando, articoli=list(riga.articoli), codice=riga.codice_nuovo)
    return riga


def _scrivi(riga: Revisione, p: Proposta) -> None:
    if not e_scritto(p.titolo):
        raise DatiNonValidi("Scrivi il titolo.", campo="titolo", articolo="37")
    if p.base not in versioni():
        raise DatiNonValidi("Questa versione non è installata.", campo="base", articolo="37")
    noti = set(carica(p.base).articoli)
    if estranei := [a for a in p.articoli if a not in noti]:
        raise DatiNonValidi(f"Non c’è un articolo {', '.join(estranei)[:80]}.", campo="articoli", articolo="37")
    riga.titolo, riga.testo, riga.motivo = p.titolo.strip(), p.testo.strip(), p.motivo.strip()
    riga.articoli, riga.ragione, riga.base = list(p.articoli), p.ragione, p.base
    if p.file is not None:
        riga.toml, riga.nome_file = _testo_del_file(p.file), p.file.nome[-150:]
    elif p.togli_file:
        riga.toml = riga.nome_file = ""
    riga.codice_nuovo = esamina(riga.toml, riga.nome_file, riga.base).codice[:60] if riga.toml else ""


def _testo_del_file(file: File) -> str:
    """The text of a TOML file: of a sane size, in UTF-8."""
    if not file.nome.lower().endswith(".toml"):
        raise DatiNonValidi("La versione è un file .toml, come quelli del regolamento installato.", campo="file", articolo="37")
    if not file.contenuto or len(file.contenuto) > BYTE_MASSIMI:
        raise DatiNonValidi(f"Il file è vuoto, o supera {BYTE_MASSIMI >> 10} KB.", campo="file", articolo="37")
    try:
        testo = file.contenuto.decode("utf-8-sig")
    except UnicodeDecodeError as errore:
        raise DatiNonValidi("Il file non è un testo UTF-8: salvalo di nuovo come UTF-8.", campo="file", articolo="37") from errore
    if "\0" in testo:
        raise DatiNonValidi("Il file non è un testo.", campo="file", articolo="37")
    return testo


@effetto(REVISIONE.codice, "proponi")
def _segna_proposta(riga: Revisione, *, utente: Utente, quando: datetime) -> None:
    """The draft goes to Segretario and Sindaco, and stays as it is: a file with errors does not go."""
    esame = esame_di(riga, nuova=True)
    if esame is not None and not esame.buono:
        raise DatiNonValidi(f"Il file della versione ha errori: {esame.errori[0]}", articolo="37")
    riga.proposta_il = quando


@transaction.atomic
def esprimi_parere(*, revisione: Revisione, qualita: Qualita, esito: Esito, testo: str, utente: Utente, quando: datetime) -> Parere:
    """The opinion of the Segretario, or of the Sindaco, for good. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa."""
    riga = _blocca(revisione, "sistema.esprimersi", utente, "Il parere è del Segretario generale e del Sindaco (art. 37).")
    if qualita not in in_quale_qualita(utente):
        raise PermissionDenied("Questo parere non tocca a te.")
    if riga.stato != PROPOSTA:
        raise OperazioneNonAmmessa(f"Ora la proposta è «{riga.stato_attuale.parola}»: non si aspettano pareri.", articolo="37")
    if riga.pareri.filter(qualita=qualita).exists():
        raise OperazioneNonAmmessa("Il parere c’è già, e non si cambia.", articolo="37")
    if esito != Esito.FAVOREVOLE and not e_un_motivo(testo):
        raise DatiNonValidi("Scrivi le osservazioni, con almeno una frase.", campo="testo", articolo="37")
    parere = Parere.objects.create(revisione=riga, qualita=qualita, esito=esito, testo=testo.strip(), dato_da=utente, dato_il=quando)
    _annota(riga, "parere", utente, quando, qualita=qualita, esito=esito)
    if not riga.mancano_pareri():
        Notifica.objects.bulk_create(
            Notifica(destinatario=u, testo=f"{riga}: ci sono i pareri.", url=riga.get_absolute_url(), creata_il=quando)
            for u in riga.segretari() if u.pk != utente.pk
        )  # fmt: skip
    return parere


def approva(
    *, revisione: Revisione, atto: Atto | DatiAtto, esecutiva: bool, file: Sequence[File] = (), utente: Utente, quando: datetime,
    versione: int,
) -> Revisione:  # fmt: skip
    """Art. 38: the Giunta's act, declared immediately enforceable; the text approved, if given, goes into the public section (art. 36).

    Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa, ConflittoDiVersione, FileRifiutato.
    """
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = _blocca(revisione, "sistema.istruire", utente, CHI_ISTRUISCE)
        if riga.stato != ALLA_GIUNTA:
            raise OperazioneNonAmmessa(f"Ora la proposta è «{riga.stato_attuale.parola}»: la Giunta non delibera.", articolo="38")
        if not esecutiva:
            raise DatiNonValidi("La deliberazione va dichiarata immediatamente eseguibile (art. 38).", campo="esecutiva", articolo="38")
        giorno = quando.astimezone(FUSO).date()
        if atto.data > giorno:
            raise DatiNonValidi(f"Il {data(atto.data)} deve ancora venire.", campo="data", articolo="38")
        riga.atto = registra_atto(Atto.Tipo.GIUNTA, atto, utente=utente, quando=quando, articolo="38")
        riga.esecutiva = True
        riga.save(update_fields=["atto", "esecutiva"])
        iscrivi(ricevuti, utente, quando, revisione=riga)
        if pdf := next((r for r in ricevuti if r.tipo_contenuto == "application/pdf"), None):
            titolo = f"Sistema di misurazione e valutazione, testo approvato con {riga.atto}"
            pubblica(pdf, voce=VOCE_WEB, titolo=titolo[:200], utente=utente, quando=quando, atto=riga.atto)
        return esegui(riga, "approva", utente=utente, quando=quando, versione=versione)


def perche_non_prende(esercizio: Esercizio, revisione: Revisione, giorno: Any) -> str:
    """Why an exercise cannot take another version, in words; empty if it can."""
    if esercizio.periodo.dal <= giorno:
        return f"L’esercizio {esercizio.anno} è già cominciato: la versione non si cambia."
    if revisione.atto is not None and esercizio.anno <= revisione.atto.data.year:
        return "Il Sistema aggiornato vale dall’esercizio che segue la deliberazione."
    if Obiettivo.objects.filter(esercizio=esercizio).exclude(stato=OBIETTIVO_IN_BOZZA).exists():
        return f"Nell’esercizio {esercizio.anno} ci sono già obiettivi negoziati con le regole di prima."
    return ""


@transaction.atomic
def assegna_versione(
    *, revisione: Revisione, esercizio: Esercizio, codice: str, utente: Utente, quando: datetime, versione: int
) -> Revisione:
    """An exercise not yet begun takes an installed version; of a revision with a file, the one that was proposed. Raises as above."""
    riga = _blocca(revisione, "sistema.istruire", utente, CHI_ISTRUISCE)
    if riga.stato != APPROVATA:
        raise OperazioneNonAmmessa(f"Ora la proposta è «{riga.stato_attuale.parola}»: non si assegna nessuna versione.", articolo="38")
    suo = Esercizio.objects.select_for_update().get(pk=esercizio.pk)
    if no := perche_non_prende(suo, riga, quando.astimezone(FUSO).date()):
        raise DatiNonValidi(no, campo="esercizio", articolo="38")
    if codice not in versioni():
        raise DatiNonValidi("Questa versione non è installata.", campo="codice", articolo="38")
    posta = installazione(riga, esame_di(riga))
    if posta is not None and (codice != posta.codice or not posta.uguale):
        detto = f"La Giunta ha approvato la versione «{posta.codice}»: va installata così com’è stata proposta, e scelta quella."
        raise DatiNonValidi(detto, campo="codice", articolo="38")
    prima, suo.regolamento = suo.regolamento, codice
    suo.save(update_fields=["regolamento"])
    dati = {"da": prima, "a": codice, "revisione": riga.pk}
    registra(azione="esercizio.versione", oggetto="esercizio", oggetto_id=suo.pk, utente=utente.username, quando=quando, dati=dati)
    riga.esercizio, riga.versione_scelta = suo, codice
    riga.save(update_fields=["esercizio", "versione_scelta"])
    return esegui(riga, "entra_in_vigore", utente=utente, quando=quando, versione=versione)
