// Texts with marks (textarea data-ricco): a small editor over the field, which without scripts is a plain text. What is shown and what is
// pasted is built again from the few marks that are kept: nothing else of it enters the page.
"use strict";

(() => {
  const TENUTI = { P: "p", DIV: "p", BR: "br", STRONG: "strong", B: "strong", EM: "em", I: "em", UL: "ul", OL: "ol", LI: "li", A: "a" };
  for (const n of [1, 2, 3, 4, 5, 6]) TENUTI[`H${n}`] = "h4";
  const MUTI = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "IFRAME", "OBJECT", "SVG", "MATH", "NOSCRIPT", "TITLE"]);
  const BLOCCO = /<(p|ul|ol|h4)>/;
  const COMANDI = [
    ["bold", "Grassetto", "G"],
    ["italic", "Corsivo", "C"],
    ["h4", "Titolo", "Titolo"],
    ["insertUnorderedList", "Elenco puntato", "Elenco puntato"],
    ["insertOrderedList", "Elenco numerato", "Elenco numerato"],
    ["link", "Collegamento", "Collegamento"],
    ["unlink", "Togli il collegamento", "Togli il collegamento"],
  ];
  const sicuro = (indirizzo) => /^https:\/\//i.test(indirizzo.trim());

  // --- from HTML to the marks that are kept --------------------------------------------------------------------------------------
  function copia(da, a) {
    for (const nodo of da.childNodes) {
      if (nodo.nodeType === Node.TEXT_NODE) a.append(nodo.data);
      if (nodo.nodeType !== Node.ELEMENT_NODE || MUTI.has(nodo.tagName.toUpperCase())) continue;
      const nome = TENUTI[nodo.tagName];
      const link = nome === "a" && sicuro(nodo.getAttribute("href") ?? "");
      if (!nome || (nome === "a" && !link)) {
        copia(nodo, a);
        continue;
      }
      const nuovo = document.createElement(nome);
      if (link) nuovo.href = nodo.getAttribute("href").trim();
      copia(nodo, nuovo);
      a.append(nuovo);
    }
  }

  function pezzi(html) {
    const trovati = document.createDocumentFragment();
    copia(new DOMParser().parseFromString(html, "text/html").body, trovati);
    return trovati;
  }

  function daRighe(testo) {
    const trovati = document.createDocumentFragment();
    for (const parte of testo.trim().split(/\n\s*\n/)) {
      const p = document.createElement("p");
      for (const [n, riga] of parte.split("\n").entries()) p.append(...(n ? [document.createElement("br"), riga] : [riga]));
      trovati.append(p);
    }
    return trovati;
  }

  function scritto(foglio) {
    const pulito = document.createElement("div");
    copia(foglio, pulito);
    if (!pulito.textContent.trim()) return "";
    const html = pulito.innerHTML;
    return BLOCCO.test(html) ? html : `<p>${html}</p>`;
  }

  // --- the editor -------------------------------------------------------------------------------------------------------------------
  function vesti(campo) {
    const nome = campo.name;
    const foglio = document.createElement("div");
    Object.assign(foglio, { className: "foglio-ricco form-control", contentEditable: "true" });
    const voci = { role: "textbox", "aria-multiline": "true", "aria-labelledby": `l-${nome}`, "aria-describedby": `i-${nome} errore-${nome}` };
    for (const [che, valore] of Object.entries(voci)) foglio.setAttribute(che, valore);
    foglio.id = `foglio-${nome}`;
    foglio.append(pezzi(campo.value));
    const { barra, chiedi } = attrezzi(campo, foglio);
    campo.after(barra, chiedi, foglio);
    campo.hidden = true;
    document.getElementById(`l-${nome}`)?.addEventListener("click", () => foglio.focus());
    let prima = campo.value;
    // In the capture phase: the field holds the text before the page hears that something was typed.
    foglio.addEventListener("input", () => { campo.value = scritto(foglio); }, true);
    foglio.addEventListener("blur", () => {
      if (campo.value === prima) return;
      prima = campo.value;
      campo.dispatchEvent(new Event("change", { bubbles: true }));
    });
    // What is put into the field by others: a draft taken up again.
    campo.addEventListener("input", () => {
      if (scritto(foglio) !== campo.value) foglio.replaceChildren(pezzi(campo.value));
    });
    foglio.addEventListener("paste", (evento) => {
      evento.preventDefault();
      const html = evento.clipboardData.getData("text/html");
      const dentro = document.createElement("div");
      dentro.append(html ? pezzi(html) : daRighe(evento.clipboardData.getData("text/plain")));
      document.execCommand("insertHTML", false, dentro.innerHTML);
    });
    foglio.addEventListener("drop", (evento) => evento.preventDefault());
  }

  function attrezzi(campo, foglio) {
    const titolo = document.getElementById(`l-${campo.name}`)?.textContent.trim() ?? "";
    const barra = document.createElement("div");
    barra.className = "attrezzi-ricco";
    barra.setAttribute("role", "toolbar");
    barra.setAttribute("aria-label", `Formato: ${titolo}`);
    barra.setAttribute("aria-controls", foglio.id);
    const chiedi = indirizzo(campo, foglio);
    for (const [n, [comando, detto, segno]] of COMANDI.entries()) {
      const bottone = document.createElement("button");
      Object.assign(bottone, { type: "button", textContent: segno, title: detto, tabIndex: n ? -1 : 0 });
      bottone.dataset.comando = comando;
      if (segno !== detto) bottone.setAttribute("aria-label", detto);
      bottone.addEventListener("mousedown", (evento) => evento.preventDefault()); // the selection stays where it is
      bottone.addEventListener("click", () => esegui(comando, foglio, chiedi));
      barra.append(bottone);
    }
    barra.addEventListener("keydown", (evento) => {
      const passo = { ArrowRight: 1, ArrowLeft: -1 }[evento.key];
      if (!passo) return;
      const tutti = [...barra.children];
      const qui = tutti.indexOf(document.activeElement);
      const la = tutti[(qui + passo + tutti.length) % tutti.length];
      for (const b of tutti) b.tabIndex = b === la ? 0 : -1;
      la.focus();
    });
    const dillo = () => {
      if (!foglio.contains(document.getSelection()?.anchorNode)) return;
      for (const b of barra.children) {
        if (["bold", "italic"].includes(b.dataset.comando)) b.setAttribute("aria-pressed", String(document.queryCommandState(b.dataset.comando)));
      }
    };
    document.addEventListener("selectionchange", dillo);
    return { barra, chiedi };
  }

  function esegui(comando, foglio, chiedi) {
    if (comando === "link") return chiedi.apri();
    foglio.focus();
    document.execCommand("defaultParagraphSeparator", false, "p");
    if (comando !== "h4") return document.execCommand(comando, false, null);
    const titolo = document.getSelection()?.anchorNode?.parentElement?.closest("h4");
    return document.execCommand("formatBlock", false, titolo && foglio.contains(titolo) ? "p" : "h4");
  }

  // The address of a link is asked in the page itself, beside the bar.
  function indirizzo(campo, foglio) {
    const riga = document.createElement("div");
    Object.assign(riga, { className: "indirizzo-ricco", hidden: true });
    const voce = document.createElement("input");
    Object.assign(voce, { type: "url", placeholder: "https://", id: `indirizzo-${campo.name}`, className: "form-control" });
    voce.setAttribute("aria-label", "Indirizzo del collegamento, che comincia con https://");
    const metti = document.createElement("button");
    Object.assign(metti, { type: "button", className: "btn btn-outline-primary btn-piccolo", textContent: "Metti il collegamento" });
    let scelto = null;
    riga.append(voce, metti);
    riga.apri = () => {
      const dove = document.getSelection();
      scelto = dove?.rangeCount && foglio.contains(dove.anchorNode) ? dove.getRangeAt(0).cloneRange() : null;
      riga.hidden = false;
      voce.focus();
    };
    const chiudi = () => {
      riga.hidden = true;
      voce.value = "";
      foglio.focus();
    };
    const fatto = () => {
      const dove = voce.value.trim();
      voce.setCustomValidity(sicuro(dove) ? "" : "Scrivi un indirizzo che comincia con https://");
      if (!voce.reportValidity()) return;
      foglio.focus();
      const selezione = document.getSelection();
      if (scelto) {
        selezione.removeAllRanges();
        selezione.addRange(scelto);
      }
      if (selezione.isCollapsed) {
        const nuovo = document.createElement("a");
        nuovo.href = dove;
        nuovo.textContent = dove;
        document.execCommand("insertHTML", false, nuovo.outerHTML);
      } else document.execCommand("createLink", false, dove);
      chiudi();
    };
    metti.addEventListener("click", fatto);
    for (const che of ["input", "change"]) voce.addEventListener(che, (evento) => evento.stopPropagation());
    voce.addEventListener("input", () => voce.setCustomValidity(""));
    voce.addEventListener("keydown", (evento) => {
      if (evento.key === "Escape") chiudi();
      if (evento.key !== "Enter") return;
      evento.preventDefault();
      evento.stopPropagation();
      fatto();
    });
    return riga;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const campo of document.querySelectorAll("textarea[data-ricco]")) vesti(campo);
  });
})();
