"""Access to acts, what the OO.SS. are told and a revision of the Sistema by the true operations, each on its day (artt. 32, 35, 37)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from smvp.accesso.models import Consegna, Modo, RichiestaAccesso
from smvp.accesso.operazioni import istruttoria, richieste
from smvp.documenti.allegati import File
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.sistema.models import Che, Come, Esito, Informativa, Organizzazione, Qualita, Ragione, Revisione
from smvp.sistema.operazioni import informazioni, revisioni

from .modello_garanzie import MossaGaranzie

VISTI = frozenset({"accogli", "accogli_in_parte", "nega", "differisci"})


@dataclass(slots=True)
class ScenaGaranzie:
    """What is going on while it is being played, by the names of the file."""

    esercizio: Esercizio
    atti: Sequence[MossaGaranzie]
    utenti: Mapping[str, Utente]
    incarichi: Mapping[str, Incarico]
    chiavi: dict[str, int] = field(default_factory=dict)

    def mosse(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for m in self.atti:
            yield m.il, partial(self._fai, m)

    def _fai(self, m: MossaGaranzie) -> None:
        fatto: dict[str, Any] = {"utente": self.utenti[m.da], "quando": m.il}
        if m.azione in VISTI:
            riga = self._accesso(m)
            istruttoria.vista(richiesta=riga, visto=istruttoria.Visto(m.azione, **m.dati), versione=riga.versione, **fatto)
        else:
            getattr(self, f"_{m.azione}")(m, fatto, **m.dati)

    # --- art. 35 ---

    def _accesso(self, m: MossaGaranzie) -> RichiestaAccesso:
        return RichiestaAccesso.objects.get(pk=self.chiavi[m.pratica])

    def _domanda(self, atti: str, motivo: str, modo: str, qualita: str = "") -> richieste.Domanda:
        return richieste.Domanda(self.esercizio, atti, motivo, Modo(modo), qualita)

    def _presenta(self, m: MossaGaranzie, fatto: dict[str, Any], **dati: str) -> None:
        self.chiavi[m.pratica] = richieste.presenta(domanda=self._domanda(**dati), **fatto).pk

    def _registra(
        self, m: MossaGaranzie, fatto: dict[str, Any], nome: str, recapito: str, protocollo: str, titolo: str = "", **dati: str
    ) -> None:
        chi = richieste.Esterno(nome, recapito, protocollo, m.il.date(), titolo)
        self.chiavi[m.pratica] = richieste.registra_esterna(domanda=self._domanda(**dati), chi=chi, **fatto).pk

    def _terzo(self, m: MossaGaranzie, fatto: dict[str, Any], incarico: str, quali_atti: str) -> None:
        persona = self.incarichi[incarico].persona
        istruttoria.aggiungi_terzo(richiesta=self._accesso(m), persona=persona, quali_atti=quali_atti, **fatto)

    def _avvisa(self, m: MossaGaranzie, fatto: dict[str, Any]) -> None:
        riga = self._accesso(m)
        esegui(riga, "avvisa", versione=riga.versione, **fatto)

    def _evadi(self, m: MossaGaranzie, fatto: dict[str, Any], **dati: Any) -> None:
        riga = self._accesso(m)
        consegna = istruttoria.DatiConsegna(**dati | {"come": Consegna(dati["come"]), "giorno": m.il.date()})
        istruttoria.evadi(richiesta=riga, dati=consegna, versione=riga.versione, **fatto)

    # --- art. 32 ---

    def _organizzazioni(self, m: MossaGaranzie, fatto: dict[str, Any], nomi: Sequence[str]) -> None:
        for nome in nomi:
            recapito = f"{nome.lower().replace(' ', '.')}@pec.example"
            informazioni.salva_organizzazione(organizzazione=None, denominazione=nome, recapito=recapito, attiva=True, **fatto)

    def _informa(
        self,
        m: MossaGaranzie,
        fatto: dict[str, Any],
        revisione: str = "",
        corregge: Informativa | None = None,
        motivo: str = "",
        **dati: str,
    ) -> None:
        """To all the organisations, on the day."""
        cosa = informazioni.Informazione(
            Che(dati["che"]), dati["oggetto"], m.il.date(), Come(dati["come"]), list(Organizzazione.objects.all()), dati["testo"],
            self.esercizio, Revisione.objects.get(pk=self.chiavi[revisione]) if revisione else None,
        )  # fmt: skip
        self.chiavi[m.pratica] = informazioni.informa(informazione=cosa, corregge=corregge, motivo=motivo, **fatto).pk

    def _correggi(self, m: MossaGaranzie, fatto: dict[str, Any], **dati: str) -> None:
        self._informa(m, fatto, corregge=Informativa.objects.get(pk=self.chiavi[m.pratica]), **dati)

    def _riscontro(self, m: MossaGaranzie, fatto: dict[str, Any], nome: str, testo: str) -> None:
        informazioni.registra_riscontro(
            informativa=Informativa.objects.get(pk=self.chiavi[m.pratica]), organizzazione=Organizzazione.objects.get(denominazione=nome),
            giorno=m.il.date(), testo=testo, **fatto,
        )  # fmt: skip

    # --- artt. 37 and 38 ---

    def _rivedi(self, m: MossaGaranzie, fatto: dict[str, Any], file: str, nome_file: str, **dati: Any) -> None:
        proposta = revisioni.Proposta(
            dati["titolo"], dati["testo"], dati["articoli"], Ragione(dati["ragione"]), dati["motivo"], self.esercizio.regolamento,
            File(nome_file, file.lstrip().encode()),
        )  # fmt: skip
        self.chiavi[m.pratica] = revisioni.scrivi_bozza(proposta=proposta, **fatto).pk

    def _proponi(self, m: MossaGaranzie, fatto: dict[str, Any]) -> None:
        riga = Revisione.objects.get(pk=self.chiavi[m.pratica])
        esegui(riga, "proponi", versione=riga.versione, **fatto)

    def _parere(self, m: MossaGaranzie, fatto: dict[str, Any], qualita: str, esito: str, testo: str) -> None:
        riga = Revisione.objects.get(pk=self.chiavi[m.pratica])
        revisioni.esprimi_parere(revisione=riga, qualita=Qualita(qualita), esito=Esito(esito), testo=testo, **fatto)
