// The grid of a team (form#griglia): arrows, Enter, what is no mark said at the cell, blocks pasted from a spreadsheet. Saving is salva.js.
"use strict";

(() => {
  const modulo = document.getElementById("griglia");
  if (!modulo?.matches("[data-salva]")) return;
  const SCALA = modulo.dataset.scala.split(" ");
  const MASSIMO = Number(modulo.dataset.massimo); // cells that one paste may carry
  const TESTO_MASSIMO = 300;
  const ERRORI_DETTI = 20;
  const VOTO = /^([0-9]{1,3})(?:[.,]0{1,9})?$/;
  const righe = [...modulo.querySelectorAll("tbody tr")].map((riga) => [...riga.querySelectorAll("td:not(.n)")].map((td) => td.querySelector("input")));
  const celle = righe.flat().filter(Boolean);
  const riquadro = document.getElementById("incolla");
  const conta = (n, uno, tanti) => (n === 1 ? uno : `${n.toLocaleString("it-IT")} ${tanti}`);

  // --- what a text is worth: the digit of the scale, "" for an empty cell, null for what is no mark ---------------------------------
  function voto(testo) {
    const pulito = testo.trim();
    if (!pulito) return "";
    const [, cifre] = VOTO.exec(pulito) ?? [];
    const numero = cifre === undefined ? null : String(Number(cifre));
    return SCALA.includes(numero) ? numero : null;
  }

  const citato = (testo) => (testo.trim().length > 40 ? `${testo.trim().slice(0, 40)}…` : testo.trim());
  const perche = (testo) => `«${citato(testo)}» non è nella scala ${SCALA[0]}–${SCALA.at(-1)}`;

  function giudica(cella) {
    const sbagliata = voto(cella.value) === null;
    let parole = document.getElementById(`errore-${cella.name}`);
    cella.toggleAttribute("aria-invalid", sbagliata);
    if (sbagliata) cella.setAttribute("aria-invalid", "true");
    cella.title = sbagliata ? cella.value : "";
    if (!sbagliata) {
      parole?.remove();
      descrivi(cella);
      return;
    }
    if (!parole) {
      parole = document.createElement("span");
      Object.assign(parole, { id: `errore-${cella.name}`, className: "errore-cella" });
      cella.after(parole);
    }
    parole.textContent = perche(cella.value);
    descrivi(cella, parole.id);
  }

  // What a screen reader says of a cell: the evaluatee's own mark, if there is one, and what is wrong.
  function descrivi(cella, errore) {
    const detti = [cella.dataset.descritta, errore].filter(Boolean).join(" ");
    if (detti) cella.setAttribute("aria-describedby", detti);
    else cella.removeAttribute("aria-describedby");
  }

  // --- the keyboard -----------------------------------------------------------------------------------------------------------------
  const PASSI = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

  function posto(cella) {
    const r = righe.findIndex((riga) => riga.includes(cella));
    return [r, righe[r].indexOf(cella)];
  }

  function vai(cella, [giu, destra]) {
    let [r, c] = posto(cella);
    do {
      r += giu;
      c += destra;
    } while (righe[r] && c >= 0 && c < righe[r].length && !righe[r][c]); // over what is only to be read
    righe[r]?.[c]?.focus();
  }

  modulo.addEventListener("keydown", (evento) => {
    const cella = evento.target;
    if (!celle.includes(cella) || evento.isComposing || evento.ctrlKey || evento.metaKey || evento.altKey) return;
    const passo = evento.key === "Enter" && evento.shiftKey ? PASSI.ArrowUp : PASSI[evento.key];
    if (passo) {
      evento.preventDefault();
      vai(cella, passo);
    } else if (["Delete", "Backspace"].includes(evento.key) && cella.value) {
      evento.preventDefault();
      cella.value = "";
      cella.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  modulo.addEventListener("focusin", (evento) => celle.includes(evento.target) && evento.target.select());

  modulo.addEventListener(
    "input",
    (evento) => {
      const cella = evento.target;
      if (!celle.includes(cella)) return;
      if (/^[0-9]$/.test(evento.data ?? "") && cella.value.length === 2) cella.value = evento.data; // a new digit takes the old one's place
      cella.classList.remove("incollata");
      giudica(cella);
    },
    true,
  );

  // --- what is sent: only the cells that this page has changed. What is no mark, and what is pasted but not confirmed, stays here; a
  // whole page that goes (the answer to a conflict) takes along also what is no mark, so that it comes back with it ---------------------
  let intera = false;
  modulo.addEventListener("submit", () => {
    intera = true;
  });

  modulo.addEventListener("formdata", ({ formData }) => {
    const prima = JSON.parse(modulo.elements.prima.value || "{}");
    for (const cella of celle) {
      const letto = voto(cella.value);
      const resta = cella.classList.contains("incollata") || (letto === null ? !intera : letto === (prima[cella.name] ?? ""));
      if (resta) formData.delete(cella.name);
    }
    intera = false;
  });

  // --- what the server has answered ------------------------------------------------------------------------------------------------
  function segna() {
    const contese = new Set([...document.querySelectorAll("[data-contesa]")].map((riga) => riga.dataset.contesa));
    for (const cella of celle) cella.classList.toggle("contesa", contese.has(cella.name));
    const prima = JSON.parse(modulo.elements.prima.value || "{}");
    for (const { dataset } of document.querySelectorAll("[data-altri]")) {
      const cella = modulo.elements[dataset.altri];
      if (cella && cella.value.trim() === (prima[cella.name] ?? "")) cella.value = dataset.voto; // untouched here: it learns the new mark
    }
    const sbagliate = celle.filter((cella) => cella.matches("[aria-invalid]"));
    const riga = document.getElementById("salvato");
    if (!sbagliate.length || !riga || contese.size) return;
    const link = document.createElement("a");
    Object.assign(link, { className: "rilievo", href: `#${sbagliate[0].id}` });
    link.textContent = conta(sbagliate.length, "Una casella non è un voto e non è salvata: correggila", "caselle non sono voti e non sono salvate: correggile");
    if (riga.textContent !== link.textContent) riga.replaceChildren(link);
  }

  for (const evento of ["htmx:afterSettle", "htmx:oobAfterSwap", "smvp:salvato"]) document.addEventListener(evento, segna);

  // --- a block pasted from a spreadsheet: shown first, then saved or taken back ------------------------------------------------------
  let vecchi = new Map(); // the cells that the paste has touched, with what they held

  function bottone(testo, classe, fai) {
    const nuovo = document.createElement("button");
    Object.assign(nuovo, { type: "button", className: `btn ${classe} btn-piccolo`, textContent: testo, onclick: fai });
    return nuovo;
  }

  function mostra(frase, errori = [], bottoni = []) {
    const testo = document.createElement("p");
    testo.textContent = frase;
    const elenco = document.createElement("ul");
    const altri = errori.length - ERRORI_DETTI;
    const detti = errori.slice(0, ERRORI_DETTI);
    if (altri > 0) detti.push(conta(altri, "E un’altra casella, segnata nella griglia.", "altre caselle, segnate nella griglia."));
    for (const errore of detti) elenco.append(Object.assign(document.createElement("li"), { textContent: errore }));
    const fila = document.createElement("div");
    fila.className = "bottoni mt-2";
    fila.append(...bottoni, bottone("Chiudi", "btn-outline-primary", chiudi));
    riquadro.replaceChildren(testo, ...(detti.length ? [elenco] : []), fila);
    riquadro.hidden = false;
    riquadro.focus();
  }

  function chiudi() {
    riquadro.hidden = true;
    riquadro.replaceChildren();
  }

  function annulla() {
    for (const [cella, vecchio] of vecchi) {
      cella.value = vecchio;
      cella.classList.remove("incollata");
      giudica(cella);
    }
    vecchi = new Map();
    chiudi();
    segna();
  }

  function conferma(errori) {
    const buone = [...vecchi.keys()].filter((cella) => cella.classList.contains("incollata"));
    for (const cella of buone) {
      cella.classList.remove("incollata");
      vecchi.delete(cella);
    }
    buone[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    modulo.dispatchEvent(new Event("change"));
    const restano = "Le caselle qui sotto non sono voti: restano come le hai incollate, e non sono salvate.";
    if (errori.length) mostra(restano, errori, [bottone("Rimetti i voti di prima", "btn-outline-primary", annulla)]);
    else chiudi();
  }

  function leggiBlocco(testo) {
    return testo.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((riga) => riga.split("\t"));
  }

  function deponi(cella, testo, nuovo) {
    if (!vecchi.has(cella)) vecchi.set(cella, cella.value);
    cella.value = nuovo ?? testo.slice(0, TESTO_MASSIMO);
    if (nuovo !== null) cella.classList.add("incollata");
    giudica(cella);
  }

  function incolla(inizio, blocco) {
    const [r0, c0] = posto(inizio);
    const esito = { cambiano: 0, uguali: 0, fuori: 0, errori: [] };
    blocco.forEach((riga, i) =>
      riga.forEach((testo, j) => {
        if (!testo.trim()) return; // an empty cell of the block leaves alone what is there
        const cella = righe[r0 + i]?.[c0 + j];
        const nuovo = voto(testo);
        if (!cella) esito.fuori += 1;
        else if (nuovo === null) esito.errori.push(`${cella.closest("tr").dataset.persona}, ${cella.dataset.voce}: ${perche(testo)}`);
        else if (nuovo === cella.value.trim()) esito.uguali += 1;
        else esito.cambiano += 1;
        if (cella && nuovo !== cella.value.trim()) deponi(cella, testo, nuovo);
      }),
    );
    return esito;
  }

  function racconta({ cambiano, uguali, fuori, errori }) {
    const frasi = [conta(cambiano, "Un voto cambia, segnato nella griglia", "voti cambiano, segnati nella griglia")];
    if (!cambiano) frasi[0] = "Nessun voto cambia";
    if (uguali) frasi.push(conta(uguali, "uno è già così", "sono già così"));
    if (errori.length) frasi.push(conta(errori.length, "una casella non è un voto", "caselle non sono voti"));
    if (fuori) frasi.push(conta(fuori, "una casella esce dalla griglia o è solo da leggere", "caselle escono dalla griglia o sono solo da leggere"));
    const salva = bottone(conta(cambiano, "Salva il voto", "voti da salvare: salvali"), "btn-primary", () => conferma(errori));
    if (cambiano > 1) salva.textContent = `Salva i ${cambiano.toLocaleString("it-IT")} voti`;
    const prima = bottone("Annulla", "btn-outline-primary", annulla);
    mostra(`${frasi.join("; ")}.`, errori, [...(cambiano ? [salva] : []), ...(vecchi.size ? [prima] : [])]);
    if (vecchi.size) riquadro.lastElementChild.lastElementChild.remove(); // to be decided: it is not merely closed
  }

  modulo.addEventListener("paste", (evento) => {
    const cella = evento.target;
    if (!celle.includes(cella)) return;
    evento.preventDefault();
    const testo = evento.clipboardData.getData("text/plain");
    const tante = testo.length > MASSIMO * 100 ? Infinity : leggiBlocco(testo).reduce((somma, riga) => somma + riga.length, 0);
    if (tante > MASSIMO) {
      const quante = tante === Infinity ? "Il testo copiato è troppo lungo" : `Hai copiato ${tante.toLocaleString("it-IT")} caselle`;
      mostra(`${quante}: se ne incollano al massimo ${MASSIMO.toLocaleString("it-IT")} alla volta. Non è cambiato niente.`);
    } else if (tante === 1) {
      cella.value = (voto(testo) ?? testo.trim()).slice(0, TESTO_MASSIMO);
      cella.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      annulla(); // of two pastes in a row the second counts
      racconta(incolla(cella, leggiBlocco(testo)));
    }
  });

  window.addEventListener("beforeunload", (evento) => {
    if (modulo.querySelector(".incollata")) evento.preventDefault();
  });

  celle.forEach(giudica);
})();
