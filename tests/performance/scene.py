"""A year as the sections of Piano and Relazione find it: objectives at several points of their way, P.E.G., sums, a sheet of the staff."""

from decimal import Decimal
from types import SimpleNamespace

from django.test import override_settings

from obiettivi.letture.quadri.peg import Grado
from obiettivi.models import Consuntivo
from obiettivi.operazioni.peg import Modifica, registra_gradi
from smvp.performance.calcolo.blocchi import Cifre, Paragrafo, Sezione, Tavola
from tests.obiettivi.scene import alle_dieci, collettivo, di_po, fai, individuale, porta_a
from tests.premi.fondi import scrivi
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO

CAUSA = "Il dott. Bertolini Andrea è mancato da marzo: la fornitura è slittata."
MOTIVO = "Marta Pirazzi segnala che la Regione ha sospeso il bando il 3 settembre."


def anno_in_corso(c: SimpleNamespace) -> SimpleNamespace:
    """``og`` collective, 60 % at 92 and 40 % at 70; ``oi`` individual at 70,5; ``op`` of a P.O., whose revision has been asked for."""
    with override_settings(OGGI="2026-04-20"):
        og, oi, op = collettivo(c), individuale(c), di_po(c)  # all the drafts first: the weights of each appointment must add up
        c.og, c.oi, c.op = porta_a(c, og, "valutata"), porta_a(c, oi, "valutata"), porta_a(c, op, "assegnata")
        parti = Consuntivo.objects.filter(obiettivo=c.og).order_by("parte__direzione__codice")
        for consuntivo, deciso in zip(parti, (92, 70), strict=True):
            Consuntivo.objects.filter(pk=consuntivo.pk).update(valutato=deciso)
        Consuntivo.objects.filter(obiettivo=c.oi).update(valutato=Decimal("70.5"), scostamenti=CAUSA)
        fai(c.op, "chiedi_revisione", c.po1, MOTIVO)
        gradi = [Modifica(d, Grado(), Grado(Decimal(quanto), "Referto")) for d, quanto in ((c.d1, "87.50"), (c.d2, "94"))]
        registra_gradi(esercizio=c.esercizio, modifiche=gradi, utente=c.controllo, quando=alle_dieci(QUANDO.date()))
        for destinazione, importo in (("dirigenti", "60000.00"), ("po", "30000.00"), ("produttivita", "10000.00")):
            scrivi(c, destinazione, importo)
        con_schede_personale(c)
        vota_personale(c.scheda_dipendente1, c.po1)
        passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
        c.scheda_dipendente1 = porta_personale(c.scheda_dipendente1, *passi)
    return c


def tavola(sezioni: tuple[Sezione, ...], codice: str) -> Tavola:
    return next(b for s in sezioni for b in s.blocchi if isinstance(b, Tavola) and b.codice == codice)


def colonna(t: Tavola, nome: str) -> list[object]:
    posto = [c.nome for c in t.colonne].index(nome)
    return [riga[posto] for riga in t.righe]


def cifre(sezioni: tuple[Sezione, ...], codice: str) -> dict[str, str]:
    sezione = next(s for s in sezioni if s.codice == codice)
    return {v.etichetta: v.valore for b in sezione.blocchi if isinstance(b, Cifre) for v in b.voci}


def frasi(sezioni: tuple[Sezione, ...], codice: str) -> str:
    sezione = next(s for s in sezioni if s.codice == codice)
    return "\n".join(b.testo for b in sezione.blocchi if isinstance(b, Paragrafo))
