"""The Vicesegretario acts for the Segretario where the Segretario answers for an objective, and only there."""

from types import SimpleNamespace

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.letture.elenco.pagine import elenco
from obiettivi.letture.turno.interlocutori import con_attese
from obiettivi.letture.turno.righe import attese_di, riga_di
from obiettivi.models import Assegnazione, Obiettivo
from obiettivi.operazioni.passaggi import assegna_con_atto
from obiettivi.permessi import visibili_a
from smvp.flusso.models import Notifica
from smvp.organizzazione.models import Incarico, Nomina
from smvp.orologio import oggi
from tests.fabbriche import DirezioneFactory
from tests.obiettivi.scene import collettivo, di_po, fai, il, individuale, pesi_giusti, porta_a, riscontra

pytestmark = pytest.mark.django_db
IN_NOME_DEL_SEGRETARIO = ("esprimere_parere", "trasmettere", "restituire", "assegnare", "trasmettere_al_valutatore")


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    """The Segretario heads Cultura ad interim as well; dirigente1 is the Vicesegretario."""
    settings.OGGI = "2025-02-10"
    cultura = DirezioneFactory(denominazione="Cultura")
    comune.incarico_interim = Incarico.objects.create(
        persona=comune.persona_segretario, ruolo="dirigente", direzione=cultura, ad_interim=True, dal=il("crea").date()
    )
    comune.vice = comune.dirigente1
    comune.nomina = Nomina.objects.create(persona=comune.persona_dirigente1, ruolo="vicesegretario", dal=il("crea").date())
    return comune


def del_segretario(c: SimpleNamespace) -> Obiettivo:
    c.incarico_segretario = c.incarico_interim
    return individuale(c, "segretario", "Cantieri conclusi nei tempi")


def puo(utente: object, o: Obiettivo) -> set[str]:
    return {p for p in IN_NOME_DEL_SEGRETARIO if rules.has_perm(f"obiettivi.{p}", utente, Obiettivo.objects.get(pk=o.pk))}


def test_sulla_scheda_del_segretario_agisce_il_vice_e_lui_no(c: SimpleNamespace) -> None:
    o = del_segretario(c)
    assert puo(c.vice, o) == set(IN_NOME_DEL_SEGRETARIO)
    assert puo(c.segretario, o) == puo(c.dirigente2, o) == puo(c.ncvp, o) == set()


def test_su_tutte_le_altre_agisce_il_segretario_e_il_vice_no(c: SimpleNamespace) -> None:
    altrui = individuale(c, "dirigente2")
    assert puo(c.segretario, altrui) == set(IN_NOME_DEL_SEGRETARIO) and puo(c.vice, altrui) == set()
    sua = individuale(c, "dirigente1")
    assert puo(c.vice, sua) == set() and puo(c.segretario, sua) == set(IN_NOME_DEL_SEGRETARIO)
    po = di_po(c)
    assert puo(c.segretario, po) == {"assegnare", "trasmettere_al_valutatore"}
    assert puo(c.vice, po) == {"restituire"}, "è il dirigente di quella P.O."


def test_finita_la_nomina_o_senza_il_segretario_in_carica_il_vice_non_agisce(c: SimpleNamespace, settings: object) -> None:
    o = del_segretario(c)
    Nomina.objects.filter(pk=c.nomina.pk).update(al=il("crea").date())
    assert puo(c.vice, o) == set()
    Nomina.objects.filter(pk=c.nomina.pk).update(al=None)
    Incarico.objects.filter(persona=c.persona_segretario, ruolo="segretario").update(al=il("crea").date())
    assert puo(c.vice, o) == set(), "senza un Segretario in carica non c'è nessuno da sostituire"


def test_dove_risponde_anche_il_vice_non_agisce_nessuno_dei_due(c: SimpleNamespace) -> None:
    o = del_segretario(c)
    Assegnazione.objects.create(obiettivo=o, incarico=c.incarico_dirigente1, peso=15)
    assert puo(c.vice, o) == puo(c.segretario, o) == set()


def test_di_un_collettivo_di_tutti_e_due_il_segretario_scrive_ciò_che_altri_hanno_deciso(c: SimpleNamespace) -> None:
    """The Giunta's act and the sending to who evaluates judge nothing; the opinion and the return wait for another Vicesegretario."""
    o = collettivo(c)  # dirigente1, the Vicesegretario, leads it
    Assegnazione.objects.filter(obiettivo=o, incarico=c.incarico_dirigente2).update(incarico=c.incarico_interim)
    assert puo(c.segretario, o) == {"assegnare", "trasmettere_al_valutatore"} and puo(c.vice, o) == set()
    Obiettivo.objects.filter(pk=o.pk).update(stato="accettata")
    letta = con_attese(Obiettivo.objects.filter(pk=o.pk)).get()
    assert riga_di(letta, c.segretario, oggi()).attendono == [c.persona_segretario]
    assert Obiettivo.objects.filter(attese_di(c.esercizio, oggi()).tocca_a(c.segretario), pk=o.pk).exists()
    Nomina.objects.create(persona=c.persona_personale, ruolo="vicesegretario", dal=il("crea").date())
    assert puo(c.segretario, o) == set() and puo(c.personale, o) == set(IN_NOME_DEL_SEGRETARIO)
    assert not Obiettivo.objects.filter(attese_di(c.esercizio, oggi()).tocca_a(c.segretario), pk=o.pk).exists()


