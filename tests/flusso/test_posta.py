"""Notices by mail: once each, to who has an address, without scores; a mail server that is down loses nothing."""

from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from smvp.flusso.models import Notifica
from smvp.flusso.posta import spedisci_notifiche
from smvp.flusso.tasks import spedisci
from tests.valutazioni.schede import QUANDO, con_schede, firmata


@pytest.fixture
def c(comune, settings):
    settings.POSTA, settings.INDIRIZZO = True, "https://performance.comune.example/"
    firmata(con_schede(comune))
    return comune


def test_ogni_avviso_parte_una_volta_sola(c):
    assert spedisci_notifiche(quando=QUANDO) == 4
    assert spedisci_notifiche(quando=QUANDO) == 0
    assert [m.to for m in mail.outbox] == [[c.sindaco.email], [c.ncvp.email], [c.dirigente1.email], [c.ncvp.email]]
    assert "https://performance.comune.example/valutazioni/schede/" in mail.outbox[0].body


def test_il_messaggio_non_dice_punteggi(c):
    spedisci_notifiche(quando=QUANDO)
    for m in mail.outbox:
        assert "200" not in m.subject + m.body.replace("2025", "")


def test_senza_che_qualcuno_lo_voglia_non_parte_niente(c, settings):
    settings.POSTA = False
    spedisci()
    assert not mail.outbox


def test_chi_non_ha_un_indirizzo_o_ha_gia_letto_non_riceve_posta(c):
    type(c.sindaco).objects.filter(pk=c.sindaco.pk).update(email="")
    Notifica.objects.filter(destinatario=c.ncvp).update(letta_il=QUANDO)
    assert spedisci_notifiche(quando=QUANDO) == 1


def test_se_il_server_di_posta_rifiuta_l_avviso_resta_da_spedire(c, monkeypatch):
    def rifiuta(self):
        raise SMTPException("no")

    with monkeypatch.context() as toppa:
        toppa.setattr(EmailMessage, "send", rifiuta)
        assert spedisci_notifiche(quando=QUANDO) == 0
    assert Notifica.objects.filter(spedita_il=None).count() == 4
    assert spedisci_notifiche(quando=QUANDO) == 4


def test_un_indirizzo_che_il_server_rifiuta_non_ferma_gli_altri(c, monkeypatch):
    spedisci_davvero = EmailMessage.send

    def rifiuta_il_sindaco(self):
        if self.to == [c.sindaco.email]:
            raise SMTPRecipientsRefused({self.to[0]: (550, b"no such user")})
        return spedisci_davvero(self)

    monkeypatch.setattr(EmailMessage, "send", rifiuta_il_sindaco)
    assert spedisci_notifiche(quando=QUANDO) == 3
    assert spedisci_notifiche(quando=QUANDO) == 0, "e non si ritenta a ogni giro"


def test_un_nome_con_a_capo_non_aggiunge_intestazioni(c):
    Notifica.objects.update(testo="Scheda\nBcc: altri@example.org")
    spedisci_notifiche(quando=QUANDO)
    assert all(m.recipients() == m.to and "\n" not in m.subject for m in mail.outbox)
