"""From the tables of a regulation to its model. Every value is read with its article and validity; coherence is checked elsewhere."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from smvp.regolamento import garanzie as g
from smvp.regolamento import modello as m
from smvp.regolamento.tavola import Origine, Tavola

K = TypeVar("K", str, int)
T = TypeVar("T")
BASE_PERCENTUALE = 100
GIORNI_DEI_MESI = tuple(monthrange(1, mese)[1] for mese in range(1, 13))  # of a year that is not leap


def costruisci(dati: Mapping[str, object], origine: Origine) -> m.Regolamento:
    """Build the model of a regulation. Raises ErroreRegolamento for what is missing, unknown or mistyped."""
    t = Tavola(dati, "", origine)
    pesi, scala = _pesi(t), t.tavole("scala", _livello)
    ruoli = _per_codice(t, "ruoli", _ruolo, lambda r: r.codice)
    regolamento = m.Regolamento(
        codice=t.testo("codice"),
        denominazione=t.testo("denominazione"),
        ente=t.testo("ente"),
        atto=t.testo("atto"),
        dal=t.giorno("dal"),
        ruoli=ruoli,
        pesi=pesi,
        scala=scala,
        macrofattori=t.tavole("macrofattori", _macrofattore),
        grading=t.tavole("grading", _soglia),
        conteggio=_per_codice(t, "conteggio", _conteggio, lambda c: c.indicatori),
        negoziazione=_negoziazione(t),
        facolta=_facolta(t),
        riservatezza=_riservatezza(t),
        requisiti_obiettivo=t.tavole("requisiti_obiettivo", _requisito),
        requisiti_indicatore=t.tavole("requisiti_indicatore", _requisito),
        dimensioni=t.tavole("dimensioni", _requisito),
        ambiti=t.tavole("ambiti", _ambito),
        aree=t.tavole("aree", _area),
        fasce=_fasce(t, ruoli),
        premi=_premi(t),
        personale=_personale(t, scala[-1].voto),
        soglie=_soglie(t),
        progressioni=_progressioni(t),
        scadenze=_scadenze(t),
        riesame=_riesame(t),
        garanzie=_garanzie(t),
        articoli=_per_codice(t, "articoli", _articolo, lambda a: a.numero),
        letture=_per_codice(t, "letture", _lettura, lambda lettura: lettura.codice),
        citazioni=_citazioni(t),
    )
    t.finita()
    return regolamento


def _per_codice(t: Tavola, nome: str, leggi: Callable[[Tavola], T], codice: Callable[[T], K]) -> Mapping[K, T]:
    """A list of tables as a mapping by code; the same code twice is an error."""
    valori: dict[K, T] = {}
    for valore in t.tavole(nome, leggi):
        if codice(valore) in valori:
            raise t.errore(nome, f"«{codice(valore)}» compare due volte")
        valori[codice(valore)] = valore
    return MappingProxyType(valori)


def _intero(t: Tavola, nome: str) -> int:
    """A whole value with its article."""
    return _valore(t, nome, lambda v: v.intero("valore", 1))


def _si_o_no(t: Tavola, nome: str) -> bool:
    """A choice with its article."""
    return _valore(t, nome, lambda v: v.vero("valore"))


def _decimale(t: Tavola, nome: str) -> Decimal:
    """An exact value with its article."""
    return _valore(t, nome, lambda v: v.decimale("valore"))


def _valore(t: Tavola, nome: str, leggi: Callable[[Tavola], T]) -> T:
    """A table that holds one value with its article."""
    tavola = t.sotto(nome)
    valore = leggi(tavola)
    tavola.norma()
    tavola.finita()
    return valore


def _gruppo_di_valori(t: Tavola, nome: str, leggi: Callable[[Tavola], T]) -> T:
    """A table of tables, read whole."""
    tavola = t.sotto(nome)
    valore = leggi(tavola)
    tavola.finita()
    return valore


def _pesi(t: Tavola) -> m.Pesi:
    nomi = ("base", "obiettivi", "generali", "individuali", "comportamenti")
    return _gruppo_di_valori(t, "pesi", lambda p: m.Pesi(**{nome: _decimale(p, nome) for nome in nomi}))


def _negoziazione(t: Tavola) -> m.Negoziazione:
    nomi = ("generali", "individuali", "direzioni_minime")
    return _gruppo_di_valori(t, "negoziazione", lambda n: m.Negoziazione(**{nome: _intero(n, nome) for nome in nomi}))


def _facolta(t: Tavola) -> m.Facolta:
    """What a version does not name it does not have."""
    nomi = ("autovalutazione", "diario")
    if not t.ha("facolta"):
        return m.Facolta(*(False for _ in nomi))
    return _gruppo_di_valori(t, "facolta", lambda n: m.Facolta(**{nome: _si_o_no(n, nome) for nome in nomi}))


def _riservatezza(t: Tavola) -> m.Riservatezza:
    """A version need not say it: then the reading's own number holds."""
    if not t.ha("riservatezza"):
        return m.Riservatezza()
    return _gruppo_di_valori(t, "riservatezza", lambda r: m.Riservatezza(_intero(r, "gruppo_minimo")))


