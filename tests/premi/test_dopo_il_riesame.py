"""Art. 29: a sheet that a review has determined anew is paid once, and the next run says what changes for whom, to the cent."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from premi.agenda.corse import _schede
from premi.letture import fatti_verificati
from premi.letture.completezza import FERME, che_manca
from premi.letture.differenze import confronto
from premi.letture.paghe import righe_di_corsa
from premi.models import Corsa, Istituto
from premi.operazioni.corse import CorsaImpossibile, approva_corsa, chiedi_corsa
from premi.stati import PROVVISORIA
from tests.premi.test_paghe import MAPPA
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.letture import sospese
from valutazioni.models import Scheda, SchedaPersonale, Valutazione
from valutazioni.operazioni.riesame import Corretto, correggi_per_riesame

from .scene import GIUNTA, calcolata, da_pagare, passa

D = Decimal
RISULTATO, PRODUTTIVITA = Istituto.RISULTATO, Istituto.PRODUTTIVITA
PERCHE = "Il teste sentito in audizione conferma quanto documentato."
_scritta, c = scena_del_modulo(da_pagare)


def approvata(c: SimpleNamespace, corsa: Corsa) -> Corsa:
    corsa = passa(corsa, ("controlla", c.personale), ("proponi", c.segretario))
    return approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)


def riesaminata(c: SimpleNamespace) -> Scheda:
    """dirigente1: the third objective from 70,50 to 96 % (2 → 3 points by 15), all the marks from 2 to 3: 200 → 245 points."""
    scheda = Scheda.objects.get(incarico=c.incarico_dirigente1)
    (_, _, terzo) = scheda.voti_obiettivo.all()
    return correggi_per_riesame(
        scheda, voti={v.pk: Corretto(3, PERCHE) for v in scheda.voti_fattore.all()},
        raggiungimenti={terzo.pk: Corretto(D("96.00"), PERCHE)}, motivazione=PERCHE, riferimento="riesame n. 1/2026",
        utente=c.ncvp, quando=QUANDO + timedelta(days=12),
    )  # fmt: skip


def riesaminato(c: SimpleNamespace) -> SchedaPersonale:
    """dipendente1: all the marks from 2 to 3."""
    scheda = SchedaPersonale.objects.get(persona=c.persona_dipendente1)
    return correggi_per_riesame(
        scheda, voti={v.pk: Corretto(3, PERCHE) for v in scheda.voti.all()}, motivazione=PERCHE, riferimento="riesame n. 2/2026",
        utente=c.segretario, quando=QUANDO + timedelta(days=12),
    )  # fmt: skip


def test_art29_la_corsa_che_segue_corregge_al_centesimo_chi_ha_avuto_ragione_e_nessun_altro(c: SimpleNamespace) -> None:
    prima = approvata(c, calcolata(c))
    vecchia, nuova = Scheda.objects.get(incarico=c.incarico_dirigente1), riesaminata(c)
    assert vecchia.fascia != nuova.fascia
    dopo = calcolata(c)
    assert (dopo.stato, dopo.precedente) == (PROVVISORIA, prima)
    (d,) = confronto(dopo, prima).differenze
    retribuzione = c.incarico_dirigente1.retribuzione_risultato
    assert (d.matricola, d.prima, d.dopo) == (
        c.persona_dirigente1.matricola, retribuzione * vecchia.percentuale / 100, retribuzione * nuova.percentuale / 100)  # fmt: skip
    assert d.differenza > 0 and dopo.distribuito - prima.distribuito == d.differenza
    (riga,) = [r for r in righe_di_corsa(dopo, MAPPA, prima) if r.importo]
    assert (riga.matricola, riga.importo) == (d.matricola, d.differenza), "alle paghe va una riga sola, non una in meno e una in più"


def test_anche_fra_il_personale(c: SimpleNamespace) -> None:
    prima = approvata(c, calcolata(c, PRODUTTIVITA))
    vecchia, nuova = SchedaPersonale.objects.get(persona=c.persona_dipendente1), riesaminato(c)
    dopo = calcolata(c, PRODUTTIVITA)
    (d,) = confronto(dopo, prima).differenze
    (linea,) = dopo.linee_premio.filter(persona=c.persona_dipendente1)
    assert (d.matricola, linea.scheda, linea.totale) == (c.persona_dipendente1.matricola, nuova, nuova.totale)
    assert d.dopo == linea.premio and d.prima == prima.linee_premio.get(scheda=vecchia).premio and d.differenza > 0
    (riga,) = [r for r in righe_di_corsa(dopo, MAPPA, prima) if r.importo]
    assert (riga.matricola, riga.importo) == (d.matricola, d.differenza)


def test_la_versione_di_prima_non_conta_due_volte(c: SimpleNamespace) -> None:
    quante = len(calcolata(c).linee_risultato.all()), len(calcolata(c, PRODUTTIVITA).linee_premio.all())
    nuova, personale = riesaminata(c), riesaminato(c)
    fatti = fatti_verificati(c.esercizio)
    for matricola in (c.persona_dirigente1.matricola, c.persona_dipendente1.matricola):
        assert fatti.count(f'"matricola":"{matricola}"'.replace(":", ": ")) + fatti.count(f'"matricola":"{matricola}"') == 1
    risultato, produttivita = calcolata(c), calcolata(c, PRODUTTIVITA)
    assert (risultato.linee_risultato.count(), produttivita.linee_premio.count()) == quante
    assert risultato.linee_risultato.get(persona=c.persona_dirigente1).scheda == nuova
    assert produttivita.linee_premio.get(persona=c.persona_dipendente1).scheda == personale


# --- what is not approvable yet ---


@pytest.fixture
def ferme(monkeypatch: pytest.MonkeyPatch) -> dict[type[Valutazione], list[int]]:
    """What somebody above would register: the keys of the sheets that a case holds."""
    tenute: dict[type[Valutazione], list[int]] = {Scheda: [], SchedaPersonale: []}
    monkeypatch.setattr(sospese, "_fermi", [tenute.__getitem__])
    return tenute


@pytest.mark.parametrize(("istituto", "modello", "chi"), [
    (RISULTATO, Scheda, "dirigente1"), (PRODUTTIVITA, SchedaPersonale, "dipendente1")])  # fmt: skip
def test_a52_la_corsa_aspetta_chi_non_e_ancora_approvabile_e_ne_dice_solo_il_nome(
    c: SimpleNamespace, ferme: dict[type[Valutazione], list[int]], istituto: str, modello: type[Valutazione], chi: str
) -> None:
    scheda = getattr(c, f"scheda_{chi}")
    assert che_manca(c.esercizio, istituto) == []
    ferme[modello].append(scheda.pk)
    (gruppo,) = che_manca(c.esercizio, istituto)
    (voce,) = gruppo.voci
    assert gruppo.che == FERME and scheda.valutato.cognome in voce.testo and voce.testo.endswith("la valutazione non è ancora approvabile.")
    with pytest.raises(CorsaImpossibile):
        chiedi_corsa(esercizio=c.esercizio, istituto=istituto, utente=c.personale, quando=QUANDO)
    tutte, finite = _schede(Istituto(istituto))[c.esercizio.pk]
    assert tutte - finite == 1
    client = Client()
    client.force_login(c.personale)
    pagina = client.get(reverse("premi:corse", args=[2025])).content.decode()
    assert "non è ancora approvabile" in pagina and "riesame" not in pagina
    ferme[modello].clear()
    assert che_manca(c.esercizio, istituto) == []
