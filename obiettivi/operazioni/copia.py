"""Starting from last year's objectives (art. 7): the texts pass on, what was argued, ticked and dated does not."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.blocco import Esito
from smvp.nucleo.errori import ErroreDominio, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.elenco.copia import Eredita, da_copiare, eredita, miei, ostacolo_di, pluriennale, ripresa_di
from ..models import Assegnazione, Fase, Indicatore, Misura, Obiettivo, Parte, PersonaleCoinvolto, RisorsaPeg
from ..stati import OBIETTIVO
from .schede import crea_obiettivo

TESTI = (
    "asse_programmatico", "collegamento_dup", "descrizione", "risultato_atteso", "gradazione", "gradazione_testo", "scostamenti_previsti",
    "criticita",
)  # fmt: skip
NUOVO = "nuovo"
FEBBRAIO = 2


def copia_obiettivi(*, origini: Iterable[Obiettivo], esercizio: Esercizio, utente: Utente, quando: datetime) -> Esito[Obiettivo]:
    """Copy each objective into the exercise, in a transaction of its own; those that cannot be copied come back with the reason."""
    esito: Esito[Obiettivo] = Esito()
    for origine in origini:
        try:
            esito.fatti.append(copia_obiettivo(origine=origine, esercizio=esercizio, utente=utente, quando=quando))
        except (ErroreDominio, PermissionDenied) as errore:
            esito.fermi.append((origine, str(errore)))
    return esito


@transaction.atomic
def copia_obiettivo(*, origine: Obiettivo, esercizio: Esercizio, utente: Utente, quando: datetime) -> Obiettivo:
    """Make a draft of ``esercizio`` out of an objective of the exercise before.

    The texts, phases, indicators, parts and assignments that still stand pass on; the declarations of art. 7, the arguments of the
    requisites and their ticks do not, but that a multi-year objective says by itself why it is not new. Raises PermissionDenied
    (not theirs), OperazioneNonAmmessa (copied already, of another year, an appointment not in force, closed exercise).
    """
    if not rules.has_perm("obiettivi.creare", utente):
        raise PermissionDenied("Copiano le schede obiettivo i Dirigenti, le P.O. e il Segretario generale.")
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # the same one copied twice at once: the second sees the first
    if origine.esercizio.anno != esercizio.anno - 1:
        raise OperazioneNonAmmessa(f"Si copiano gli obiettivi dell’esercizio {esercizio.anno - 1}.")
    o = da_copiare(miei(utente, origine.esercizio)).filter(pk=origine.pk).first()
    if o is None:
        raise PermissionDenied("Si copiano solo gli obiettivi dei quali si compila la scheda.")
    if ripresa := ripresa_di(o, esercizio):
        raise OperazioneNonAmmessa(f"È già copiato: {ripresa.codice}.")
    lascito = eredita([o], esercizio)
    if ostacolo := ostacolo_di(o, lascito):
        raise OperazioneNonAmmessa(ostacolo, articolo="7")
    nuovo = crea_obiettivo(
        esercizio=esercizio, tipo=o.tipo, titolo=o.titolo, responsabile=lascito.incarico(o.responsabile), utente=utente, quando=quando
    )
    _testi(o, nuovo)
    parti = _parti(o, nuovo, lascito)
    _righe(o, nuovo, parti)
    _assegnazioni(o, nuovo, parti, lascito)
    registra(azione=f"{OBIETTIVO.codice}.copia", oggetto=OBIETTIVO.codice, oggetto_id=nuovo.pk, utente=utente.username, quando=quando,
             dati={"codice": nuovo.codice, "origine": o.pk, "codice_origine": o.codice})  # fmt: skip
    return nuovo


def _testi(o: Obiettivo, nuovo: Obiettivo) -> None:
    continua = pluriennale(o)
    for campo in TESTI:
        setattr(nuovo, campo, getattr(o, campo))
    area = next((a for a in nuovo.esercizio.reg.aree if str(a.numero) == o.area), None)
    nuovo.area = o.area if area else ""
    nuovo.ambiti = o.ambiti if area else []
    nuovo.durata = o.durata if continua else 1
    nuovo.origine = o
    nuovo.padre = ripresa_di(o.padre, nuovo.esercizio) if o.padre else None
    nuovo.save()
    if continua:
        argomento = (
            f"È un obiettivo di valenza pluriennale ({o.durata} anni, art. 7): continua {o.codice} dell’esercizio {o.esercizio.anno}."
        )
        nuovo.riscontri.filter(indicatore=None, codice=NUOVO).update(argomento=argomento)


def _parti(o: Obiettivo, nuovo: Obiettivo, lascito: Eredita) -> dict[int, Parte]:
    """The parts of the Direzioni still there, by the key of the old one."""
    copie = {
        p.pk: Parte(obiettivo=nuovo, direzione=p.direzione, apporto=p.apporto, descrizione=p.descrizione)
        for p in o.parti.all() if p.direzione_id in lascito.direzioni
    }  # fmt: skip
    Parte.objects.bulk_create(copie.values())
    return copie


def _righe(o: Obiettivo, nuovo: Obiettivo, parti: dict[int, Parte]) -> None:
    """Phases, indicators, people and money; those of a part that is left out are left out with it."""
    anni = nuovo.esercizio.anno - o.esercizio.anno
    Fase.objects.bulk_create(
        Fase(obiettivo=nuovo, parte=_parte(f.parte_id, parti), ordine=f.ordine, testo=f.testo, dal=_dopo(f.dal, anni),
             entro=_dopo(f.entro, anni))
        for f in o.fasi.all() if f.parte_id is None or f.parte_id in parti
    )  # fmt: skip
    Indicatore.objects.bulk_create(
        _indicatore(i, o, nuovo, _parte(i.parte_id, parti), anni) for i in o.indicatori.all() if i.parte_id is None or i.parte_id in parti
    )
    PersonaleCoinvolto.objects.bulk_create(
        PersonaleCoinvolto(obiettivo=nuovo, qualifica=p.qualifica, numero=p.numero) for p in o.personale.all()
    )
    RisorsaPeg.objects.bulk_create(
        RisorsaPeg(obiettivo=nuovo, capitolo=r.capitolo, descrizione=r.descrizione, importo=r.importo) for r in o.risorse.all()
    )


def _indicatore(i: Indicatore, o: Obiettivo, nuovo: Obiettivo, parte: Parte | None, anni: int) -> Indicatore:
    """Art. 11: what was reached, or else what was expected, is the new base; the projections move on by a year."""
    base = _raggiunto(i) if i.misura == Misura.NUMERO else None
    return Indicatore(
        obiettivo=nuovo, parte=parte, ordine=i.ordine, titolo=i.titolo, tipo=i.tipo, dimensione=i.dimensione, misura=i.misura,
        verso=i.verso, unita=i.unita, base=base, base_anno=o.esercizio.anno if base is not None else None, atteso=i.atteso_1,
        atteso_1=i.atteso_2, atteso_entro=_dopo(i.atteso_entro, anni), fonte=i.fonte, origine=i,
    )  # fmt: skip


def _raggiunto(i: Indicatore) -> Decimal | None:
    rilevazione = getattr(i, "rilevazione", None)
    return rilevazione.valore if rilevazione is not None and rilevazione.valore is not None else i.atteso


def _assegnazioni(o: Obiettivo, nuovo: Obiettivo, parti: dict[int, Parte], lascito: Eredita) -> None:
    """On the appointments that go on, with the weight of before; who answers for the sheet is there already."""
    gia = {a.incarico_id: a for a in Assegnazione.objects.filter(obiettivo=nuovo)}
    nuove: list[Assegnazione] = []
    for a in o.assegnazioni.all():
        incarico = lascito.incarico(a.incarico)
        if incarico is None or (a.parte_id is not None and a.parte_id not in parti):
            continue
        riga = gia.get(incarico.pk) or Assegnazione(obiettivo=nuovo, incarico=incarico)
        riga.peso, riga.parte = a.peso, _parte(a.parte_id, parti)
        if riga.pk is None:
            nuove.append(riga)
    Assegnazione.objects.bulk_update(gia.values(), ["peso", "parte"])
    Assegnazione.objects.bulk_create(nuove)


def _parte(chiave: int | None, parti: dict[int, Parte]) -> Parte | None:
    return parti[chiave] if chiave is not None else None


def _dopo(giorno: date | None, anni: int) -> date | None:
    """The same day some years later; 29 February becomes the 28th."""
    if giorno is None:
        return None
    bisesto = giorno.month == FEBBRAIO and giorno.day > 28
    return giorno.replace(year=giorno.year + anni, day=28 if bisesto else giorno.day)
