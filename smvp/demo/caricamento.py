"""Writing a municipality into an empty database: people and offices in bulk, the sheets by the true operations (``regia``)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from obiettivi.models import Assegnazione, Fase, Indicatore, Obiettivo, Parte, Tipo
from obiettivi.stati import ASSEGNATA
from premi.models import Fondo
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Appartenenza, Direzione, Ente, Esercizio, Incarico, Nomina, Persona, Ruolo, TipoDirezione, Utente
from smvp.registro.operazioni import registra
from valutazioni.letture import incarichi_da_valutare

from .dati import RICONOSCIMENTO
from .modello import Annata, Comune, Individuo, Traguardo
from .regia import metti_in_scena

STRUTTURA_DAL = date(2009, 1, 1)
LOTTO = 2000


@dataclass(slots=True)
class Scritti:
    """What has been written so far, by the names used in the data."""

    direzioni: dict[str, Direzione] = field(default_factory=dict)
    utenti: dict[str, Utente] = field(default_factory=dict)
    incarichi: dict[str, Incarico] = field(default_factory=dict)
    specialistiche: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    atti: dict[str, Atto] = field(default_factory=dict)


@transaction.atomic
def carica(comune: Comune, *, quando: datetime) -> Scritti:
    """Write all of a municipality, or nothing; the database must be empty of people and exercises."""
    mese, giorno, nome = comune.patrono
    Ente.objects.create(
        denominazione=comune.denominazione, provincia=comune.provincia, patrono_mese=mese, patrono_giorno=giorno, patrono_nome=nome
    )
    scritti = Scritti()
    _scrivi_uffici(comune, scritti)
    _scrivi_persone(comune.individui, scritti)
    for d in comune.delibere:
        scritti.atti[d.chiave] = Atto.objects.create(tipo=Atto.Tipo.GIUNTA, numero=d.numero, data=d.data, oggetto=d.oggetto)
    esercizi = [_scrivi_annata(annata, scritti) for annata in comune.annate]
    metti_in_scena(list(zip(esercizi, comune.annate, strict=True)), scritti.utenti, scritti.incarichi, scritti.specialistiche)
    registra(azione="demo.carica", oggetto="ente", oggetto_id=1, utente="admin", quando=quando, dati={"persone": len(comune.individui)})
    return scritti


def _scrivi_uffici(comune: Comune, scritti: Scritti) -> None:
    for tipo in TipoDirezione.values:
        nuovi = Direzione.objects.bulk_create(
            Direzione(codice=u.codice, denominazione=u.denominazione, tipo=tipo, padre=scritti.direzioni.get(u.padre), dal=STRUTTURA_DAL)
            for u in comune.uffici if u.tipo == tipo
        )  # fmt: skip
        scritti.direzioni |= {d.codice: d for d in nuovi}


def _scrivi_persone(individui: Sequence[Individuo], scritti: Scritti) -> None:
    """One password hash for everybody: it is slow by design, and the password is the same."""
    segreta = make_password(RICONOSCIMENTO[1])
    utenti = Utente.objects.bulk_create((_utente(i, segreta) for i in individui if i.utente), batch_size=LOTTO)
    scritti.utenti = {u.username: u for u in utenti}
    persone = Persona.objects.bulk_create(
        (
            Persona(
                matricola=i.matricola, codice_fiscale=i.codice_fiscale, nome=i.nome, cognome=i.cognome, titolo=i.titolo,
                genere=i.genere, email=i.email, utente=scritti.utenti.get(i.utente),
            )
            for i in individui
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    coppie = list(zip(persone, individui, strict=True))
    _scrivi_posti(coppie, scritti)
    Nomina.objects.bulk_create(Nomina(persona=p, ruolo=c.ruolo, dal=c.dal, al=c.al) for p, i in coppie for c in i.cariche)
    Appartenenza.objects.bulk_create(
        (
            Appartenenza(
                persona=p, direzione=scritti.direzioni[s.direzione], categoria=s.categoria, tempo=s.tempo, dal=s.dal, al=s.al
            )
            for p, i in coppie for s in i.servizi
        ),
        batch_size=LOTTO,
    )  # fmt: skip


def _utente(individuo: Individuo, segreta: str) -> Utente:
    amministra = any(c.ruolo == Ruolo.AMMINISTRATORE for c in individuo.cariche)
    return Utente(
        username=individuo.utente, password=segreta, email=individuo.email, first_name=individuo.nome, last_name=individuo.cognome,
        is_staff=amministra,
    )  # fmt: skip


def _scrivi_posti(coppie: Iterable[tuple[Persona, Individuo]], scritti: Scritti) -> None:
    posti = [(persona, posto) for persona, individuo in coppie for posto in individuo.posti]
    nuovi = Incarico.objects.bulk_create(
        Incarico(
            persona=persona, ruolo=p.ruolo, tipo_po=p.tipo_po, direzione=scritti.direzioni.get(p.direzione), ad_interim=p.ad_interim,
            dal=p.dal, al=p.al, retribuzione_risultato=p.retribuzione, causa_fine=p.causa_fine,
        )
        for persona, p in posti
    )  # fmt: skip
    for incarico, (_, posto) in zip(nuovi, posti, strict=True):
        scritti.incarichi[posto.chiave] = incarico
        scritti.specialistiche[posto.chiave] = posto.specialistiche


def _scrivi_annata(annata: Annata, scritti: Scritti) -> Esercizio:
    """An exercise with what is set aside (art. 23) and its objectives; weights as the regulation has them (artt. 6 and 7)."""
    esercizio = Esercizio.objects.create(anno=annata.anno, regolamento=annata.regolamento)
    atto = scritti.atti[annata.atto_fondi]
    Fondo.objects.bulk_create(Fondo(esercizio=esercizio, destinazione=d, importo=i, atto=atto) for d, i in annata.fondi.items())
    obiettivi = Obiettivo.objects.bulk_create(_obiettivo(esercizio, t, scritti) for t in annata.traguardi)
    coppie = list(zip(obiettivi, annata.traguardi, strict=True))
    Fase.objects.bulk_create(Fase(obiettivo=o, ordine=n, testo=f) for o, t in coppie for n, f in enumerate(t.fasi, 1))
    Indicatore.objects.bulk_create(Indicatore(obiettivo=o, ordine=1, titolo=t.indicatore, tipo="quantita") for o, t in coppie)
    parti = Parte.objects.bulk_create(
        Parte(obiettivo=o, direzione=scritti.direzioni[p.direzione], apporto=p.apporto, descrizione=p.descrizione)
        for o, t in coppie for p in t.parti
    )  # fmt: skip
    Assegnazione.objects.bulk_create([*_assegna_parti(esercizio, parti), *_assegna_individuali(esercizio, coppie, scritti)])
    return esercizio


def _obiettivo(esercizio: Esercizio, t: Traguardo, scritti: Scritti) -> Obiettivo:
    return Obiettivo(
        esercizio=esercizio, codice=t.codice, titolo=t.titolo, tipo=Tipo.GENERALE if t.parti else Tipo.INDIVIDUALE,
        descrizione=t.descrizione, area=str(t.area), ambiti=list(t.ambiti), risultato_atteso=t.risultato_atteso,
        atto=scritti.atti[t.atto], stato=ASSEGNATA,
    )  # fmt: skip


def _assegna_parti(esercizio: Esercizio, parti: Sequence[Parte]) -> Iterable[Assegnazione]:
    """Artt. 7 and 8: each appointment answers for its Direzione's part of the general objective."""
    per_direzione = {p.direzione_id: p for p in parti}
    apici: dict[int | None, int] = {d.pk: d.apice.pk for d in Direzione.objects.con_padri()}
    peso = esercizio.reg.pesi.generali / esercizio.reg.negoziazione.generali
    for incarico in incarichi_da_valutare(esercizio):
        parte = per_direzione[apici[incarico.direzione_id]]
        yield Assegnazione(obiettivo=parte.obiettivo, parte=parte, incarico=incarico, peso=peso)


def _assegna_individuali(
    esercizio: Esercizio, coppie: Iterable[tuple[Obiettivo, Traguardo]], scritti: Scritti
) -> Iterable[Assegnazione]:
    peso = esercizio.reg.pesi.individuali / esercizio.reg.negoziazione.individuali
    for obiettivo, traguardo in coppie:
        for chiave in traguardo.a:
            yield Assegnazione(obiettivo=obiettivo, incarico=scritti.incarichi[chiave], peso=peso)