def _livello(t: Tavola) -> m.Livello:
    return m.Livello(t.intero("voto"), t.testo("giudizio"), t.testo("descrizione"), **t.norma())


def _fattore(t: Tavola) -> m.Fattore:
    return m.Fattore(t.testo("codice"), t.testo("titolo"), t.testo("descrizione"))


def _macrofattore(t: Tavola) -> m.Macrofattore:
    return m.Macrofattore(
        codice=t.testo("codice"),
        sigla=t.testo("sigla"),
        titolo=t.testo("titolo"),
        peso=t.decimale("peso"),
        fattori=t.tavole("fattori", _fattore, facoltativo=True),
        suggeriti=t.tavole("suggeriti", _fattore, facoltativo=True),
        **t.norma(),
    )


def _soglia(t: Tavola) -> m.Soglia:
    return m.Soglia(t.decimale("da"), t.decimale("fino"), t.intero("punti"), t.testo("giudizio"), **t.norma())


def _conteggio(t: Tavola) -> m.Conteggio:
    return m.Conteggio(t.intero("indicatori", 1), t.elenco("punti", int, "numeri interi"), **t.norma())


def _requisito(t: Tavola) -> m.Requisito:
    return m.Requisito(t.testo("codice"), t.testo("titolo"), t.testo("descrizione"), **t.norma())


def _ambito(t: Tavola) -> m.Ambito:
    return m.Ambito(t.testo("lettera"), t.testo("testo"), t.testo("classe"), **t.norma())


def _area(t: Tavola) -> m.Area:
    deroga = t.elenco("in_deroga", str, "lettere") if t.ha("in_deroga") else ()
    return m.Area(
        numero=t.intero("numero", 1),
        denominazione=t.testo("denominazione"),
        ambiti=t.elenco("ambiti", str, "lettere"),
        outcome=t.testo("outcome"),
        in_deroga=deroga,
        **t.norma(),
    )


def _ruolo(t: Tavola) -> m.RuoloDelSistema:
    return m.RuoloDelSistema(t.testo("codice"), t.testo("denominazione"), t.testo("compito"), t.testo("fasce", ""), **t.norma())


def _fascia(t: Tavola) -> m.Fascia:
    percentuale = t.intero("percentuale")
    if percentuale > BASE_PERCENTUALE:
        raise t.errore("percentuale", "deve essere fra 0 e 100")
    return m.Fascia(t.intero("numero", 1), t.intero("da"), t.intero("a"), percentuale, t.testo("etichetta"), **t.norma())


def _fasce(t: Tavola, ruoli: Mapping[str, m.RuoloDelSistema]) -> Mapping[str, tuple[m.Fascia, ...]]:
    """Art. 24: the table of bands of each role that is evaluated with All. B."""
    tabelle = _gruppo_di_valori(t, "fasce", lambda f: {nome: f.tavole(nome, _fascia) for nome in f.chiavi()})
    for ruolo in ruoli.values():
        if ruolo.fasce and ruolo.fasce not in tabelle:
            raise t.errore("ruoli", f"«{ruolo.codice}» indica la tabella di fasce «{ruolo.fasce}», che non c’è")
    return MappingProxyType({ruolo.codice: tabelle[ruolo.fasce] for ruolo in ruoli.values() if ruolo.fasce})


