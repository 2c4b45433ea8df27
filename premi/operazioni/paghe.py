"""What the personnel office takes away for the payroll: written whole or refused with all that is wrong, and always logged."""

import hashlib
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..documenti.paghe import Fornitura, Prodotto, produci
from ..letture.paghe import SCARICABILI, precedenti, righe_paghe
from ..models import Corsa, Esportazione, Tracciato

SCARICA_IL_PERSONALE = "I file per le paghe li scarica l’ufficio del personale."


class TracciatoInadatto(DatiNonValidi):
    """The map does not hold the amounts of the run: ``difetti`` names them one by one."""

    def __init__(self, difetti: list[str]) -> None:
        self.difetti = difetti
        super().__init__("\n".join(difetti))


def esporta_paghe(
    *, corsa: Corsa, tracciato: Tracciato, base: Corsa | None, versioni: tuple[int, int], utente: Utente, quando: datetime
) -> Prodotto:  # fmt: skip
    """The file of a run as a map wants it; against ``base`` only the differences. What was handed over is frozen with its map and hash.
    ``versioni``: of the run and of the map, as they were when their totals were read.

    Raises PermissionDenied, OperazioneNonAmmessa (state of the run, archived map), ConflittoDiVersione (they have changed),
    DatiNonValidi (a base that is not an earlier approved run, nothing to pay), TracciatoInadatto.
    """
    if not rules.has_perm("premi.esportare_paghe", utente):
        raise PermissionDenied(SCARICA_IL_PERSONALE)
    if corsa.stato not in SCARICABILI:
        raise OperazioneNonAmmessa(f"La corsa n. {corsa.numero} è «{corsa.stato_attuale.parola}»: non si manda alle paghe.")
    if tracciato.archiviato_il:
        raise OperazioneNonAmmessa(f"Il tracciato «{tracciato}» è archiviato: scegline un altro.")
    if (corsa.versione, tracciato.versione) != versioni:
        raise ConflittoDiVersione("Nel frattempo la corsa o il tracciato sono cambiati: rileggi i totali prima di scaricare.")
    if base is not None and base not in precedenti(corsa):
        raise DatiNonValidi("Le differenze si contano da una corsa approvata in precedenza, dello stesso esercizio e istituto.")
    fornitura = Fornitura(corsa, tracciato.mappa, tracciato.nome, base)
    prodotto = produci(fornitura, righe_paghe(corsa, fornitura.mappa, base), quando)
    if prodotto.difetti:
        raise TracciatoInadatto(prodotto.difetti)
    if not prodotto.totali.tutto.righe:
        raise DatiNonValidi("Non c’è niente da pagare: nessuna differenza." if base else "In questa corsa nessuno ha un importo da pagare.")
    _annota(fornitura, tracciato, prodotto, utente, quando)
    return prodotto


@transaction.atomic
def _annota(f: Fornitura, tracciato: Tracciato, prodotto: Prodotto, utente: Utente, quando: datetime) -> None:
    """Write down what was taken; not if meanwhile somebody has moved the run on or changed the map."""
    ferma = Corsa.objects.select_for_update(of=("self",)).defer("fatti").get(pk=f.corsa.pk)
    uguale = Tracciato.objects.select_for_update(of=("self",)).get(pk=tracciato.pk)
    if (ferma.versione, uguale.versione) != (f.corsa.versione, tracciato.versione):
        raise ConflittoDiVersione("Mentre il file si scriveva la corsa o il tracciato sono cambiati: rileggi i totali e riprova.")
    conto, impronta = prodotto.totali.tutto, hashlib.sha256(prodotto.contenuto).hexdigest()
    Esportazione.objects.create(
        corsa=f.corsa, base=f.base, tracciato=tracciato, nome_tracciato=tracciato.nome, mappa=f.mappa.in_dati(), stato_corsa=f.corsa.stato,
        nome_file=prodotto.nome, impronta_file=impronta, persone=conto.quante_persone, righe=conto.righe, totale=conto.importo,
        scaricata_da=utente, scaricata_il=quando,
    )  # fmt: skip
    registra(
        azione="paghe.scarica", oggetto="corsa", oggetto_id=f.corsa.pk, utente=utente.username, quando=quando,
        dati={
            "anno": f.corsa.esercizio.anno, "istituto": f.corsa.istituto, "corsa": f.corsa.numero, "stato": f.corsa.stato,
            "impronta": f.corsa.impronta, "rispetto_a": f.base.numero if f.base else None, "tracciato": tracciato.pk,
            "nome": tracciato.nome, "versione_tracciato": tracciato.versione, "persone": conto.quante_persone, "righe": conto.righe,
            "totale": conto.importo, "file": prodotto.nome, "sha256": impronta,
        },
    )  # fmt: skip
