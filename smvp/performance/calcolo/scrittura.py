"""The words that people write in Piano and Relazione: a small HTML, made safe before it is kept and once more before it is printed.

Paragraphs, lists, one level of headings, bold, italic, links that are encrypted. No pictures, no styles, nothing that runs.
"""

import re
from html import escape

import nh3

SEGNI_MASSIMI = 20_000  # characters of a text, its marks included: some ten pages
TAG = {"p", "br", "strong", "em", "ul", "ol", "li", "h4", "a"}
MARCHIO = re.compile(r"<[a-zA-Z!/]")
BLOCCO = re.compile(r"<(?:p|ul|ol|h4)>")
# What browsers and word processors call what we call otherwise; what comes out is cleaned after.
CHIAMATI = (
    (re.compile(r"<(/?)b(?=[\s>/])", re.IGNORECASE), r"<\1strong"),
    (re.compile(r"<(/?)i(?=[\s>/])", re.IGNORECASE), r"<\1em"),
    (re.compile(r"<(/?)div(?=[\s>/])", re.IGNORECASE), r"<\1p"),
    (re.compile(r"<(/?)h[1-6](?=[\s>/])", re.IGNORECASE), r"<\1h4"),
)
# Signs that turn the direction of what follows, and those that no page can hold.
INVISIBILI = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SENZA_META = re.compile(r'<a(?: rel="noopener noreferrer")?>(.*?)</a>', re.DOTALL)
VUOTI = re.compile(r"<(p|li|h4|ul|ol|strong|em)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")
PAROLE = re.compile(r"<[^>]*>|&nbsp;|\s")
RIGHE_VUOTE = re.compile(r"\n\s*\n")


def pulisci(scritto: str) -> str:
    """The text as it may be kept: safe, empty if it says nothing. Clean text stays as it is."""
    testo = INVISIBILI.sub("", scritto.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not MARCHIO.search(testo) and nh3.clean(testo) != testo:
        testo = escape(testo, quote=False)  # plain words: "3 < 5", "Rossi & C."
    for cerca, con in CHIAMATI:
        testo = cerca.sub(con, testo)
    testo = nh3.clean(
        testo, tags=TAG, attributes={"a": {"href"}}, url_schemes={"https"}, attribute_filter=_solo_https, link_rel="noopener noreferrer",
        strip_comments=True,
    )  # fmt: skip
    testo = SENZA_META.sub(r"\1", testo)
    while (meno := VUOTI.sub("", testo)) != testo:
        testo = meno
    if not BLOCCO.search(testo):
        testo = _da_righe(testo)
    testo = testo.strip()
    return testo if PAROLE.sub("", testo) else ""


def _solo_https(tag: str, attributo: str, valore: str) -> str | None:
    """An address of this site, or without its beginning, would lead elsewhere in print."""
    return valore if attributo != "href" or valore.strip().lower().startswith("https://") else None


def _da_righe(testo: str) -> str:
    """Lines as paragraphs: what comes from a browser without scripts."""
    paragrafi = (p.strip().splitlines() for p in RIGHE_VUOTE.split(testo) if p.strip())
    return "".join(f"<p>{'<br>'.join(map(str.strip, righe))}</p>" for righe in paragrafi)