def _premi(t: Tavola) -> m.Premi:
    return _gruppo_di_valori(
        t,
        "premi",
        lambda p: m.Premi(
            riduzione_interim=_percentuale(p, "riduzione_interim"),
            mesi_minimi=_intero(p, "mesi_minimi"),
            giorni_minimi=_intero(p, "giorni_minimi"),
            riduzione_tempi_pagamento=_percentuale(p, "riduzione_tempi_pagamento"),
            quota_eccellenze=_percentuale(p, "quota_eccellenze"),
            eccellenza_personale=_intero(p, "eccellenza_personale"),
            quota_risparmi=_percentuale(p, "quota_risparmi"),
            parte_al_personale=_valore(p, "parte_al_personale", lambda v: v.frazione("valore")),
        ),
    )


def _percentuale(t: Tavola, nome: str) -> Decimal:
    """A percentage from 0 to 100 with its article."""
    valore = _decimale(t, nome)
    if valore > BASE_PERCENTUALE:
        raise t.errore(nome, "deve essere fra 0 e 100")
    return valore


def _personale(t: Tavola, voto_massimo: int) -> m.Personale:
    return _gruppo_di_valori(t, "personale", lambda p: _pesi_del_personale(p, voto_massimo))


def _pesi_del_personale(p: Tavola, voto_massimo: int) -> m.Personale:
    area, struttura, specifici, comportamenti = (_decimale(p, n) for n in ("area", "struttura", "specifici", "comportamenti"))
    return m.Personale(
        area=area,
        struttura=struttura,
        specifici=specifici,
        comportamenti=comportamenti,
        massimo_struttura=struttura * voto_massimo,
        massimo_specifici=specifici * voto_massimo,
        massimo_comportamenti=comportamenti * voto_massimo,
        gruppi=p.tavole("gruppi", lambda g: _gruppo(g, comportamenti * voto_massimo)),
        categorie=p.tavole("categorie", lambda c: m.Categoria(c.testo("codice"), c.testo("denominazione"), c.testo("area"), **c.norma())),
    )


def _gruppo(t: Tavola, massimo: Decimal) -> m.Gruppo:
    peso = t.decimale("peso")
    return m.Gruppo(
        codice=t.testo("codice"),
        titolo=t.testo("titolo"),
        peso=peso,
        massimo=massimo * peso / BASE_PERCENTUALE,
        voci=t.tavole("voci", _fattore),
        **t.norma(),
    )


def _soglie(t: Tavola) -> m.Soglie:
    nomi = ("premio", "progressione", "verticale", "verticale_transitoria")
    return _gruppo_di_valori(t, "soglie", lambda s: m.Soglie(**{nome: _merito(s.sotto(nome)) for nome in nomi}))


def _merito(t: Tavola) -> m.SogliaMerito:
    soglia = m.SogliaMerito(t.decimale("valore"), t.vero("compresa"), **t.norma())
    t.finita()
    return soglia


def _progressioni(t: Tavola) -> m.Progressioni:
    return _gruppo_di_valori(
        t,
        "progressioni",
        lambda p: m.Progressioni(
            anni_valutati=_intero(p, "anni_valutati"),
            anni_posizione=_intero(p, "anni_posizione"),
            risultati=p.tavole("risultati", _soglia),
            maturazione=p.tavole("maturazione", lambda v: m.Maturazione(v.intero("punti"), v.testo("giudizio"), **v.norma())),
            condizioni=p.tavole("condizioni", _requisito),
        ),
    )


def _scadenze(t: Tavola) -> Mapping[str, m.Scadenza]:
    return _gruppo_di_valori(
        t, "scadenze", lambda s: MappingProxyType({codice: _scadenza(s.sotto(codice), codice) for codice in s.chiavi()})
    )


def _scadenza(t: Tavola, codice: str) -> m.Scadenza:
    tipo, titolo, nota = t.testo("tipo"), t.testo("titolo"), t.testo("nota", "")
    if tipo == "data":
        giorno, mese = _giorno_e_mese(t)
        anno_successivo = t.vero("anno_successivo", False)
        scadenza = m.Scadenza(codice, titolo, tipo, giorno, mese, anno_successivo, nota=nota, **t.norma())
    elif tipo in ("giorni", "giorni_lavorativi"):
        scadenza = m.Scadenza(codice, titolo, tipo, giorni=t.intero("giorni", 1), nota=nota, **t.norma())
    else:
        raise t.errore("tipo", 'deve essere "data", "giorni" o "giorni_lavorativi"')
    t.finita()
    return scadenza


