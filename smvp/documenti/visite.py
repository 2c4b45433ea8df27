"""What stands in the XML parts of an office document, looked at element by element: what runs, what is fetched from elsewhere."""

import posixpath
import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from smvp.nucleo.pacchetti import TROPPO_GRANDE, FileRifiutato, lettore_xml

ELEMENTI_MASSIMI = 100_000  # what hangs on what: a link or a picture a row
ELEMENTI_APERTI = 400_000  # a cell, a paragraph: the text of an OpenDocument itself is looked at
TESTO_DI_CAMPO = 1024  # signs in which the name of a field is found
# As the packages of Office call what hangs on a part (the end of the type of a relation), and their content types.
LEGAMI_MACRO = ("/vbaproject", "/control", "/activexcontrolbinary", "/xlmacrosheet", "/xlintlmacrosheet", "/wordvbadata")
TIPI_MACRO = ("macroenabled", "vbaproject", "activex")
TIPO_OGGETTO = "oleobject"
LEGAME = "hyperlink"  # one follows it by hand: nothing is fetched by opening
COLLEGATO = (
    "Il documento, quando lo si apre, prende un’immagine o dei dati da un altro file o dalla rete: incorpora le immagini, interrompi "
    "i collegamenti e salvalo di nuovo, oppure salvalo come PDF."
)
# Fields of a text that, when it is opened or brought up to date, run a program or take in something else. As they begin, in capitals.
CAMPI_VIETATI = frozenset({"DDE", "DDEAUTO", "LINK", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "DATABASE", "RD"})
NOME_DI_CAMPO = re.compile(r"[\W_]*([^\W\d_]*)")
NOME_A_META = re.compile(r"[^\s=]*")  # a formula, = {PAGE} - 1, has no name
CON_ISTRUZIONE = frozenset({"fldSimple", "fldChar", "instrText", "delInstrText"})
CAMPO = (
    "Il documento contiene un campo che si aggiorna da solo ({}): prende dati da un altro file o avvia un programma. In Word selezionalo e "
    "premi Ctrl+Maiusc+F9 per lasciarne il testo, oppure salva il documento come PDF."
)
OGGETTO = "Il documento contiene un oggetto di un altro programma (OLE): toglilo o mettine un’immagine, oppure salva il documento come PDF."
# OpenDocument: who may point elsewhere (a link that one follows by hand), what is an object of another program, what runs.
XLINK = "http://www.w3.org/1999/xlink href"
APERTI = "urn:oasis:names:tc:opendocument:xmlns:"
LEGAMI_APERTI = frozenset({f"{APERTI}text:1.0 a", f"{APERTI}drawing:1.0 a"})
OGGETTI_APERTI = frozenset(f"{APERTI}drawing:1.0 {nome}" for nome in ("object-ole", "plugin", "applet"))
DDE = f"{APERTI}office:1.0 dde-source"
ALTROVE = re.compile(r"[a-z][a-z0-9+.-]*:|/")
MACRO_APERTE = re.compile(r"(vnd\.sun\.star\.script|macro|javascript|vbscript):")
DOCUMENTO_GUASTO = "Il file è rovinato o protetto da password: aprilo, salvalo di nuovo senza password e riprova."


class _Visita:
    """A walk over the elements of XML parts; who comes from here says what is refused."""

    elementi_massimi = ELEMENTI_MASSIMI

    def __init__(self) -> None:
        self.elementi = 0

    def parte(self, contenuto: bytes) -> None:
        lettore = lettore_xml(rifiuta_guasto)
        lettore.StartElementHandler = self._elemento
        self.prepara(lettore)
        try:
            lettore.Parse(contenuto, True)
        except (expat.ExpatError, LookupError, ValueError) as errore:
            raise FileRifiutato(DOCUMENTO_GUASTO) from errore
        self.finita()

    def prepara(self, lettore: expat.XMLParserType) -> None:
        """Before each part: whoever looks at more than elements says so here."""

    def finita(self) -> None:
        """After each part."""

    def _elemento(self, nome: str, attributi: dict[str, str]) -> None:
        self.elementi += 1
        if self.elementi > self.elementi_massimi:
            raise FileRifiutato(TROPPO_GRANDE)
        self.guarda(nome, attributi)

    def guarda(self, nome: str, attributi: dict[str, str]) -> None:
        raise NotImplementedError


