"""``simula --spiega``: beside every figure the steps that lead to it, the same that screens and documents show."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from premi.calcolo import ContoDirezione
from premi.calcolo.spiegazione import (
    spiega_candidato,
    spiega_direzione,
    spiega_efficienza,
    spiega_escluso,
    spiega_importo,
    spiega_monte,
    spiega_peso,
    spiega_posizione,
    spiega_posti,
    spiega_premio,
    spiega_quota,
    spiega_servizio,
)
from premi.simulazione.modello import Fatti
from premi.simulazione.motore import EsitoDipendente, EsitoIncarico, Risultati, giorni_per_direzione
from smvp.nucleo.errori import cita
from smvp.nucleo.formati import FISSO
from smvp.nucleo.periodi import anno_intero
from smvp.regolamento.modello import Lettura, Regolamento
from valutazioni.calcolo import Passo, spiega, spiega_fattori, spiega_personale

Spiegazione = dict[str, list[dict[str, Any]]]


def aggiungi_spiegazioni(documento: dict[str, Any], fatti: Fatti, risultati: Risultati, reg: Regolamento) -> None:
    """Put into each entry of the results the key ``spiegazione``, and under ``letture`` the readings that were applied."""
    s = _Spiegatore(fatti, risultati, reg)
    for voce, incarico in zip(documento["incarichi"], risultati.incarichi, strict=True):
        voce["spiegazione"] = s.incarico(incarico)
    for voce, persona in zip(documento["dipendenti"], risultati.dipendenti, strict=True):
        voce["spiegazione"] = s.dipendente(persona)
    if risultati.monte_risultato is not None:
        documento["monte_risultato"]["spiegazione"] = s.per_cifra(spiega_monte(risultati.monte_risultato, reg))
    for voce, conto in zip(documento.get("direzioni", ()), risultati.direzioni or (), strict=True):
        voce["spiegazione"] = s.direzione(conto)
    documento["eccellenze"]["spiegazione"] = s.per_cifra([spiega_posti(risultati.eccellenze, reg)])
    for voce, candidato in zip(documento["eccellenze"]["candidati"], risultati.eccellenze.candidati, strict=True):
        voce["spiegazione"] = s.per_cifra([spiega_candidato(candidato, reg)])
    if risultati.efficienza is not None:
        documento["efficienza"]["spiegazione"] = s.per_cifra(spiega_efficienza(risultati.efficienza, reg))
    s.progressioni(documento.get("progressioni", ()))
    documento["letture"] = s.letture()


class _Spiegatore:
    """Makes the explanations of one run, and remembers which readings they name."""

    def __init__(self, fatti: Fatti, risultati: Risultati, reg: Regolamento) -> None:
        self.fatti = fatti
        self.risultati = risultati
        self.reg = reg
        self.anno = anno_intero(fatti.esercizio)
        self.usate: dict[str, Lettura] = {}
        self.articoli: dict[tuple[str, ...], list[str]] = {}
        riparto = risultati.riparto
        # By days and not by fractions of the year: the same proportions, in figures that end.
        self.pesi = {codice: peso * self.anno.giorni for codice, peso in riparto.pesi.items()} if riparto else {}
        self.pesi_in_tutto = sum(self.pesi.values(), Fraction(0))

    def incarico(self, esito: EsitoIncarico) -> Spiegazione:
        i, reg = esito.incarico, self.reg
        passi = [
            *spiega_fattori(esito.punteggio, reg),
            *spiega(esito.punteggio, reg, assegnati=i.assegnati),
            *spiega_servizio(esito.servizio, reg, limiti_eta=i.limiti_eta),
            *spiega_importo(
                esito.importo, i.retribuzione, esito.fascia.percentuale, esito.servizio, reg, ad_interim=i.ad_interim,
                tempi_pagamento=i.tempi_pagamento,
            ),
        ]  # fmt: skip
        return self.per_cifra(passi)

    def dipendente(self, esito: EsitoDipendente) -> Spiegazione:
        d, reg = esito.dipendente, self.reg
        punteggio = spiega_personale(
            esito.punteggio, d.struttura, d.specifici, d.comportamenti, reg, esonero=d.specifici is None
        )  # fmt: skip
        return self.per_cifra(punteggio) | self.per_cifra(self._premi(esito))

    def _premi(self, esito: EsitoDipendente) -> Iterable[Passo]:
        d, riparto = esito.dipendente, self.risultati.riparto
        giorni = giorni_per_direzione(d, self.anno) if riparto else {}
        for q in esito.quote if riparto else ():
            parametro = self.fatti.parametri_categoria[d.categoria]
            peso = Fraction(parametro) * Fraction(d.tempo) * giorni[q.direzione]
            yield spiega_peso(d.categoria, parametro, d.tempo, giorni[q.direzione], self.reg)
            fondo, pesi = riparto.direzioni[q.direzione], self.pesi[q.direzione]  # type: ignore[union-attr]
            yield from spiega_quota(q.direzione, q.quota, peso, fondo, pesi, q.premio, esito.totale, self.reg)
        yield spiega_premio([q.premio for q in esito.quote], esito.premio, self.reg)

    def direzione(self, conto: ContoDirezione) -> Spiegazione:
        fondo = self.fatti.fondo_produttivita or Decimal(0)
        return self.per_cifra(spiega_direzione(conto, fondo, self.pesi[conto.direzione], self.pesi_in_tutto, self.reg))

    def progressioni(self, voci: Iterable[dict[str, Any]]) -> None:
        for voce, (progressione, graduatoria) in zip(voci, self.risultati.progressioni or (), strict=True):
            candidati = {c.matricola: c for c in progressione.candidati}
            for riga, scritta in zip(graduatoria.righe, voce["graduatoria"], strict=True):
                scritta["spiegazione"] = self.per_cifra(spiega_posizione(riga, candidati[riga.matricola], self.reg))
            for escluso, scritto in zip(graduatoria.esclusi, voce["esclusi"], strict=True):
                scritto["spiegazione"] = self.per_cifra([spiega_escluso(escluso, self.reg)])

    def letture(self) -> dict[str, dict[str, str]]:
        """The readings that were applied, by code."""
        in_ordine = sorted(self.usate.values(), key=lambda lettura: (len(lettura.codice), lettura.codice))
        return {x.codice: {"titolo": x.titolo, "testo": x.testo, "articolo": self._cita(x.articolo)} for x in in_ordine}

    def per_cifra(self, passi: Iterable[Passo]) -> Spiegazione:
        """The steps under the name of the figure they lead to; those that only prepare a figure stand before it, or after the last one."""
        spiegazione: Spiegazione = {}
        attesa: list[dict[str, Any]] = []
        for passo in passi:
            attesa.append(self._scritto(passo))
            if passo.cifra:
                ultimi = spiegazione.setdefault(passo.cifra, [])
                ultimi += attesa
                attesa = []
        if attesa:
            ultimi += attesa
        return spiegazione

    def _scritto(self, passo: Passo) -> dict[str, Any]:
        for lettura in passo.letture:
            self.usate[lettura.codice] = lettura
        articoli = self.articoli.get(passo.articoli)
        if articoli is None:
            articoli = self.articoli[passo.articoli] = [self._cita(a) for a in passo.articoli]
        return {
            "valore": str(passo.valore) if isinstance(passo.valore, Decimal) else passo.valore,
            "testo": passo.testo,
            "formula": passo.formula or None,
            "articoli": articoli,
            "letture": [lettura.codice for lettura in passo.letture],
            "silente": passo.silente,
        }

    @staticmethod
    def _cita(articolo: str) -> str:
        return cita(articolo).replace(FISSO, " ")
