// Saving while one types (forms with data-salva): the bar says what is going on, leaving loses nothing, what failed is tried again.
"use strict";

(() => {
  const RIPROVA_OGNI = 10_000; // milliseconds
  let scritto = 0; // changes typed so far
  let spedito = 0; // those that the last request carried
  let salvato = 0; // those that the server has confirmed
  let fallito = false; // the last attempt did not save: from here on the browser itself asks before leaving
  let rinnova = false; // the session is gone, or the token is stale: look at the page again before sending
  let chiuso = false; // nothing to try again: somebody must decide first
  let forzata = false; // this request is a new attempt, not a new text
  let occupato = false; // looking whether the session is back
  let meta = null; // where to go once all is saved

  const modulo = () => document.querySelector("[data-salva]");
  const conflitto = () => document.querySelector("[data-conflitto]") !== null;
  const daSalva = (evento) => Boolean(evento.target.closest?.("[data-salva]"));

  // --- what the bar says ------------------------------------------------------------------------------------------------------
  function racconta(stato, ...parole) {
    const riga = document.getElementById("salvato");
    const intero = parole.map((parola) => parola.textContent ?? parola).join("");
    if (!riga || riga.textContent === intero) return; // said already: a link half clicked must not be replaced
    riga.dataset.stato = stato;
    riga.replaceChildren(...parole);
  }

  function bottoneRiprova() {
    const bottone = document.createElement("button");
    Object.assign(bottone, { type: "button", className: "btn-testo", textContent: "Riprova ora", onclick: riprova });
    return bottone;
  }

  function linkAccesso() {
    const link = document.createElement("a");
    Object.assign(link, { href: document.body.dataset.accesso, target: "_blank", rel: "noopener" });
    link.textContent = "rientra in un’altra scheda del browser";
    return link;
  }

  function arrenditi() {
    fallito = true;
    meta = null;
  }

  function guasto(parole) {
    arrenditi();
    racconta("guasto", `${parole} `, bottoneRiprova());
  }

  function sessioneFinita() {
    arrenditi();
    rinnova = true;
    racconta("guasto", "Sessione scaduta: ", linkAccesso(), " – quello che hai scritto resta qui. ", bottoneRiprova());
  }

  function nonPiu(parole) {
    arrenditi();
    chiuso = true;
    racconta("guasto", parole);
  }

  // --- while a conflict is open nothing goes on -----------------------------------------------------------------------------------
  function fermaPassaggi() {
    const aperto = conflitto();
    for (const bottone of document.querySelectorAll("#azioni button[form], #barra button[form]")) {
      if (aperto && !bottone.disabled) bottone.dataset.fermo = "si";
      if (aperto) bottone.disabled = true;
      else if (bottone.dataset.fermo) bottone.disabled = false;
    }
    if (aperto) racconta("guasto", "Non salvato: scegli quali valori tenere.");
  }

  // --- trying again ---------------------------------------------------------------------------------------------------------------
  async function riprova() {
    if (!modulo() || !fallito || salvato === scritto || chiuso || occupato || conflitto()) return;
    occupato = true;
    try {
      if (!rinnova || (await rientrato())) manda();
    } catch {
      guasto("Non salvato: il server non risponde.");
    } finally {
      occupato = false;
    }
  }

  function manda() {
    forzata = true;
    modulo().dispatchEvent(new Event("change"));
    forzata = false;
  }

  // Art. 18: the sheet is read again. A new session brings a new token; another person's session must not sign this text.
  async function rientrato() {
    const risposta = await fetch(modulo().action, { redirect: "manual", headers: { Accept: "text/html" } });
    if (risposta.type === "opaqueredirect") return sessioneFinita();
    if (risposta.status >= 500) return guasto("Non salvato: c’è stato un errore.");
    const nuova = new DOMParser().parseFromString(await risposta.text(), "text/html");
    const gettone = nuova.querySelector("[data-salva] [name=csrfmiddlewaretoken]")?.value;
    if (nuova.body.dataset.utente !== document.body.dataset.utente) {
      return guasto(`Non salvato: ora sei entrato come un’altra persona. Rientra come ${document.body.dataset.utente}.`);
    }
    if (!gettone) return nonPiu("Non salvato: non puoi più modificare. Copia il tuo testo e ricarica la pagina.");
    for (const campo of document.querySelectorAll("[name=csrfmiddlewaretoken]")) campo.value = gettone;
    document.body.setAttribute("hx-headers", nuova.body.getAttribute("hx-headers"));
    rinnova = false;
    return true;
  }

  // A refused token or a refused person: one look at the page tells which; refused again just after it, it is the person.
  let appenaRinnovato = false;
  async function rifiutato() {
    arrenditi();
    if (appenaRinnovato) return nonPiu("Non salvato: non puoi più modificare. Copia il tuo testo e ricarica la pagina.");
    rinnova = true;
    appenaRinnovato = true;
    await riprova();
    if (rinnova) appenaRinnovato = false;
  }

  setInterval(riprova, RIPROVA_OGNI);
  for (const evento of ["online", "focus"]) window.addEventListener(evento, riprova);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && riprova());
  document.addEventListener("smvp:sessione-finita", sessioneFinita);

  // --- the life of a request --------------------------------------------------------------------------------------------------------
  document.addEventListener("input", (evento) => {
    if (daSalva(evento)) scritto += 1;
  });

  document.addEventListener("submit", (evento) => {
    if (evento.target.matches("[data-salva]") && !evento.defaultPrevented) salvato = scritto;
  });

  // Leaving a field says "change" again after what was typed has gone already: sending it twice would redraw the bar under the mouse.
  document.addEventListener("htmx:beforeRequest", (evento) => {
    if (daSalva(evento) && !forzata && spedito === scritto) evento.preventDefault();
  });

  document.addEventListener("htmx:beforeSend", (evento) => {
    if (!daSalva(evento)) return;
    spedito = scritto;
    fallito = false;
    if (!conflitto()) racconta("corso", "Salvo…");
  });

  document.addEventListener("htmx:afterRequest", (evento) => {
    if (!daSalva(evento)) return;
    const { xhr, successful } = evento.detail;
    const altrove = new URL(xhr.responseURL || location.href, location.href).pathname === document.body.dataset.accesso;
    fermaPassaggi();
    if (altrove || conflitto() || !successful || xhr.status >= 400) return arrenditi();
    salvato = spedito;
    appenaRinnovato = false;
    evento.target.dispatchEvent(new Event("smvp:salvato", { bubbles: true }));
    if (!meta || salvato < scritto) return;
    location.assign(meta);
    meta = null;
  });

  for (const muto of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(muto, (evento) => daSalva(evento) && guasto("Non salvato: il server non risponde."));
  }
  document.addEventListener("htmx:responseError", (evento) => {
    if (!daSalva(evento)) return;
    if (evento.detail.xhr.status === 403) rifiutato();
    else guasto("Non salvato: c’è stato un errore.");
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!conflitto() || !modulo()) return;
    scritto = 1; // the whole page of a conflict: what was typed is here and nowhere else
    arrenditi();
    fermaPassaggi();
  });

  // --- leaving ------------------------------------------------------------------------------------------------------------------------
  document.addEventListener("click", (evento) => {
    const link = evento.target.closest("a[href]");
    if (link?.closest("[data-conflitto]")) salvato = scritto; // "keep what is saved" is an answer, not an accident
    const altrove = evento.ctrlKey || evento.metaKey || evento.shiftKey || evento.defaultPrevented;
    if (!link || altrove || fallito || salvato === scritto || link.target || link.getAttribute("href").startsWith("#")) return;
    evento.preventDefault();
    meta = link.href;
    if (spedito < scritto) manda();
  });

  window.addEventListener("beforeunload", (evento) => {
    if (salvato < scritto) evento.preventDefault();
  });
})();