class VisitaOffice(_Visita):
    """The parts that say what the others are and what hangs on them: macros, objects, and what comes from elsewhere by itself."""

    def guarda(self, nome: str, attributi: dict[str, str]) -> None:
        valori = {nome.lower(): valore.strip().lower() for nome, valore in attributi.items()}
        tipo, contenuto = valori.get("type", ""), valori.get("contenttype", "")
        if any(segno in contenuto for segno in TIPI_MACRO) or tipo.endswith(LEGAMI_MACRO):
            rifiuta_macro()
        if valori.get("targetmode", "") == "external" and "attachedtemplate" in tipo:
            raise FileRifiutato("Il documento prende un modello da un altro luogo: salvalo come documento nuovo.")
        if tipo.endswith(f"/{TIPO_OGGETTO}") or TIPO_OGGETTO in contenuto:
            raise FileRifiutato(OGGETTO)
        if valori.get("targetmode", "") == "external" and not tipo.endswith(f"/{LEGAME}"):
            raise FileRifiutato(COLLEGATO)


@dataclass(slots=True)
class _Campo:
    """A field of Word that is open: the beginning of what it says; ``calcolato``: another field writes a piece of its name."""

    testo: str = ""
    calcolato: bool = False
    aperto: bool = True
    """Its instruction goes on; then comes its result."""

    def scrivi(self, testo: str) -> None:
        if self.aperto and len(self.testo) < TESTO_DI_CAMPO:
            self.testo += (testo if self.testo else testo.lstrip())[:TESTO_DI_CAMPO]

    def controlla(self) -> None:
        trovato = NOME_DI_CAMPO.match(self.testo)
        nome = trovato[1].upper() if trovato else ""
        if self.calcolato or nome in CAMPI_VIETATI:
            raise FileRifiutato(CAMPO.format("di nome nascosto" if self.calcolato else nome))


class VisitaCampi(_Visita):
    """The fields of a text, in however many pieces their instruction is written, one inside the other; what a workbook asks of programs."""

    elementi_massimi = ELEMENTI_APERTI

    def prepara(self, lettore: expat.XMLParserType) -> None:
        self.campi: list[_Campo] = []
        self.istruzione = False
        lettore.EndElementHandler = self._fine
        lettore.CharacterDataHandler = self._testo

    def guarda(self, nome: str, attributi: dict[str, str]) -> None:
        locale = _locale(nome)
        if locale in ("ddeLink", "oleLink"):
            raise FileRifiutato(COLLEGATO)
        valori = {_locale(nome): valore for nome, valore in attributi.items()} if locale in CON_ISTRUZIONE else {}
        if locale == "fldSimple":
            campo = _Campo()
            campo.scrivi(valori.get("instr", ""))
            campo.controlla()
        elif locale == "fldChar":
            self._segno(valori.get("fldCharType", "").strip())
        elif locale in CON_ISTRUZIONE:
            self.istruzione = True
            self.campi = self.campi or [_Campo()]

    def finita(self) -> None:
        for campo in self.campi:  # never closed
            campo.controlla()

    def _segno(self, che: str) -> None:
        if che == "begin":
            if self.campi and self.campi[-1].aperto and NOME_A_META.fullmatch(self.campi[-1].testo):
                self.campi[-1].calcolato = True
            self.campi.append(_Campo())
        elif self.campi and che == "separate":
            self.campi[-1].controlla()
            self.campi[-1].aperto = False
        elif self.campi and che == "end":
            self.campi.pop().controlla()

    def _testo(self, testo: str) -> None:
        if self.istruzione:
            self.campi[-1].scrivi(testo)

    def _fine(self, nome: str) -> None:
        if _locale(nome) in CON_ISTRUZIONE:
            self.istruzione = False


def _locale(nome: str) -> str:
    return nome.rpartition(" ")[2]


class VisitaAperta(_Visita):
    """The text of an OpenDocument: what it draws and what it counts with are inside it, and nothing of it runs."""

    elementi_massimi = ELEMENTI_APERTI

    def guarda(self, nome: str, attributi: dict[str, str]) -> None:
        dove = attributi.get(XLINK, "").strip().lower()
        if dove and MACRO_APERTE.match(dove):
            rifiuta_macro()
        if nome in OGGETTI_APERTI:
            raise FileRifiutato(OGGETTO)
        if nome == DDE or (nome not in LEGAMI_APERTI and _e_altrove(dove)):
            raise FileRifiutato(COLLEGATO)


def _e_altrove(dove: str) -> bool:
    """True of an address that is not of a part of the package itself."""
    vero = unquote(dove).replace("\\", "/")
    return bool(ALTROVE.match(vero)) or posixpath.normpath(vero).startswith("..")


def rifiuta_guasto() -> NoReturn:
    raise FileRifiutato(DOCUMENTO_GUASTO)


def rifiuta_macro() -> NoReturn:
    raise FileRifiutato("Il documento contiene macro o programmi: salvalo senza, oppure come PDF.")
