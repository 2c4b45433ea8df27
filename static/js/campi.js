// The fields of a form: percentages, the Enter key where it saves as one types (data-salva), and the text that is not saved yet, kept for
// this tab only. A form that is only sent (data-bozza) keeps a draft too: who leaves it, or finds the session over, takes it up again.
"use strict";

(() => {
  // --- percentages as an Italian writes them: "78.5" and "78,5 %" become "78,50"; what is no number stays as typed ------------------
  const NUMERO = /^(\d+)(?:[.,](\d{1,2}))?$/;

  function inOrdine(testo) {
    const pulito = testo.trim().replace(/\s*%$/, "");
    const [, intero, decimali = ""] = NUMERO.exec(pulito) ?? [];
    if (intero === undefined) return testo;
    return `${intero.replace(/^0+(?=\d)/, "")},${decimali.padEnd(2, "0")}`;
  }

  function riordina(evento) {
    if (evento.target.matches?.(":is([data-salva], [data-bozza]) input.percentuale")) evento.target.value = inOrdine(evento.target.value);
  }

  for (const evento of ["change", "focusout"]) document.addEventListener(evento, riordina, true);

  // --- an indicator shows the values of the way it is measured; those of the others wait, hidden ------------------------------------
  document.addEventListener("input", (evento) => {
    if (!evento.target.matches("[data-salva] select[data-modo]")) return;
    for (const valori of evento.target.closest("fieldset").querySelectorAll("[data-per]")) {
      valori.hidden = !valori.dataset.per.split(" ").includes(evento.target.value);
    }
  });

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
  const TENUTI = "[data-salva], [data-bozza]";
  const modulo = () => document.querySelector(TENUTI);
  const sbagliato = (nome) => Boolean(document.getElementById(`errore-${nome}`)?.textContent.trim());
  let salvati = {}; // field by field, what the server has
  let spediti = {}; // what the last request carried
  let sospesa = {}; // a draft found on arrival and not yet taken up

  // Ticks share a name with others and with their absence: each goes by its value too.
  const nomeDi = (campo) => (campo.type === "checkbox" ? `${campo.name}=${campo.value}` : campo.name);

  function comeArrivato(campo) {
    if (campo.type !== "select-one") return campo.defaultValue;
    return ([...campo.options].find((scelta) => scelta.defaultSelected) ?? campo.options[0])?.value;
  }

  function valori(valoreDi, spunta) {
    const trovati = {};
    for (const campo of modulo().elements) {
      if (!campo.name || campo.type === "submit" || campo.type === "file" || campo.name === "csrfmiddlewaretoken") continue;
      if (campo.type === "checkbox") trovati[nomeDi(campo)] = campo[spunta];
      else if (campo.type !== "radio") trovati[campo.name] = valoreDi(campo);
      else if (campo[spunta]) trovati[campo.name] = campo.value;
    }
    return trovati;
  }

  const adesso = () => valori((campo) => campo.value, "checked");
  const diverso = ([nome, valore]) => !DI_SERVIZIO.includes(nome) && (salvati[nome] ?? false) !== valore;
  const diversi = (campi) => Object.fromEntries(Object.entries(campi).filter(diverso));
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
      if (modulo().matches("[data-salva]") && campo.name in letti) campo.value = letti[campo.name];
      const nome = nomeDi(campo);
      if (!(nome in campi)) continue;
      if (campo.type === "checkbox") campo.checked = campi[nome];
      else if (campo.type === "radio") campo.checked = campo.value === campi[nome];
      else campo.value = campi[nome];
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
    if (modulo().dataset.bozza === "tornata") return conserva(); // sent and refused: what was typed is in the fields, and still nowhere else
    salvati = valori(comeArrivato, "defaultChecked");
    sospesa = diversi(leggi(chiave())?.campi ?? {});
    if (Object.keys(sospesa).length === 0) sessionStorage.removeItem(chiave());
    else offri(true);
    annuncia(diversi(adesso()));
  });

  // A field can be typed in before the scripts are here (a slow line, a busy machine): nobody heard it, so it is said again. After a
  // reload or a step back the browser itself may have put old values in the fields: there only the field one is in was surely typed.
  function annuncia(campi) {
    const nuova = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    for (const campo of modulo().elements) {
      if (!(nomeDi(campo) in campi) || (campo.type === "radio" && !campo.checked)) continue;
      if (nuova || campo === document.activeElement) campo.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("click", (evento) => {
    if (evento.target.closest("[data-riprendi]")) riprendi();
    if (evento.target.closest("[data-scarta]")) scarta();
    if (evento.target.closest("[data-conflitto] a[href]")) sessionStorage.removeItem(chiave());
  });

  document.addEventListener("input", (evento) => {
    if (evento.target.closest(TENUTI)) conserva();
  });

  document.addEventListener("htmx:beforeSend", (evento) => {
    if (evento.target.matches?.("[data-salva]")) spediti = adesso();
  });

  document.addEventListener("smvp:salvato", () => {
    for (const [nome, valore] of Object.entries(spediti)) if (!sbagliato(nome.split("=")[0])) salvati[nome] = valore;
    for (const nome of Object.keys(salvati)) if (!(nome in spediti)) delete salvati[nome]; // ticks of an Area that has been left
    if (Object.keys(sospesa).length === 0) sessionStorage.removeItem(chiave());
    conserva();
  });

  document.addEventListener("submit", (evento) => {
    const azione = new URL(evento.target.action, location.href).pathname;
    if (azione === document.body.dataset.uscita) for (const nome of bozze()) sessionStorage.removeItem(nome);
    const bozza = evento.target.matches(TENUTI) && leggi(chiave());
    if (bozza) sessionStorage.setItem(chiave(), JSON.stringify({ ...bozza, inviata: true }));
  });
})();
