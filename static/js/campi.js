// The fields of a form that saves as one types: percentages, the Enter key, and the text that is not saved yet, kept for this tab only.
"use strict";

(() => {
  // --- percentages as an Italian writes them: "78.5" and "78,5 %" become "78,50"; what is no number stays as typed ------------------
  const MIGLIAIA = /^\d{1,3}(\.\d{3})+(,\d+)?$/;
  const NUMERO = /^(\d+)(?:[.,](\d{1,2}))?$/;

  function inOrdine(testo) {
    const pulito = testo.trim().replace(/\s*%$/, "");
    const [, intero, decimali = ""] = NUMERO.exec(MIGLIAIA.test(pulito) ? pulito.replaceAll(".", "") : pulito) ?? [];
    if (intero === undefined) return testo;
    const cifre = intero.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ".");
    return `${cifre},${decimali.padEnd(2, "0")}`;
  }

  function riordina(evento) {
    if (evento.target.matches?.("[data-salva] input.percentuale")) evento.target.value = inOrdine(evento.target.value);
  }

  for (const evento of ["change", "focusout"]) document.addEventListener(evento, riordina, true);

  // --- Enter in a field saves and stays ----------------------------------------------------------------------------------------------
  document.addEventListener("keydown", (evento) => {
    if (evento.key !== "Enter" || evento.isComposing || !evento.target.matches("[data-salva] input")) return;
    evento.preventDefault();
    evento.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // --- what is not saved yet, in sessionStorage: one draft for a person and a sheet, gone once saved or on the way out ------------------
  const PREFISSO = "smvp:bozza:";
  const DI_SERVIZIO = ["versione", "pagina", "numero", "prima"];
  const LETTURA = ["versione", "prima"]; // what was read: with it the server can tell whether somebody else has saved meanwhile
  const utente = () => document.body.dataset.utente;
  const chiave = () => `${PREFISSO}${utente()}:${location.pathname}`;
  const modulo = () => document.querySelector("[data-salva]");
  const sbagliato = (nome) => Boolean(document.getElementById(`errore-${nome}`)?.textContent.trim());
  let salvati = {}; // field by field, what the server has
  let spediti = {}; // what the last request carried
  let sospesa = {}; // a draft found on arrival and not yet taken up

  function valori(proprieta, spunta) {
    const trovati = {};
    for (const campo of modulo().elements) {
      if (!campo.name || campo.type === "submit" || campo.type === "file" || campo.name === "csrfmiddlewaretoken") continue;
      if (campo.type !== "radio" || campo[spunta]) trovati[campo.name] = campo.type === "radio" ? campo.value : campo[proprieta];
    }
    return trovati;
  }

  const adesso = () => valori("value", "checked");
  const diversi = (campi) => Object.fromEntries(Object.entries(campi).filter(([n, v]) => !DI_SERVIZIO.includes(n) && salvati[n] !== v));
  const leggi = (nome) => JSON.parse(sessionStorage.getItem(nome) ?? "null");

  function conserva() {
    const ora = adesso();
    const campi = { ...sospesa, ...diversi(ora) };
    if (Object.keys(campi).length === 0) return sessionStorage.removeItem(chiave());
    const letti = Object.fromEntries(LETTURA.map((n) => [n, ora[n]]));
    sessionStorage.setItem(chiave(), JSON.stringify({ dove: location.pathname, letti, ...leggi(chiave()), inviata: false, campi }));
  }

  function bozze() {
    return Object.keys(sessionStorage).filter((nome) => nome.startsWith(PREFISSO));
  }

  // Elsewhere in the site: drafts of other people, and those that a whole page has carried away, are done with.
  function spazza() {
    if (!utente() || location.pathname === document.body.dataset.accesso) return;
    for (const nome of bozze()) {
      const altrui = !nome.startsWith(`${PREFISSO}${utente()}:`);
      const bozza = leggi(nome);
      if (altrui || (bozza.inviata && bozza.dove !== location.pathname)) sessionStorage.removeItem(nome);
    }
  }

  function offri(mostra) {
    const avviso = document.getElementById("ripresa");
    if (avviso) avviso.hidden = !mostra;
  }

  function riprendi() {
    const { campi, letti } = leggi(chiave());
    sospesa = {};
    offri(false);
    for (const campo of modulo().elements) {
      if (campo.name in letti) campo.value = letti[campo.name];
      if (!(campo.name in campi)) continue;
      if (campo.type === "radio") campo.checked = campo.value === campi[campo.name];
      else campo.value = campi[campo.name];
      campo.dispatchEvent(new Event("input", { bubbles: true }));
    }
    conserva();
  }

  function scarta() {
    sospesa = {};
    sessionStorage.removeItem(chiave());
    offri(false);
    conserva();
  }

  document.addEventListener("DOMContentLoaded", () => {
    spazza();
    if (!modulo()) return;
    salvati = valori("defaultValue", "defaultChecked");
    sospesa = diversi(leggi(chiave())?.campi ?? {});
    if (Object.keys(sospesa).length === 0) sessionStorage.removeItem(chiave());
    else offri(true);
  });

  document.addEventListener("click", (evento) => {
    if (evento.target.closest("[data-riprendi]")) riprendi();
    if (evento.target.closest("[data-scarta]")) scarta();
    if (evento.target.closest("[data-conflitto] a[href]")) sessionStorage.removeItem(chiave());
  });

  document.addEventListener("input", (evento) => {
    if (evento.target.closest("[data-salva]")) conserva();
  });

  document.addEventListener("htmx:beforeSend", (evento) => {
    if (evento.target.matches?.("[data-salva]")) spediti = adesso();
  });

  document.addEventListener("smvp:salvato", () => {
    for (const [nome, valore] of Object.entries(spediti)) if (!sbagliato(nome)) salvati[nome] = valore;
    if (Object.keys(sospesa).length === 0) sessionStorage.removeItem(chiave());
    conserva();
  });

  document.addEventListener("submit", (evento) => {
    const azione = new URL(evento.target.action, location.href).pathname;
    if (azione === document.body.dataset.uscita) for (const nome of bozze()) sessionStorage.removeItem(nome);
    const bozza = evento.target.matches("[data-salva]") && leggi(chiave());
    if (bozza) sessionStorage.setItem(chiave(), JSON.stringify({ ...bozza, inviata: true }));
  });
})();
