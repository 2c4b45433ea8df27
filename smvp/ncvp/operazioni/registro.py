"""Art. 34: the register: a candidate entered, checked, amended; curriculum, fees, declared conflicts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from smvp.documenti.allegati import File, conserva, ricevi
from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con

from ..calcolo import fine_naturale, limite_nuclei
from ..models import Allegato, Compenso, Conflitto, Genere, IncaricoNcvp
from ..models.incarico import garanzie_al
from ..stati import ARCHIVIATA, INCARICO, ISTRUTTORIA
from .comuni import NUCLEO, annota, avvisa, blocca, vieta_senza, vuole_testo

CARTELLA = "ncvp"
ANNI_AVANTI = 10  # a term that begins later is a slip of the pen (and the last years of the calendar have no end to compute)
TIENE_IL_REGISTRO = "Il registro del NCVP lo tiene il Segretario generale."
ATTI_DEL_COMPENSO = (Atto.Tipo.DECRETO, Atto.Tipo.GIUNTA, Atto.Tipo.DETERMINAZIONE)


@dataclass(frozen=True, slots=True)
class DatiIncarico:
    """What is written of a candidate. ``in_nuclei``: in how many bodies they sit, counting this one."""

    dal: date
    avviso_dal: date
    avviso_al: date
    fascia: int
    numero_iscrizione: str
    iscritto_il: date
    in_nuclei: int
    dipendente_pubblico: bool = False
    requisiti: tuple[str, ...] = ()


def apri_incarico(*, persona: Persona, dati: DatiIncarico, curriculum: File | None, utente: Utente, quando: datetime) -> IncaricoNcvp:
    """Enter a candidate. Raises PermissionDenied, DatiNonValidi, FileRifiutato, OperazioneNonAmmessa (there is one of theirs open)."""
    vieta_senza("ncvp.tenere_registro", utente, TIENE_IL_REGISTRO)
    ricevuti = ricevi([curriculum], "curriculum") if curriculum else []
    with transaction.atomic():
        Ente.objects.select_for_update().first()  # two clicks at once take turns
        _controlla(dati, quando)
        if IncaricoNcvp.objects.filter(persona=persona, stato=ISTRUTTORIA).exists():
            raise OperazioneNonAmmessa(f"{persona.con_titolo} ha già una candidatura in istruttoria: completa quella.", articolo=NUCLEO)
        riga = IncaricoNcvp(persona=persona, aperto_da=utente, aperto_il=quando)
        _scrivi(riga, dati)
        riga.save()
        iscrivi(riga, ricevuti, Genere.CURRICULUM, utente, quando)
        annota(INCARICO.codice, riga, "apri", utente, quando, persona=persona.matricola, **_detti(dati))
    return riga


@transaction.atomic
def modifica_incarico(*, incarico: IncaricoNcvp, dati: DatiIncarico, utente: Utente, quando: datetime, versione: int) -> IncaricoNcvp:
    """Amend a candidate not yet appointed. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa, ConflittoDiVersione."""
    vieta_senza("ncvp.tenere_registro", utente, TIENE_IL_REGISTRO)
    riga = blocca(incarico)
    if riga.stato != ISTRUTTORIA:
        raise OperazioneNonAmmessa(f"Ora è «{riga.stato_attuale.parola}»: quello che il decreto ha visto non si cambia.", articolo=NUCLEO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato: rileggi prima di continuare.")
    _controlla(dati, quando)
    _scrivi(riga, dati)
    riga.versione += 1
    riga.save()
    annota(INCARICO.codice, riga, "modifica", utente, quando, **_detti(dati))
    return riga


def _detti(dati: DatiIncarico) -> dict[str, object]:
    return asdict(dati) | {"requisiti": list(dati.requisiti)}


def _scrivi(riga: IncaricoNcvp, dati: DatiIncarico) -> None:
    for nome, valore in _detti(dati).items():
        setattr(riga, nome, valore)
    riga.numero_iscrizione = dati.numero_iscrizione.strip()
    riga.fino_al = fine_naturale(dati.dal, garanzie_al(dati.dal).ncvp.durata_anni)


def _controlla(dati: DatiIncarico, quando: datetime) -> None:
    """Art. 34: what the text refuses. What the law adds, and a notice too short, are told and not refused (reading A60)."""
    garanzie, oggi = garanzie_al(dati.dal), quando.astimezone(FUSO).date()
    if dati.dal.year > oggi.year + ANNI_AVANTI:
        raise DatiNonValidi(f"Il {data(dati.dal)} è troppo lontano: controlla l’anno.", campo="dal", articolo=NUCLEO)
    limite = limite_nuclei(garanzie.ncvp, dipendente=dati.dipendente_pubblico)
    if not 1 <= dati.in_nuclei <= limite:
        chi = "Chi è dipendente di una pubblica amministrazione" if dati.dipendente_pubblico else "Il NCVP"
        raise DatiNonValidi(
            f"{chi} può sedere in non più di {limite} Nuclei, compreso questo (art. 34).", campo="in_nuclei", articolo=NUCLEO
        )
    if dati.fascia not in {f.numero for f in garanzie.ncvp_fasce}:
        ammesse = " o ".join(str(f.numero) for f in garanzie.ncvp_fasce)
        raise DatiNonValidi(f"Si nomina solo chi è iscritto in fascia {ammesse} (d.m. 2 dicembre 2016).", campo="fascia", articolo=NUCLEO)
    if not dati.numero_iscrizione.strip():
        raise DatiNonValidi("Scrivi il numero di iscrizione nell’elenco nazionale.", campo="numero_iscrizione", articolo=NUCLEO)
    if dati.iscritto_il > oggi:
        raise DatiNonValidi("L’iscrizione nell’elenco nazionale deve ancora venire.", campo="iscritto_il", articolo=NUCLEO)
    if dati.avviso_al < dati.avviso_dal:
        raise DatiNonValidi("L’avviso finisce prima di cominciare.", campo="avviso_al", articolo=NUCLEO)
    if dati.avviso_al >= dati.dal:
        raise DatiNonValidi(
            f"L’incarico comincia dopo l’avviso pubblico, che finisce il {data(dati.avviso_al)}.", campo="dal", articolo=NUCLEO
        )
    if not set(dati.requisiti) <= {r.codice for r in garanzie.ncvp_requisiti}:
        raise DatiNonValidi("C’è un requisito che il regolamento non ha.", campo="requisiti", articolo=NUCLEO)


def iscrivi(riga: IncaricoNcvp, ricevuti: list[Ricevuto], genere: Genere, utente: Utente, quando: datetime) -> None:
    for r in ricevuti:
        tenuto = conserva(f"{CARTELLA}/{riga.pk}", r)
        Allegato.objects.create(incarico=riga, genere=genere, caricato_da=utente, caricato_il=quando, **tenuto)


def aggiungi_file(*, incarico: IncaricoNcvp, genere: Genere, file: File | None, utente: Utente, quando: datetime) -> None:
    """A new curriculum or decree: the last one counts, the earlier ones stay. Raises PermissionDenied,
    FileRifiutato, OperazioneNonAmmessa."""
    vieta_senza("ncvp.tenere_registro", utente, TIENE_IL_REGISTRO)
    if file is None:
        raise FileRifiutato("Scegli il file.", campo="file")
    ricevuti = ricevi([file], "file")
    with transaction.atomic():
        riga = blocca(incarico)
        if riga.stato == ARCHIVIATA:
            raise OperazioneNonAmmessa("La candidatura è archiviata: non si aggiungono file.", articolo=NUCLEO)
        if genere == Genere.DECRETO and riga.decreto_id is None:
            raise OperazioneNonAmmessa("Il decreto si allega quando è registrato.", articolo=NUCLEO)
        ultimo = riga.file(genere)
        if ultimo is not None and ultimo.impronta == ricevuti[0].impronta:
            raise OperazioneNonAmmessa("Questo file c’è già.", articolo=NUCLEO)
        iscrivi(riga, ricevuti, genere, utente, quando)
        annota(INCARICO.codice, riga, "allega", utente, quando, genere=genere, impronte=[r.impronta for r in ricevuti])


# --- fees ---------------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def registra_compenso(
    *, incarico: IncaricoNcvp, anno: int, importo: Decimal, presidente_revisori: Decimal, atto: Atto | DatiAtto, motivo: str = "",
    utente: Utente, quando: datetime, versione: int = 0,
) -> Compenso:  # fmt: skip
    """The fee of a year; of one that is there already a correction, on its version and with the reason.

    Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa (no appointment), ConflittoDiVersione.
    """
    vieta_senza("ncvp.tenere_registro", utente, TIENE_IL_REGISTRO)
    padre = blocca(incarico)
    if padre.decreto_id is None:
        raise OperazioneNonAmmessa("Il compenso si registra dopo la nomina.", articolo=NUCLEO)
    if not padre.dal.year <= anno <= padre.al.year:
        raise DatiNonValidi(f"L’incarico va dal {data(padre.dal)} al {data(padre.al)}.", campo="anno", articolo=NUCLEO)
    if importo < 0 or presidente_revisori <= 0:
        raise DatiNonValidi("Scrivi il compenso e quello del Presidente dei revisori.", campo="importo", articolo=NUCLEO)
    riga = Compenso.objects.select_for_update().filter(incarico=padre, anno=anno).first()
    if riga is not None and not versione:
        raise OperazioneNonAmmessa(f"Il compenso del {anno} c’è già: correggilo dalla sua riga.", articolo=NUCLEO)
    if riga is not None and riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha corretto il compenso: rileggi prima di continuare.")
    perche = vuole_testo(motivo, "motivo", "Scrivi perché correggi il compenso, con almeno una frase.") if riga else ""
    registrato = registra_atto_fra(ATTI_DEL_COMPENSO, atto, utente=utente, quando=quando, articolo=NUCLEO)
    prima = riga.importo if riga else None
    riga = riga or Compenso(incarico=padre, anno=anno, versione=0)
    riga.importo, riga.presidente_revisori, riga.atto = importo, presidente_revisori, registrato
    riga.registrato_da, riga.registrato_il, riga.versione = utente, quando, riga.versione + 1
    riga.save()
    annota(INCARICO.codice, padre, "compenso", utente, quando, anno=anno, importo=importo, prima=prima, atto=registrato.pk, motivo=perche)
    return riga


# --- conflicts ----------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def dichiara_conflitto(*, incarico: IncaricoNcvp, testo: str, dal: date, utente: Utente, quando: datetime) -> Conflitto:
    """The NCVP declares a conflict of interests; Segretario and Sindaco are told. Raises PermissionDenied, DatiNonValidi."""
    riga = blocca(incarico)
    vieta_senza("ncvp.dichiarare_conflitto", utente, "I conflitti li dichiara il NCVP in carica, sul proprio incarico.", riga)
    vuole_testo(testo, "testo", "Scrivi in che cosa consiste, con almeno una frase.")
    if dal > quando.astimezone(FUSO).date():
        raise DatiNonValidi("Il giorno deve ancora venire.", campo="dal", articolo=NUCLEO)
    conflitto = Conflitto.objects.create(incarico=riga, testo=testo.strip(), dal=dal, dichiarato_il=quando)
    annota(INCARICO.codice, riga, "dichiara_conflitto", utente, quando, conflitto=conflitto.pk, dal=dal)
    _avvisa_del_conflitto(riga, "ha dichiarato un conflitto di interessi", utente, quando)
    return conflitto


@transaction.atomic
def chiudi_conflitto(*, conflitto: Conflitto, al: date, utente: Utente, quando: datetime) -> Conflitto:
    """Say from when it is there no more. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa."""
    riga = blocca(conflitto)
    vieta_senza("ncvp.chiudere_conflitto", utente, "La fine di un conflitto la dice il NCVP che l’ha dichiarato.", riga)
    if riga.al is not None:
        raise OperazioneNonAmmessa(f"Il conflitto è già cessato il {data(riga.al)}.", articolo=NUCLEO)
    if not riga.dal <= al <= quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"Il giorno sta fra il {data(riga.dal)} e oggi.", campo="al", articolo=NUCLEO)
    riga.al = al
    riga.save(update_fields=["al"])
    annota(INCARICO.codice, riga.incarico, "chiudi_conflitto", utente, quando, conflitto=riga.pk, al=al)
    _avvisa_del_conflitto(riga.incarico, "ha dichiarato cessato un conflitto di interessi", utente, quando)
    return riga


def _avvisa_del_conflitto(riga: IncaricoNcvp, che: str, utente: Utente, quando: datetime) -> None:
    chi = utenti_con(Ruolo.SEGRETARIO, Ruolo.SINDACO)
    avvisa(chi, f"{riga.persona.con_titolo}, NCVP, {che}.", riga.get_absolute_url(), tranne=utente, quando=quando)
