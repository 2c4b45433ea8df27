"""Writing a municipality into an empty database: people and offices in bulk, the sheets by the true operations (``regia``)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from obiettivi.models import Obiettivo
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Appartenenza, Direzione, Ente, Esercizio, Incarico, Nomina, Persona, Ruolo, TipoDirezione, Utente
from smvp.registro.operazioni import registra

from .dati import RICONOSCIMENTO
from .modello import Annata, Comune, Individuo
from .modello_obiettivi import Traguardo
from .regia import Scritti, metti_in_scena
from .scrittura import assegna_individuali, assegna_parti, lega, scrivi_esiti, scrivi_righe, scrivi_riscontri, testi_di, tipo_di

STRUTTURA_DAL = date(2009, 1, 1)
LOTTO = 2000


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
        scritti.atti[d.chiave] = Atto.objects.create(tipo=d.tipo, numero=d.numero, data=d.data, oggetto=d.oggetto)
    esercizi = [_scrivi_annata(annata, scritti) for annata in comune.annate]
    metti_in_scena(list(zip(esercizi, comune.annate, strict=True)), scritti, comune.nucleo)
    _chiudi_conti(comune.individui)
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
    scritti.persone = {p.matricola: p for p in persone}
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


def _chiudi_conti(individui: Iterable[Individuo]) -> None:
    """Who has left, and has nothing else here, does not log in any more."""
    andati = [i.utente for i in individui if not i.cariche and all(p.al for p in i.posti) and all(s.al for s in i.servizi)]
    Utente.objects.filter(username__in=andati).update(is_active=False)


def _scrivi_annata(annata: Annata, scritti: Scritti) -> Esercizio:
    """An exercise, and the objectives of which no story is told: they are where they are in bulk."""
    esercizio = Esercizio.objects.create(anno=annata.anno, regolamento=annata.regolamento)
    in_blocco = [t for t in annata.traguardi if not t.storia.mosse]
    obiettivi = Obiettivo.objects.bulk_create((_obiettivo(esercizio, t, scritti) for t in in_blocco), batch_size=LOTTO)
    coppie = list(zip(obiettivi, in_blocco, strict=True))
    parti = scrivi_righe(coppie, scritti.direzioni)
    scrivi_riscontri(coppie, esercizio, esito="si")
    scrivi_esiti(coppie)
    if parti:
        assegna_parti(esercizio, parti)
    assegna_individuali(esercizio, coppie, scritti.incarichi)
    lega(coppie, {o.codice: o for o in obiettivi}, {})
    return esercizio


def _obiettivo(esercizio: Esercizio, t: Traguardo, scritti: Scritti) -> Obiettivo:
    return Obiettivo(
        esercizio=esercizio, codice=t.codice, titolo=t.titolo, tipo=tipo_di(t), responsabile=scritti.incarichi[t.responsabile],
        atto=scritti.atti[t.atto], stato=t.storia.stato, **testi_di(t),
    )  # fmt: skip
