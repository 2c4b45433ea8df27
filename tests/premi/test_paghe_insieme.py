"""Art. 27 at the same instant: a residue enters the fund once; who pays and who takes the file never both win on the same sums."""

from decimal import Decimal

import pytest

from premi.calcolo.tracciato import Colonna, Mappa
from premi.letture.fonti import DiPremio, premi_scaricabili
from premi.models import Attribuzione, Esportazione, Fondo, RipartoEfficienza, Tracciato
from premi.operazioni.efficienza import porta_al_fondo
from premi.operazioni.paghe import esporta_paghe
from premi.operazioni.premialita import liquida_attribuzione
from premi.operazioni.tracciati import salva_tracciato
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ConflittoDiVersione
from smvp.organizzazione.models import Esercizio, Utente
from tests.fili import insieme
from tests.personaggi import crea_comune
from tests.valutazioni.schede import QUANDO
from valutazioni.models import ValidazioneRelazione

from .fondi import GIUNTA, MOTIVO

INSIEME = 10
D = Decimal
PAGA = DatiAtto(411, QUANDO.date(), "Liquidazione del premio di efficienza", Atto.Tipo.DETERMINAZIONE)


def prepara() -> None:
    c = crea_comune()
    risparmi = Fondo.objects.create(esercizio=c.esercizio, destinazione="risparmi", importo=D("10000.00"))
    Fondo.objects.create(esercizio=c.esercizio, destinazione="produttivita", importo=D("5000.00"), parametri={"A": "1.00"})
    RipartoEfficienza.objects.bulk_create(
        [RipartoEfficienza(esercizio=c.esercizio, criteri="Prova", al_personale=D("2000.00"), fondo=risparmi, stato="riparto_conferito")]
    )
    atto = Atto.objects.create(tipo="decreto", numero=8, data=QUANDO.date(), oggetto="Conferimento")
    Attribuzione.objects.bulk_create([Attribuzione(
        esercizio=c.esercizio, istituto="efficienza", persona=c.persona_dipendente1, importo=D("2000.00"), stato="liquidabile", atto=atto,
        motivo="Prova", proposta_da=c.segretario, proposta_il=QUANDO,
    )])  # fmt: skip
    verbale = Atto.objects.create(tipo="verbale", numero=7, data=QUANDO.date(), oggetto="Validazione")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=verbale, registrata_da=c.ncvp, registrata_il=QUANDO)
    mappa = Mappa("csv", (Colonna("matricola"), Colonna("importo")), totali="in_fondo")
    salva_tracciato(tracciato=None, nome="Prova", mappa=mappa, versione=0, utente=c.personale, quando=QUANDO)


def personale() -> Utente:
    return Utente.objects.get(username="personale")


def porta() -> int:
    riparto = RipartoEfficienza.objects.select_related("esercizio", "fondo").get()
    riga = porta_al_fondo(
        riparto=riparto, esercizio=riparto.esercizio, atto=GIUNTA, motivo=MOTIVO, utente=personale(), quando=QUANDO, versione=1
    )
    return riga.numero_versione


def scarica() -> str:
    (fonte,), mappa = premi_scaricabili(Esercizio.objects.get(anno=2025)), Tracciato.objects.get()
    letta = DiPremio(fonte.somme)
    esporta_paghe(fonte=letta, tracciato=mappa, versioni=(letta.versione, mappa.versione), utente=personale(), quando=QUANDO)
    return letta.liquidabile.stato


def liquida() -> str:
    riga = Attribuzione.objects.select_related("esercizio__validazione_relazione").get()
    return liquida_attribuzione(attribuzione=riga, atto=PAGA, utente=personale(), quando=QUANDO, versione=riga.versione).stato


def scritti() -> tuple[list[Decimal], list[str]]:
    fondi = Fondo.objects.filter(destinazione="produttivita").order_by("numero_versione")
    return [f.importo for f in fondi], sorted(Esportazione.objects.values_list("stato", flat=True))


@pytest.mark.usefixtures("database_vero")
def test_dieci_clic_portano_il_residuo_una_volta_e_chi_scarica_mentre_si_paga_lo_sa() -> None:
    insieme(prepara)
    assert insieme(*[porta] * INSIEME) == [2] * INSIEME
    esiti = insieme(*[scarica] * INSIEME, liquida)
    assert esiti[-1] == "liquidata"
    assert all(e in ("liquidabile", "liquidata") or isinstance(e, ConflittoDiVersione) for e in esiti), esiti
    assert insieme(scritti) == [([D("5000.00"), D("6000.00")], sorted(e for e in esiti[:-1] if isinstance(e, str)))]