def test_dove_nessuno_dei_due_può_il_rifiuto_dice_di_nominarne_un_altro(c: SimpleNamespace) -> None:
    o = del_segretario(c)
    Assegnazione.objects.create(obiettivo=o, incarico=c.incarico_dirigente1, peso=15)
    Obiettivo.objects.filter(pk=o.pk).update(stato="negoziata")
    for chi in (c.segretario, c.vice):
        with pytest.raises(PermissionDenied, match="Va nominato un Vicesegretario che non ne risponda"):
            fai(o, "esprimi_parere", chi)


def test_il_vice_porta_la_scheda_fino_all_atto(c: SimpleNamespace) -> None:
    o = fai(del_segretario(c), "negozia", c.segretario)
    assert set(Notifica.objects.values_list("destinatario__username", flat=True)) == {"dirigente1"}
    assert [p.con_titolo for p in riga_di(o, c.ncvp, oggi()).attendono] == [c.persona_dirigente1.con_titolo]
    with pytest.raises(PermissionDenied, match="al tuo posto agisce il Vicesegretario, dott"):
        fai(o, "esprimi_parere", c.segretario)
    o = fai(o, "esprimi_parere", c.vice)
    pesi_giusti(c, c.incarico_interim)
    o = fai(o, "trasmetti", c.vice)
    riscontra(o, c.ncvp)
    o = fai(o, "valida", c.ncvp)
    o = porta_a(c, o, "accettata")
    with pytest.raises(PermissionDenied):
        assegna_con_atto(obiettivi=[o], atto=c.atto, utente=c.segretario, quando=il("assegna"))
    (o,) = assegna_con_atto(obiettivi=[o], atto=c.atto, utente=c.vice, quando=il("assegna"))
    assert o.stato == "assegnata"


def test_vede_le_schede_sulle_quali_agisce_e_non_altro(c: SimpleNamespace) -> None:
    Nomina.objects.filter(pk=c.nomina.pk).update(persona=c.persona_controllo)
    bozza, altrui = del_segretario(c), fai(individuale(c, "dirigente1"), "negozia", c.dirigente1)
    assert not visibili_a(c.controllo).filter(pk__in=[bozza.pk, altrui.pk]).exists()
    sua = fai(bozza, "negozia", c.segretario)
    assert [o.pk for o in visibili_a(c.controllo)] == [sua.pk]
    trovate = elenco(c.controllo, c.esercizio, oggi(), {"quali": "me"})
    assert [r.obiettivo.pk for r in trovate.righe] == [sua.pk] and trovate.righe[0].te


def test_del_collettivo_al_quale_partecipa_il_segretario(c: SimpleNamespace) -> None:
    Nomina.objects.filter(pk=c.nomina.pk).update(persona=c.persona_personale)
    o = collettivo(c)
    assert puo(c.personale, o) == set()
    Assegnazione.objects.filter(obiettivo=o, incarico=c.incarico_dirigente2).update(incarico=c.incarico_interim)
    assert puo(c.personale, o) == set(IN_NOME_DEL_SEGRETARIO) and puo(c.segretario, o) == set()


def test_senza_un_vice_la_pagina_dice_di_nominarlo(c: SimpleNamespace, client: Client) -> None:
    o = fai(del_segretario(c), "negozia", c.segretario)
    client.force_login(c.segretario)
    assert "al tuo posto agisce il Vicesegretario, dott. Andrea Bertolini." in client.get(o.get_absolute_url()).content.decode()
    Nomina.objects.filter(pk=c.nomina.pk).delete()
    assert "Va nominato" in client.get(o.get_absolute_url()).content.decode()
    risposta = client.get(reverse("obiettivi:passaggio", args=[o.pk, "esprimi_parere"]))
    assert risposta.status_code == 403 and "Va nominato" in risposta.content.decode()
    assert riga_di(o, c.segretario, oggi()).attendono == []


def test_la_scrivania_e_l_atto_della_giunta_del_vice(c: SimpleNamespace, client: Client) -> None:
    client.force_login(c.vice)
    assert client.get(reverse("obiettivi:assegna", args=[2025])).status_code == 403, "finché non c'è niente su cui agire"
    suo, altrui = (del_segretario(c), individuale(c, "dirigente2", "Un altro"))
    Obiettivo.objects.filter(pk__in=[suo.pk, altrui.pk]).update(stato="accettata", validato_il=il("valida").date())
    pagina = client.get(reverse("obiettivi:assegna", args=[2025]))
    assert [r.obiettivo.pk for r in pagina.context["righe"]] == [suo.pk]
    assert [x for x in client.get(reverse("scrivania")).context["da_fare"] if str(suo) in x.titolo]
    client.force_login(c.segretario)
    assert [r.obiettivo.pk for r in client.get(reverse("obiettivi:assegna", args=[2025])).context["righe"]] == [altrui.pk]
    assert not Obiettivo.objects.filter(attese_di(c.esercizio, oggi()).tocca_a(c.segretario), pk=suo.pk).exists()
