"""Artt. 12 and 34: payment times, training, measures against corruption and for transparency."""

from django.urls import reverse

from premi.letture.fondi import QuadroTempi, tempi_di_pagamento
from premi.models import TempiPagamento
from smvp.nucleo.formati import numero
from smvp.nucleo.riservatezza import detti
from valutazioni.models import ParteSeconda, SchedaPersonale

from ...calcolo.blocchi import Blocco, Cella, Colonna, Genere, Mancanza, Paragrafo, Tavola, Titoletto
from ..contesto import Contesto
from ..scelti import ce_ne_sono, indicatori_scelti, obiettivi_scelti, schema_di, tavola_indicatori, tavola_obiettivi
from .comuni import quanti

CODICE = "integrita"
Esito = TempiPagamento.Esito


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = [c.testo("pagamenti"), *_tempi(c), c.testo("formazione"), *_formazione(c), c.testo("anticorruzione"), *_obiettivi(c)]
    return trovati if len(trovati) > 3 else []


def _tempi(c: Contesto) -> list[Blocco]:
    """Reading A66: in how many appointments the payment times were kept. Each is of one person: in public few are not told."""
    quadro = tempi_di_pagamento(c.esercizio)
    if not quadro.storia:
        return []
    conti = {esito.label: sum(r.esito == esito for r in quadro.righe) for esito in Esito}
    totale, voci = detti(conti, c.minimo) if c.pubblica else (sum(conti.values()), dict(conti))
    righe = (*voci.items(), ("In tutto", totale))
    colonne = (
        Colonna("esito", "Tempi di pagamento", descrizione="Se gli uffici dell’incarico hanno rispettato i tempi di pagamento."),
        Colonna("incarichi", "Incarichi", Genere.INTERO, "Di quanti incarichi di Dirigente e di P.O."),
    )
    return [
        Tavola("tempi_pagamento", f"I tempi di pagamento {c.anno}, per incarico", colonne, righe),
        *([] if c.pubblica else _uffici(c, quadro)),
    ]


def _uffici(c: Contesto, quadro: QuadroTempi) -> list[Blocco]:
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (r.incarico.descrizione, r.parola) for r in quadro.righe if r.esito != Esito.NON_APPLICABILE
    )
    colonne = (
        Colonna("incarico", "Incarico", descrizione="L’incarico e il suo ufficio."),
        Colonna("esito", "Tempi di pagamento", descrizione="Se i tempi sono stati rispettati."),
    )
    return [Tavola("tempi_pagamento_incarichi", f"Gli incarichi con un esito {c.anno}", colonne, righe, aperta=False)] if righe else []


def _formazione(c: Contesto) -> list[Blocco]:
    """The training that the sheets of the staff ask for (All. D, part two); hours are in an indicator, or in the text."""
    schede = SchedaPersonale.objects.filter(esercizio=c.esercizio).count()
    chiesta = (
        ParteSeconda.objects.filter(scheda__in=SchedaPersonale.objects.filter(esercizio=c.esercizio)).exclude(esigenze_formative="").count()
    )
    conti = {"con": chiesta, "senza": schede - chiesta}
    detta = detti(conti, c.minimo)[1]["con"] if c.pubblica else chiesta
    if not detta:
        return []
    su = "" if c.pubblica else f" su {numero(schede, 0)}"  # with those of section 9 it would tell how many are not evaluable
    frase = f"{quanti(detta, 'scheda', 'schede')} del personale{su} {'indica' if detta == 1 else 'indicano'} un’esigenza di formazione"
    return [Paragrafo(f"{frase} (allegato D, parte seconda).")]


def _obiettivi(c: Contesto) -> list[Blocco]:
    schema = schema_di(c, CODICE)
    indicatori = indicatori_scelti(c, schema)
    obiettivi = obiettivi_scelti(c, schema, indicatori)
    trovati: list[Blocco] = []
    if obiettivi:
        trovati.append(
            tavola_obiettivi(
                c, "integrita_obiettivi", f"Gli obiettivi {c.anno} su pagamenti, formazione, anticorruzione e trasparenza", obiettivi
            )
        )
    if indicatori:
        trovati.append(
            tavola_indicatori(
                c, "integrita_indicatori", f"Gli indicatori {c.anno} su pagamenti, formazione, anticorruzione e trasparenza", indicatori
            )
        )
    return [Titoletto("Gli obiettivi e gli indicatori"), *trovati] if trovati else []


def mancanze(c: Contesto) -> list[Mancanza]:
    trovate = []
    if not TempiPagamento.objects.filter(esercizio=c.esercizio).exists():
        testo = f"Nessun esito {c.anno} dei tempi di pagamento è registrato."
        trovate.append(Mancanza(testo, "Ufficio personale", reverse("premi:tempi", args=[c.anno])))
    if not c.testi.get("formazione") and not ce_ne_sono(c, schema_di(c, CODICE)):
        trovate.append(
            Mancanza(f"Nei dati {c.anno} non ci sono ore di formazione: vanno scritte nel testo «La formazione».", "Ufficio personale")
        )
    return trovate
