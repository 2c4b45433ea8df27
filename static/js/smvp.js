// The little that HTML alone does not do. Every page works without it; htmx reads its configuration from a <meta>.
"use strict";

// --- menus made of <details>: Escape or a click elsewhere closes them ---------------------------------------------
const MENU = "details.altro[open], details[data-chiudi][open]";

document.addEventListener("click", (evento) => {
  for (const menu of document.querySelectorAll(MENU)) {
    if (!menu.contains(evento.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (evento) => {
  if (evento.key !== "Escape") return;
  for (const menu of document.querySelectorAll(MENU)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// --- a form is sent once: a second click does nothing until the page changes; one that hands over a file leaves the page as it is ---
document.addEventListener("submit", (evento) => {
  const modulo = evento.target;
  if (modulo.method !== "post" || evento.defaultPrevented || [modulo, evento.submitter].some((e) => e && "scarica" in e.dataset)) return;
  if (modulo.dataset.inviato) evento.preventDefault();
  modulo.dataset.inviato = "si";
});

window.addEventListener("pageshow", () => {
  for (const modulo of document.querySelectorAll("form[data-inviato]")) delete modulo.dataset.inviato;
});

// --- a list with ticks: one tick for the whole page, how many are chosen, and only the actions that some of them can take ---------
for (const lista of document.querySelectorAll("form.sceglibile")) {
  const righe = [...lista.querySelectorAll('tbody input[name="o"]')];
  const tutti = lista.querySelector("[data-tutti]");
  const quante = lista.querySelector("[data-quante]");
  const tutte = lista.querySelector('input[name="tutte"]');
  const bottoni = [...lista.querySelectorAll('button[name="azione"]')];
  const offri = () => {
    const possibili = new Set(righe.filter((riga) => riga.checked).flatMap((riga) => riga.dataset.azioni.split(" ")));
    for (const bottone of bottoni) bottone.hidden = !tutte?.checked && !possibili.has(bottone.value);
    lista.querySelector("[data-nessuna]").hidden = bottoni.some((bottone) => !bottone.hidden);
  };
  const conta = () => {
    const scelte = righe.filter((riga) => riga.checked).length;
    quante.textContent = scelte === 1 ? "1 scheda scelta" : `${scelte} schede scelte`;
    tutti.firstElementChild.checked = scelte === righe.length;
    tutti.firstElementChild.indeterminate = scelte > 0 && scelte < righe.length;
    offri();
  };
  tutti.hidden = false;
  tutti.firstElementChild.addEventListener("change", (evento) => {
    for (const riga of righe) riga.checked = evento.target.checked;
  });
  lista.addEventListener("change", conta);
  window.addEventListener("pageshow", conta);
}

// --- a form that acts on what is ticked: its button says on how many, one tick takes them all -------------------------------------
for (const bottone of document.querySelectorAll("button[data-conta]")) {
  const righe = [...bottone.form.querySelectorAll("fieldset input[name]")];
  const tutte = bottone.form.querySelector("[data-tutte]");
  const conta = () => {
    const scelte = righe.filter((riga) => riga.checked).length;
    bottone.textContent = scelte === 1 ? bottone.dataset.una : bottone.dataset.conta.replace("{}", scelte);
    tutte.firstElementChild.checked = scelte === righe.length;
    tutte.firstElementChild.indeterminate = scelte > 0 && scelte < righe.length;
  };
  tutte.hidden = false;
  tutte.firstElementChild.addEventListener("change", (evento) => {
    for (const riga of righe) riga.checked = evento.target.checked;
  });
  bottone.form.addEventListener("change", conta);
  window.addEventListener("pageshow", conta);
}

// --- what must not be missed (errors to put right, a conflict) takes the focus once, when it appears -----------------------
function portaQui() {
  const novita = document.querySelector("[data-porta-qui]:not([data-visto])");
  if (!novita) return;
  novita.dataset.visto = "si";
  novita.focus();
}

for (const evento of ["DOMContentLoaded", "htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(evento, portaQui);

// --- pieces of the page that the server redraws: what was unfolded stays so, the keyboard stays where it was ---------------------
const FERMATE = "a[href], button, input, select, textarea, summary";
let fermata = null;

document.addEventListener("htmx:oobBeforeSwap", (evento) => {
  const { target: vecchio, fragment: nuovo } = evento.detail;
  const pieghe = [...(vecchio.matches("details") ? [vecchio] : []), ...vecchio.querySelectorAll("details")];
  nuovo.querySelectorAll("details").forEach((piega, n) => {
    if (pieghe[n]) piega.open = pieghe[n].open;
  });
  const posto = [...vecchio.querySelectorAll(FERMATE)].indexOf(document.activeElement);
  if (posto >= 0) fermata = { id: vecchio.id, posto };
});

document.addEventListener("htmx:oobAfterSwap", () => {
  const dove = fermata && document.getElementById(fermata.id)?.querySelectorAll(FERMATE)[fermata.posto];
  if (!dove) return;
  fermata = null;
  dove.focus({ preventScroll: true });
});

// --- a link to a place in this page: the fold opens, the field takes the focus, the menu it was in closes --------------------------
function vaiA(ancora) {
  const luogo = ancora.length > 1 && document.getElementById(ancora.slice(1));
  if (!luogo) return;
  if (luogo.matches("details")) luogo.open = true;
  if (luogo.matches("input, select, textarea")) luogo.focus();
  luogo.querySelector(":scope > summary")?.focus({ preventScroll: true });
}

document.addEventListener("click", (evento) => {
  const link = evento.target.closest('a[href^="#"]');
  if (!link) return;
  const menu = link.closest("details.altro");
  if (menu) menu.open = false;
  vaiA(link.hash);
});

document.addEventListener("DOMContentLoaded", () => vaiA(location.hash));
window.addEventListener("hashchange", () => vaiA(location.hash));

// --- the session has ended: go and log in, never draw the login page inside another one. A form that saves as one types stays
// where it is, and salva.js says what to do ------------------------------------------------------------------------------------------
document.addEventListener("htmx:beforeSwap", (evento) => {
  const accesso = document.body.dataset.accesso;
  const arrivo = new URL(evento.detail.xhr.responseURL || location.href, location.href).pathname;
  if (arrivo !== accesso || location.pathname === accesso) return;
  evento.detail.shouldSwap = false;
  if (document.querySelector("[data-salva]")) document.dispatchEvent(new Event("smvp:sessione-finita"));
  else location.assign(`${accesso}?next=${encodeURIComponent(location.pathname)}`);
});
