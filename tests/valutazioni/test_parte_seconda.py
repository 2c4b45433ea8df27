"""Allegato D, part two: until when it may be written, said to whoever takes the sheet towards the signature; what an empty one is."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Utente
from valutazioni.models import ParteSeconda, SchedaPersonale
from valutazioni.operazioni.personale import Parte2, VotiPersonale, salva_parte_seconda, salva_voti_personale

from .personale import porta_personale, vota_personale
from .schede import QUANDO
from .squadra import entra, indirizzo

pytestmark = pytest.mark.django_db
NON_SCRITTA = "La parte seconda non è ancora scritta."
FINO_A = "fino alla firma del valutato per presa visione"
IN_OGNI_MOMENTO = "può firmare in ogni momento"
SI_CHIUDE = "Con questo passaggio la parte seconda si chiude"
PASSI = {"compilata": 1, "decisa": 2, "partecipata": 3, "presa_visione": 4}


def scrivi(d: SimpleNamespace, scheda: SchedaPersonale, **campi: Any) -> ParteSeconda:
    parte = Parte2(**(campi or {"esigenze_formative": "Un corso di contabilità."}))
    return salva_parte_seconda(scheda=scheda, parte=parte, utente=d.dirigente1, quando=QUANDO, versione=0)


def porta(d: SimpleNamespace, stato: str, scheda: SchedaPersonale | None = None, voto: int = 2) -> SchedaPersonale:
    scheda = scheda or d.anna
    vota_personale(scheda, d.po1, voto)
    chi = scheda.persona.utente
    passi = (("trasmetti", d.po1), ("decidi", d.dirigente1), ("partecipa", d.dirigente1), ("firma", chi))
    return porta_personale(scheda, *passi[: PASSI[stato]])


def pagina(utente: Utente, nome: str, *args: Any) -> str:
    return entra(utente).get(reverse(f"valutazioni:{nome}", args=args)).content.decode()


# --- until when --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stato", "azione", "frase"),
    [
        ("compilata", "decidi", "Scrivila prima di partecipare la scheda"),
        ("decisa", "partecipa", IN_OGNI_MOMENTO),
        ("compilata", "dichiara_non_valutabile", SI_CHIUDE),
    ],
)
@pytest.mark.parametrize("scritta", [False, True])
def test_chi_conferma_sa_quando_si_chiude(d: SimpleNamespace, stato: str, azione: str, frase: str, scritta: bool) -> None:
    scheda = porta(d, stato)
    if scritta:
        scrivi(d, scheda)
    testo = pagina(d.dirigente1, "passaggio_personale", scheda.pk, azione)
    assert frase in testo and reverse("valutazioni:parte_seconda", args=[scheda.pk]) in testo
    assert (NON_SCRITTA in testo, "Rileggi la parte seconda" in testo) == (not scritta, scritta)


def test_dove_non_si_va_verso_la_firma_non_se_ne_parla(d: SimpleNamespace) -> None:
    scheda = porta(d, "compilata")
    assert "parte seconda" not in pagina(d.dirigente1, "passaggio_personale", scheda.pk, "restituisci")


def test_alla_po_non_se_ne_parla(d: SimpleNamespace) -> None:
    """She does not even know whether there is one."""
    vota_personale(d.anna, d.po1)
    assert "parte seconda" not in pagina(d.po1, "passaggio_personale", d.anna.pk, "trasmetti")
    assert "parte seconda" not in entra(d.po1).get(indirizzo(d, "squadra_blocco", None, "trasmetti")).content.decode()
    assert "parte seconda" not in entra(d.po1).get(reverse("scrivania")).content.decode()
    assert "parte seconda" not in pagina(d.po1, "personale", 2025)


def test_il_rifiuto_la_chiude_subito(d: SimpleNamespace) -> None:
    scheda = porta(d, "partecipata")
    testo = pagina(d.dirigente1, "rifiuto_personale", scheda.pk)
    assert NON_SCRITTA in testo and SI_CHIUDE in testo


def test_il_valutato_che_firma_sa_che_manca(d: SimpleNamespace) -> None:
    scheda = porta(d, "partecipata")
    avviso = "Il Dirigente non ha scritto la parte seconda"
    assert avviso in pagina(d.dipendente1, "passaggio_personale", scheda.pk, "firma")
    scrivi(d, scheda)
    assert avviso not in pagina(d.dipendente1, "passaggio_personale", scheda.pk, "firma")


def test_la_scheda_e_la_sua_pagina_lo_dicono(d: SimpleNamespace) -> None:
    """Before it is shared, once it is, and when it is closed; the page agrees with what the operation refuses."""
    scheda = porta(d, "decisa")
    for nome in ("scheda_personale", "parte_seconda"):
        testo = pagina(d.dirigente1, nome, scheda.pk)
        assert FINO_A in testo and "Scrivila prima di partecipare la scheda" in testo, nome
    assert NON_SCRITTA in pagina(d.dirigente1, "scheda_personale", scheda.pk)
    porta_personale(scheda, ("partecipa", d.dirigente1))
    assert IN_OGNI_MOMENTO in pagina(d.dirigente1, "scheda_personale", scheda.pk)
    assert "Il Dirigente non l’ha scritta." in pagina(d.dipendente1, "scheda_personale", scheda.pk)
    porta_personale(scheda, ("firma", d.dipendente1))
    testo = pagina(d.dirigente1, "scheda_personale", scheda.pk)
    assert "Con la firma del valutato si è chiusa." in testo and NON_SCRITTA not in testo
    assert entra(d.dirigente1).post(reverse("valutazioni:parte_seconda", args=[scheda.pk]), {"niente": "si"}).status_code == 403


@pytest.mark.parametrize(
    ("stato", "azione", "frase"), [("compilata", "decidi", "Scrivila prima di partecipare"), ("decisa", "partecipa", IN_OGNI_MOMENTO[3:])]
)
def test_in_blocco_sono_nominate_quelle_che_non_l_hanno(d: SimpleNamespace, stato: str, azione: str, frase: str) -> None:
    for scheda in (d.anna, d.marco):
        porta(d, stato, scheda)
    scrivi(d, d.marco)
    testo = entra(d.dirigente1).get(indirizzo(d, "squadra_blocco", d.d1, azione)).content.decode()
    assert "Una scheda non ha ancora la parte seconda." in testo and frase in testo
    assert reverse("valutazioni:parte_seconda", args=[d.anna.pk]) in testo
    assert reverse("valutazioni:parte_seconda", args=[d.marco.pk]) not in testo
    scrivi(d, d.anna)
    assert "Tutte hanno la parte seconda." in entra(d.dirigente1).get(indirizzo(d, "squadra_blocco", d.d1, azione)).content.decode()


def test_l_elenco_la_chiede_solo_a_chi_la_scrive(d: SimpleNamespace) -> None:
    porta(d, "decisa")
    for chi in (d.dirigente1, d.po1, d.personale, d.segretario):
        assert ("manca la parte seconda" in pagina(chi, "personale", 2025)) == (chi == d.dirigente1), chi
    scrivi(d, d.anna, niente=True)
    assert "manca la parte seconda" not in pagina(d.dirigente1, "personale", 2025)


@pytest.mark.parametrize(
    ("stato", "dove"),
    [("compilata", "Firma una scheda"), ("decisa", "Partecipa una scheda"), ("partecipata", "aspetta la firma del valutato")],
)
def test_la_scrivania_lo_dice_al_dirigente(d: SimpleNamespace, stato: str, dove: str) -> None:
    porta(d, stato)
    avviso = "La parte seconda non è scritta. Si può scrivere fino alla firma del valutato."
    testo = entra(d.dirigente1).get(reverse("scrivania")).content.decode()
    assert dove in testo and avviso in testo
    scrivi(d, d.anna)
    assert avviso not in entra(d.dirigente1).get(reverse("scrivania")).content.decode()


# --- an empty one ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("campi", [{}, {"esigenze_formative": "  ", "fabbisogni": "\n"}, {"niente": True, "fabbisogni": "Un geometra."}])
def test_vuota_si_salva_solo_dicendolo(d: SimpleNamespace, campi: dict[str, Any]) -> None:
    """Art. 22: every space may stay blank, but nobody leaves them so by accident; nor says nothing while something is written."""
    with pytest.raises(DatiNonValidi, match="Niente da segnalare") as errore:
        salva_parte_seconda(scheda=d.anna, parte=Parte2(**campi), utente=d.dirigente1, quando=QUANDO, versione=0)
    assert errore.value.campo == "niente"
    assert not ParteSeconda.objects.exists()


def test_niente_da_segnalare_si_spunta_si_legge_e_si_toglie(d: SimpleNamespace) -> None:
    dirigente, dove = entra(d.dirigente1), reverse("valutazioni:parte_seconda", args=[d.anna.pk])

    def manda(versione: int, **campi: str) -> Any:
        prima = dirigente.get(dove).context["form"]["prima"].value()
        vuoti = dict.fromkeys(("esigenze_formative", "mobilita", "motivi_mobilita", "fabbisogni", "maturazione", "motivi_maturazione"), "")
        return dirigente.post(dove, vuoti | {"niente": "", "versione": str(versione), "prima": prima} | campi)

    rifiutata = manda(0)
    assert rifiutata.status_code == 200 and "Non c’è scritto niente: compila almeno una voce" in rifiutata.content.decode()
    assert manda(0, niente="si").status_code == 302
    assert ParteSeconda.objects.get().niente_da_segnalare
    assert "Il Dirigente non ha niente da segnalare." in entra(d.personale).get(dove).content.decode()
    assert "niente da segnalare" in pagina(d.dirigente1, "scheda_personale", d.anna.pk)
    assert "svuota le voci" in manda(1, niente="si", fabbisogni="Un geometra.").content.decode()
    assert manda(1, fabbisogni="Un geometra.").status_code == 302
    assert not ParteSeconda.objects.get().niente_da_segnalare
    assert manda(2, fabbisogni="").status_code == 200  # emptied, without saying so
    assert ParteSeconda.objects.get().fabbisogni == "Un geometra."


# --- a total under the threshold -------------------------------------------------------------------------------------------------------

SOTTO, SENZA_MOTIVO = "non dà diritto al premio", "Nelle note non c’è ancora il motivo"


def annota(d: SimpleNamespace, note: str) -> None:
    d.anna.refresh_from_db()
    voti = VotiPersonale(note=note)
    salva_voti_personale(scheda=d.anna, voti=voti, utente=d.dirigente1, quando=QUANDO, versione=d.anna.versione)


@pytest.mark.parametrize("blocco", [False, True])
def test_chi_conferma_un_totale_sotto_la_soglia_rilegge_il_motivo(d: SimpleNamespace, blocco: bool) -> None:
    """The threshold is the regulation's: 55,20 + 57,00 + 60,00 is under it, 55,20 + 57,00 + 120,00 is not."""
    porta(d, "compilata", voto=1)

    def testo(azione: str) -> str:
        if blocco:
            return entra(d.dirigente1).get(indirizzo(d, "squadra_blocco", d.d1, azione)).content.decode()
        return pagina(d.dirigente1, "passaggio_personale", d.anna.pk, azione)

    assert SOTTO in testo("decidi") and SENZA_MOTIVO in testo("decidi")
    assert f"{d.anna.get_absolute_url()}#id_note" in testo("decidi")
    annota(d, "Molte assenze <non> giustificate.")
    assert "Molte assenze &lt;non&gt; giustificate." in testo("decidi") and SENZA_MOTIVO not in testo("decidi")
    porta_personale(d.anna, ("decidi", d.dirigente1))
    assert SOTTO in testo("partecipa") and "Molte assenze" in testo("partecipa")


def test_senza_motivo_e_senza_poterlo_scrivere_si_dice_soltanto(d: SimpleNamespace) -> None:
    porta(d, "decisa", voto=1)
    testo = pagina(d.dirigente1, "passaggio_personale", d.anna.pk, "partecipa")
    assert "Nelle note non c’è il motivo." in testo and SENZA_MOTIVO not in testo
    porta_personale(d.anna, ("partecipa", d.dirigente1))
    suo = pagina(d.dipendente1, "passaggio_personale", d.anna.pk, "firma")
    assert SOTTO in suo and "Nelle note" not in suo


def test_sopra_la_soglia_non_si_avvisa(d: SimpleNamespace) -> None:
    porta(d, "compilata")
    assert SOTTO not in pagina(d.dirigente1, "passaggio_personale", d.anna.pk, "decidi")
    assert SOTTO not in entra(d.dirigente1).get(indirizzo(d, "squadra_blocco", d.d1, "decidi")).content.decode()
