"""Art. 29 on paper: request with its receipt, summons, minutes, decision, communication. One layout: facts, then texts, then signatures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from obiettivi.documenti.parole import giorno, istante, pulito
from smvp.organizzazione.models import Ente

from ..calcolo import Conto
from ..letture.modifiche import cambi
from ..models import Allegato, Assistente, Audizione, Decisione, Istanza, Misura, Presenza, Qualita, SuUnaScheda

RICHIESTA, CONVOCAZIONE, VERBALE, DECISIONE, COMUNICAZIONE, FASCICOLO, MISURA = (
    "riesame_richiesta", "riesame_convocazione", "riesame_verbale", "riesame_decisione", "riesame_comunicazione", "riesame_fascicolo",
    "misura_valutazione_negativa",
)  # fmt: skip
Voce = dict[str, Any]
Dati = list[list[str]]


def intestazione(tipo: str, caso: SuUnaScheda, ente: Ente) -> Voce:
    reg, persona = caso.esercizio.reg, caso.persona
    numero = f"{caso.numero}/{caso.esercizio.anno}" if isinstance(caso, Istanza) else str(caso.esercizio.anno)
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": caso.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "caso": {"numero": numero, "persona": persona.con_titolo, "matricola": persona.matricola, "cognome": persona.cognome},
    }


def _foglio(tipo: str, caso: SuUnaScheda, ente: Ente, titolo: str, dati: Dati, testi: Sequence[tuple[str, str]], firme: list[Voce]) -> Voce:
    return intestazione(tipo, caso, ente) | {
        "titolo": titolo, "dati": dati, "testi": [{"titolo": t, "testo": pulito(testo)} for t, testo in testi if testo], "firme": firme,
        "modifiche": [], "voti": [],
    }  # fmt: skip


def _scheda(istanza: Istanza) -> str:
    return str(istanza.scheda)


def _allegati(allegati: Sequence[Allegato]) -> str:
    return "\n".join(f"{a.nome} (SHA-256 {a.impronta[:16]}…)" for a in allegati)


def contenuto_richiesta(istanza: Istanza, ente: Ente) -> Voce:
    """The request as it was filed, and the receipt for it."""
    dati = [
        ["Presentata da", istanza.persona.con_titolo],
        ["Contro", _scheda(istanza)],
        ["Presentata", istante(istanza.presentata_il)],
        ["Ultimo giorno utile", giorno(istanza.termine_presentazione)],
        ["Nei termini", "no: tardiva, sull’ammissibilità decide l’Organismo" if istanza.tardiva else "sì"],
        ["L’Organismo decide entro", giorno(istanza.orologio.entro)],
    ]
    allegati = list(istanza.allegati.all())
    testi = [("Osservazioni motivate", istanza.motivi), ("Che cosa si chiede", istanza.chiede), ("Documenti allegati", _allegati(allegati))]
    numero = f"{istanza.numero}/{istanza.esercizio.anno}"
    ricevuta = f"La richiesta è stata ricevuta dal Comune {istante(istanza.presentata_il)} con il numero {numero}."
    firme = [{"ruolo": "Il valutato", "nome": istanza.persona.con_titolo, "quando": istante(istanza.presentata_il)}]
    return _foglio(RICHIESTA, istanza, ente, "Richiesta di riesame e ricevuta", dati, [*testi, ("Ricevuta", ricevuta)], firme)


def contenuto_convocazione(istanza: Istanza, audizione: Audizione, ente: Ente) -> Voce:
    dati = [
        ["A", istanza.persona.con_titolo], ["Per", f"il riesame della {_scheda(istanza)[0].lower()}{_scheda(istanza)[1:]}"],
        ["Giorno e ora", istante(audizione.fissata_per)], ["Luogo", audizione.luogo],
        ["Convocata", istante(audizione.convocata_il)],
    ]  # fmt: skip
    testo = (
        "L’Organismo di garanzia ti convoca per sentirti sulla tua richiesta di riesame. Puoi farti assistere da un avvocato di fiducia o "
        "da un rappresentante sindacale (art. 29). Se non vieni, l’Organismo decide sugli atti."
    )
    firme = _firma_segretario(istanza, audizione.convocata_il)
    return _foglio(CONVOCAZIONE, istanza, ente, "Convocazione all’audizione", dati, [("", testo)], firme)


def contenuto_verbale(istanza: Istanza, audizione: Audizione, ente: Ente) -> Voce:
    chi = f"{Assistente(audizione.assistente).label}: {audizione.nome_assistente}" if audizione.assistente else "nessuno"
    dati = [
        ["Giorno e ora", istante(audizione.fissata_per)], ["Luogo", audizione.luogo],
        ["Il valutato", f"{istanza.persona.con_titolo}: {Presenza(audizione.presenza).label.lower()}"], ["Assistito da", chi],
    ]  # fmt: skip
    return _foglio(VERBALE, istanza, ente, "Verbale dell’audizione", dati, [("Verbale", audizione.verbale)], _firme(istanza))


def contenuto_decisione(istanza: Istanza, decisione: Decisione, ente: Ente) -> Voce:
    """What was decided, why, and how each voted."""
    conto = decisione.conto
    dati = [
        ["Su", f"{istanza}, {istanza.persona.con_titolo}"], ["Contro", _scheda(istanza)], ["Presentata", giorno(istanza.giorno)],
        ["Votata", istante(max((v.votato_il for v in decisione.validi), default=None))],
        ["Si decideva entro", giorno(istanza.orologio.entro)], ["Decisione", decisione.get_esito_display()],
        ["Voti", _voti(conto)],
    ]  # fmt: skip
    motivi = [("Motivi", decisione.motivazione)]
    foglio = _foglio(DECISIONE, istanza, ente, "Decisione dell’Organismo di garanzia", dati, motivi, _firme(istanza))
    voti = {v.componente_id: v for v in decisione.validi}
    return foglio | {"modifiche": _modifiche(decisione), "voti": [_voto(c, voti.get(c.pk)) for c in istanza.in_carica]}


def contenuto_comunicazione(istanza: Istanza, decisione: Decisione, effetto: str, ente: Ente) -> Voce:
    dati = [
        ["A", istanza.persona.con_titolo], ["Su", str(istanza)], ["Comunicata", istante(istanza.comunicata_il)],
        ["Decisione", decisione.get_esito_display()],
    ]  # fmt: skip
    testi = [("Motivi", decisione.motivazione), ("Che cosa succede ora", effetto)]
    firme = _firma_segretario(istanza, istanza.comunicata_il)
    foglio = _foglio(COMUNICAZIONE, istanza, ente, "Comunicazione della decisione", dati, testi, firme)
    return foglio | {"modifiche": _modifiche(decisione)}


RILEVA_PER_IL_DIRIGENTE = (
    "La valutazione è di un Dirigente: se dipende dai risultati non raggiunti rileva per la responsabilità dirigenziale e per il "
    "licenziamento disciplinare (d.lgs. 150/2009, art. 3 c. 5-bis; d.lgs. 165/2001, art. 55-quater)."
)


def contenuto_misura(misura: Misura, ente: Ente) -> Voce:
    """What the Segretario has proposed after a negative evaluation, and what the Sindaco has decided, for the person."""
    dopo = misura.istanza or misura.conciliazione
    dati = [
        ["A", misura.persona.con_titolo], ["Dopo", str(dopo)], ["Proposta", istante(misura.proposta_il)],
        ["Decisione del Sindaco", misura.stato_attuale.parola], ["Decisa e comunicata", istante(misura.decisa_il)],
    ]  # fmt: skip
    testi = [("Misura proposta", misura.proposta), ("Perché è proporzionata", misura.perche), ("Motivo della decisione", misura.motivo),
             ("Responsabilità dirigenziale", RILEVA_PER_IL_DIRIGENTE if misura.di_dirigente else "")]  # fmt: skip
    firme = [
        {"ruolo": "Proposta: Vicesegretario" if misura.segretario_escluso else "Proposta: Segretario generale",
         "nome": _nome(misura.proposta_da), "quando": istante(misura.proposta_il)},
        {"ruolo": "Decisione: Sindaco", "nome": _nome(misura.decisa_da), "quando": istante(misura.decisa_il)},
    ]  # fmt: skip
    return _foglio(MISURA, misura, ente, "Misura dopo una valutazione negativa", dati, testi, firme)


def _nome(utente: Any) -> str:
    persona = getattr(utente, "persona", None)
    return persona.con_titolo if persona else str(utente)


def contenuto_fascicolo(istanza: Istanza, parti: list[Voce], allegati: Sequence[Allegato], situazione_al: str, ente: Ente) -> Voce:
    """The index of a case; behind it stand the originals."""
    return intestazione(FASCICOLO, istanza, ente) | {
        "stato": istanza.stato_attuale.parola, "scheda": _scheda(istanza), "situazione_al": situazione_al, "parti": parti,
        "allegati": [
            {"nome": a.nome, "genere": a.get_genere_display(), "impronta": a.impronta, "quando": istante(a.caricato_il)} for a in allegati
        ],
    }  # fmt: skip


def _modifiche(decisione: Decisione) -> list[Voce]:
    return [{"gruppo": c.gruppo, "titolo": c.titolo, "prima": c.prima, "dopo": c.dopo} for c in cambi(decisione.modifiche)]


def _voto(componente: Any, voto: Any) -> Voce:
    come = "non vota" if voto is None else "favorevole" if voto.favorevole else "contrario"
    return {
        "chi": componente.nome, "qualita": componente.in_qualita, "come": come,
        "motivo": voto.motivo if voto else componente.conflitto,
    }  # fmt: skip


def _voti(conto: Conto) -> str:
    favorevoli = "1 favorevole" if conto.favorevoli == 1 else f"{conto.favorevoli} favorevoli"
    return f"{favorevoli}, {'1 contrario' if conto.contrari == 1 else f'{conto.contrari} contrari'}"


def _firme(istanza: Istanza) -> list[Voce]:
    return [{"ruolo": c.in_qualita, "nome": c.nome} for c in istanza.in_carica]


def _firma_segretario(istanza: Istanza, quando: datetime | None) -> list[Voce]:
    siede = [c for c in istanza.in_carica if c.qualita == Qualita.SEGRETARIO]
    return [{"ruolo": c.in_qualita, "nome": c.nome, "quando": istante(quando)} for c in siede]