def _riesame(t: Tavola) -> m.Riesame:
    nomi = ("componenti", "maggioranza", "sospensione_massima")
    return _gruppo_di_valori(t, "riesame", lambda r: m.Riesame(**{nome: _intero(r, nome) for nome in nomi}))


def _garanzie(t: Tavola) -> g.Garanzie:
    nomi = ("durata_anni", "rinnovi", "giorni_avviso", "giorni_preavviso", "nuclei_massimi", "nuclei_massimi_dipendente")
    return g.Garanzie(
        ncvp=_gruppo_di_valori(t, "ncvp", lambda n: g.Ncvp(**{nome: _intero(n, nome) for nome in nomi})),
        ncvp_fasce=t.tavole("ncvp_fasce", lambda f: g.FasciaProfessionale(f.intero("numero", 1), f.testo("titolo"), **f.norma())),
        ncvp_requisiti=t.tavole("ncvp_requisiti", _requisito),
        ncvp_rapporto=t.tavole("ncvp_rapporto", _requisito),
        accesso=_gruppo_di_valori(t, "accesso", _accesso),
        accesso_esenti=t.tavole("accesso_esenti", _requisito),
        sezione_web=t.tavole("sezione_web", _requisito),
        verifiche=t.tavole("verifiche_relazione", _requisito),
        sezioni_relazione=t.tavole("sezioni_relazione", _sezione),
        sezioni_piano=t.tavole("sezioni_piano", _sezione),
    )


def _sezione(t: Tavola) -> g.SezioneSchema:
    testi = t.tavole("testi", _testo_da_scrivere, facoltativo=True)
    ambiti, parole = (t.elenco(nome, str, nome) if t.ha(nome) else () for nome in ("ambiti", "parole"))
    articoli = t.elenco("articoli", str, "articoli")
    return g.SezioneSchema(t.intero("numero", 1), t.testo("codice"), t.testo("titolo"), articoli, testi, ambiti, parole)


def _testo_da_scrivere(t: Tavola) -> g.TestoSchema:
    return g.TestoSchema(t.testo("codice"), t.testo("titolo"), t.testo("invito"), t.vero("obbligatorio", False))


def _accesso(t: Tavola) -> g.Accesso:
    return g.Accesso(_intero(t, "giorni_risposta"), _intero(t, "giorni_controinteressati"), _decimale(t, "costo_pagina"))


def _giorno_e_mese(t: Tavola) -> tuple[int | None, int]:
    """Day and month of a fixed term; the day is None for "ultimo". A day that some year lacks is refused."""
    mese = t.intero("mese", 1)
    if mese > len(GIORNI_DEI_MESI):
        raise t.errore("mese", "deve essere fra 1 e 12")
    if t.e("giorno", "ultimo"):
        return None, mese
    giorno = t.intero("giorno", 1)
    if giorno > GIORNI_DEI_MESI[mese - 1]:
        raise t.errore("giorno", "non esiste in quel mese in tutti gli anni")
    return giorno, mese


def _articolo(t: Tavola) -> m.Articolo:
    return m.Articolo(t.testo("numero"), t.testo("titolo"), t.testo("sintesi"), t.giorno("dal"))


def _lettura(t: Tavola) -> m.Lettura:
    return m.Lettura(
        codice=t.testo("codice"),
        chiave=t.testo("chiave"),
        titolo=t.testo("titolo"),
        testo=t.testo("testo"),
        predefinita=t.testo("predefinita"),
        scelta=t.testo("scelta"),
        opzioni=t.elenco("opzioni", str, "testi"),
        **t.norma(),
    )


def _citazioni(t: Tavola) -> Mapping[str, m.Norma]:
    """Every article met so far, by key, and those that stand under ``citazioni`` on their own."""
    proprie = t.sotto("citazioni")
    for nome in proprie.chiavi():
        tavola = proprie.sotto(nome)
        tavola.norma()
        tavola.finita()
    return MappingProxyType({chiave.removeprefix("citazioni."): norma for chiave, norma in t.origine.citazioni.items()})
