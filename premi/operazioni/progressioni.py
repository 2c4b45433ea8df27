"""Art. 22: a procedure of economic progression: the call and its places, the ranking, the ties."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from premi.calcolo import Bando
from premi.calcolo.progressioni import PARITA
from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, lettori
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.progressioni.aspiranti import Chiave
from ..models import CandidatoProgressione, DecisioneParita, PostoProgressione, Progressione
from ..models.progressioni import ANNI_MASSIMI, POSTI_MASSIMI
from ..permessi import lettori_della_progressione
from ..stati import BANDO, GRADUATORIA, PROGRESSIONE
from .graduatorie import forma

ARTICOLO = "22"
TIPI_DEGLI_ATTI = (Atto.Tipo.DETERMINAZIONE, Atto.Tipo.GIUNTA)
ISTRUISCE = "Le progressioni le istruisce l’ufficio del personale."


def _controlla_bando(esercizio: Esercizio, bando: Bando, posti: Mapping[Chiave, int]) -> None:
    if not 1 <= bando.anni_posizione <= ANNI_MASSIMI:
        raise DatiNonValidi(f"Gli anni nella posizione vanno da 1 a {ANNI_MASSIMI}.", campo="anni_posizione", articolo=ARTICOLO)
    if bando.decorrenza.year not in (esercizio.anno, esercizio.anno + 1):
        raise DatiNonValidi(
            f"La decorrenza deve cadere nel {esercizio.anno} o nel {esercizio.anno + 1}.", campo="decorrenza", articolo=ARTICOLO
        )
    if not bando.decorrenza.year - 3 <= bando.ultimo_anno <= bando.decorrenza.year:
        raise DatiNonValidi(
            f"L’ultimo anno valutato deve stare tra il {bando.decorrenza.year - 3} e il {bando.decorrenza.year}.",
            campo="ultimo_anno", articolo=ARTICOLO,
        )  # fmt: skip
    if any(not 0 <= quanti <= POSTI_MASSIMI for quanti in posti.values()):
        raise DatiNonValidi(f"I posti vanno da 0 a {POSTI_MASSIMI}.", articolo=ARTICOLO)
    apici = set(Direzione.objects.filter(padre=None).order_by().values_list("pk", flat=True))
    if any(direzione not in apici for direzione, _ in posti):
        raise DatiNonValidi("I posti si danno alle Direzioni, non agli uffici che ne dipendono.", articolo=ARTICOLO)


@transaction.atomic
def prepara_progressione(
    *, esercizio: Esercizio, bando: Bando, posti: Mapping[Chiave, int], atto: Atto | DatiAtto, utente: Utente, quando: datetime
) -> Progressione:
    """Write in a call with its places (by Direzione and category). Raises PermissionDenied, DatiNonValidi."""
    if not rules.has_perm("premi.istruire_progressioni", utente):
        raise PermissionDenied(ISTRUISCE)
    _controlla_bando(esercizio, bando, posti)
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
    ultima = Progressione.objects.filter(esercizio=esercizio).order_by("-numero").first()
    riga = Progressione.objects.create(
        esercizio=esercizio, numero=ultima.numero + 1 if ultima else 1, creata_da=utente, creata_il=quando,
        atto_bando=_atto_bando(atto, utente, quando), **_campi(bando),
    )  # fmt: skip
    _scrivi_posti(riga, posti)
    _annota(riga, "prepara", bando, posti, utente, quando)
    return riga


@transaction.atomic
def correggi_bando(
    *, procedura: Progressione, bando: Bando, posti: Mapping[Chiave, int], atto: Atto | DatiAtto, utente: Utente, quando: datetime,
    versione: int,
) -> Progressione:  # fmt: skip
    """Write the call again while it is being prepared. Raises as above, and ConflittoDiVersione, OperazioneNonAmmessa."""
    if not rules.has_perm("premi.istruire_progressioni", utente):
        raise PermissionDenied(ISTRUISCE)
    riga = Progressione.objects.select_for_update(of=("self",)).select_related("esercizio").get(pk=procedura.pk)
    if riga.stato != BANDO:
        raise OperazioneNonAmmessa("La procedura è aperta: bando e posti non cambiano più.", articolo=ARTICOLO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato il bando.")
    _controlla_bando(riga.esercizio, bando, posti)
    riga.atto_bando = _atto_bando(atto, utente, quando)
    for nome, valore in _campi(bando).items():
        setattr(riga, nome, valore)
    riga.versione += 1
    riga.save()
    riga.posti.all().delete()
    _scrivi_posti(riga, posti)
    _annota(riga, "correggi", bando, posti, utente, quando)
    return riga


def _campi(bando: Bando) -> dict[str, date | int | bool]:
    return {
        "decorrenza": bando.decorrenza, "ultimo_anno": bando.ultimo_anno, "anni_posizione": bando.anni_posizione,
        "ultime_disponibili": bando.ultime_disponibili,
    }  # fmt: skip


def _atto_bando(atto: Atto | DatiAtto, utente: Utente, quando: datetime) -> Atto:
    return registra_atto_fra(TIPI_DEGLI_ATTI, atto, utente=utente, quando=quando, articolo=ARTICOLO)


def _scrivi_posti(riga: Progressione, posti: Mapping[Chiave, int]) -> None:
    PostoProgressione.objects.bulk_create(
        PostoProgressione(procedura=riga, direzione_id=direzione, categoria=categoria, posti=quanti)
        for (direzione, categoria), quanti in posti.items() if quanti
    )  # fmt: skip


def _annota(riga: Progressione, azione: str, bando: Bando, posti: Mapping[Chiave, int], utente: Utente, quando: datetime) -> None:
    campi = {nome: str(valore) for nome, valore in _campi(bando).items()}
    registra(
        azione=f"progressione.{azione}", oggetto="progressione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={**campi, "numero": riga.numero, "posti": [[d, c, n] for (d, c), n in sorted(posti.items()) if n]},
    )  # fmt: skip


# --- the ranking ------------------------------------------------------------------------------------------------------------------------


@effetto(PROGRESSIONE.codice, "forma")
def _forma(procedura: Progressione, *, utente: Utente, quando: datetime) -> None:
    forma(procedura, utente=utente, quando=quando)


@lettori(PROGRESSIONE.codice)
def _che_leggono(procedura: Progressione, utenti: Iterable[Utente]) -> list[Utente]:
    return lettori_della_progressione(procedura, utenti)


@transaction.atomic
def decidi_parita(
    *, procedura: Progressione, direzione: Direzione, categoria: str, scelti: Collection[int], motivo: str, utente: Utente,
    quando: datetime, versione: int,
) -> Sequence[DecisioneParita]:  # fmt: skip
    """Reading A67: say which of those who are level across the last place have one, and why. ``scelti``: keys of the candidates.

    Raises PermissionDenied, ConflittoDiVersione, OperazioneNonAmmessa (no ranking to be approved, nothing level, decided already),
    DatiNonValidi (not as many as the places that are left, no reason).
    """
    riga = Progressione.objects.select_for_update(of=("self",)).get(pk=procedura.pk)
    if not rules.has_perm("premi.decidere_parita", utente, direzione.pk):
        raise PermissionDenied("Una parità la decide il Dirigente della Direzione, o il Segretario generale.")
    graduatoria = riga.ultima_graduatoria() if riga.stato == GRADUATORIA else None
    gruppo = graduatoria.candidati.filter(direzione=direzione, categoria=categoria) if graduatoria else None
    pari = list(gruppo.filter(esito=PARITA, decisione=None).order_by("nominativo", "matricola")) if gruppo is not None else []
    if not pari:
        raise OperazioneNonAmmessa("Qui non c’è una parità da decidere: è già decisa, o la graduatoria è cambiata.", articolo=ARTICOLO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo la procedura è cambiata.")
    rimasti = posti_contesi(riga, direzione.pk, categoria, pari)
    presi = {c.pk for c in pari} & set(scelti)
    if len(presi) != rimasti or len(presi) != len(set(scelti)):
        quanti = "un posto: scegli una persona" if rimasti == 1 else f"{rimasti} posti: scegli {rimasti} persone"
        raise DatiNonValidi(f"Resta{'' if rimasti == 1 else 'no'} {quanti}, fra chi è alla pari.", campo="scelti", articolo=ARTICOLO)
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi perché, con almeno una frase.", campo="motivo", articolo=ARTICOLO)
    decise = DecisioneParita.objects.bulk_create(
        DecisioneParita(candidato=c, ammesso=c.pk in presi, motivo=motivo.strip(), decisa_da=utente, decisa_il=quando) for c in pari
    )
    registra(
        azione="progressione.decidi_parita", oggetto="progressione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"direzione": direzione.codice, "categoria": categoria, "motivo": motivo.strip(),
              "esiti": [[d.candidato.matricola, d.ammesso] for d in decise]},
    )  # fmt: skip
    return decise


def posti_contesi(procedura: Progressione, direzione: int, categoria: str, pari: Sequence[CandidatoProgressione]) -> int:
    """How many places are left for those who are level: who stands before them has theirs."""
    posti = procedura.posti.get(direzione=direzione, categoria=categoria).posti
    return posti - min(c.posto for c in pari if c.posto is not None) + 1
