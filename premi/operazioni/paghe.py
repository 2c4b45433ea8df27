"""What the personnel office takes away for the payroll: written whole or refused with all that is wrong, and always logged."""

import hashlib
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..documenti.paghe import Fornitura, Prodotto, produci
from ..letture.fonti import SCARICABILI, DiCorsa, DiPremio, Fonte, precedenti
from ..models import Attribuzione, Corsa, Esportazione, Tracciato
from .fondi import blocca

SCARICA_IL_PERSONALE = "I file per le paghe li scarica l’ufficio del personale."


class TracciatoInadatto(DatiNonValidi):
    """The map does not hold the amounts: ``difetti`` names them one by one."""

    def __init__(self, difetti: list[str]) -> None:
        self.difetti = difetti
        super().__init__("\n".join(difetti))


def esporta_paghe(
    *, fonte: Fonte, tracciato: Tracciato, versioni: tuple[str, int], utente: Utente, quando: datetime
) -> Prodotto:  # fmt: skip
    """The file of a run (of a correction, if it has a base, only the differences) or of the sums of a premium, as a map wants it.

    What was handed over is frozen with its map and hash. ``versioni``: of the source and of the map, as they were when their totals were
    read. Raises PermissionDenied, OperazioneNonAmmessa (state of the amounts, archived map), ConflittoDiVersione (they have changed),
    DatiNonValidi (a base that is not an earlier approved run, nothing to pay), TracciatoInadatto.
    """
    if not rules.has_perm("premi.esportare_paghe", utente):
        raise PermissionDenied(SCARICA_IL_PERSONALE)
    _controlla_stato(fonte)
    if tracciato.archiviato_il:
        raise OperazioneNonAmmessa(f"Il tracciato «{tracciato}» è archiviato: scegline un altro.")
    if (fonte.versione, tracciato.versione) != versioni:
        raise ConflittoDiVersione("Nel frattempo gli importi o il tracciato sono cambiati: rileggi i totali prima di scaricare.")
    fornitura = Fornitura(fonte, tracciato.mappa, tracciato.nome)
    prodotto = produci(fornitura, quando)
    if prodotto.difetti:
        raise TracciatoInadatto(prodotto.difetti)
    if not prodotto.totali.tutto.righe:
        raise DatiNonValidi(_niente(fonte))
    _annota(fornitura, tracciato, prodotto, utente, quando)
    return prodotto


def _controlla_stato(fonte: Fonte) -> None:
    """A run may be tried before it is due, and is marked so; the sums of artt. 25–27 only go once they are liquidabili (reading A53)."""
    if isinstance(fonte, DiPremio):
        if any(not a.pagabile for a in fonte.somme):
            raise OperazioneNonAmmessa(f"{fonte.titolo}: ci sono somme non ancora liquidabili, che non si mandano alle paghe.")
    elif isinstance(fonte, DiCorsa):
        if fonte.corsa.stato not in SCARICABILI:
            raise OperazioneNonAmmessa(f"La corsa n. {fonte.corsa.numero} è «{fonte.stato.parola}»: non si manda alle paghe.")
        if fonte.base is not None and fonte.base not in precedenti(fonte.corsa):
            raise DatiNonValidi("Le differenze si contano da una corsa approvata in precedenza, dello stesso esercizio e istituto.")


def _niente(fonte: Fonte) -> str:
    if isinstance(fonte, DiCorsa) and fonte.base:
        return "Non c’è niente da pagare: nessuna differenza."
    return "In questa corsa nessuno ha un importo da pagare."


@transaction.atomic
def _annota(f: Fornitura, tracciato: Tracciato, prodotto: Prodotto, utente: Utente, quando: datetime) -> None:
    """Write down what was taken; not if meanwhile somebody has moved the amounts on or changed the map."""
    fonte = f.fonte
    ferma, uguale = _ferma(fonte), Tracciato.objects.select_for_update(of=("self",)).get(pk=tracciato.pk)
    if (ferma, uguale.versione) != (fonte.versione, tracciato.versione):
        raise ConflittoDiVersione("Mentre il file si scriveva gli importi o il tracciato sono cambiati: rileggi i totali e riprova.")
    conto, impronta = prodotto.totali.tutto, hashlib.sha256(prodotto.contenuto).hexdigest()
    riga = Esportazione.objects.create(
        **_di_che_cosa(fonte), tracciato=tracciato, nome_tracciato=tracciato.nome, mappa=f.mappa.in_dati(), stato=fonte.liquidabile.stato,
        nome_file=prodotto.nome, impronta_file=impronta, persone=conto.quante_persone, righe=conto.righe, totale=conto.importo,
        scaricata_da=utente, scaricata_il=quando,
    )  # fmt: skip
    if isinstance(fonte, DiPremio):
        riga.attribuzioni.set(fonte.somme)
    oggetto, oggetto_id = ("corsa", fonte.corsa.pk) if isinstance(fonte, DiCorsa) else ("esercizio", fonte.esercizio.pk)
    registra(
        azione="paghe.scarica", oggetto=oggetto, oggetto_id=oggetto_id, utente=utente.username, quando=quando,
        dati=fonte.nel_registro() | {
            "tracciato": tracciato.pk, "nome": tracciato.nome, "versione_tracciato": tracciato.versione, "persone": conto.quante_persone,
            "righe": conto.righe, "totale": conto.importo, "file": prodotto.nome, "sha256": impronta,
        },
    )  # fmt: skip


def _ferma(fonte: Fonte) -> str:
    """The version that the amounts have now; nobody changes them before the file is written down."""
    if isinstance(fonte, DiCorsa):
        corsa = Corsa.objects.select_for_update(of=("self",)).defer("fatti").get(pk=fonte.corsa.pk)
        return DiCorsa(corsa, fonte.base).versione
    if not isinstance(fonte, DiPremio):
        raise TypeError(f"Che cosa è {fonte!r}?")
    blocca(fonte.esercizio)
    ferme = Attribuzione.objects.select_for_update(of=("self",)).in_bulk([a.pk for a in fonte.somme])
    return DiPremio([ferme[a.pk] for a in fonte.somme]).versione


def _di_che_cosa(fonte: Fonte) -> dict[str, Any]:
    if isinstance(fonte, DiCorsa):
        return {"corsa": fonte.corsa, "base": fonte.base}
    return {"esercizio": fonte.esercizio, "premio": fonte.istituto, "impronta": fonte.impronta}
