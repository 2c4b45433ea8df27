// The tree of performance: its drawing larger and smaller, by the buttons or from the keyboard. Without this it has its natural size.
"use strict";

{
  const FATTORE = 1.25;
  const MINIMO = 0.2;
  const MASSIMO = 3;
  let scala = 1;

  function disegni() {
    return document.querySelectorAll(".albero-disegno");
  }

  function mostra(nuova) {
    scala = Math.min(MASSIMO, Math.max(MINIMO, nuova));
    for (const disegno of disegni()) {
      const { width, height } = disegno.viewBox.baseVal;
      disegno.setAttribute("width", String(Math.round(width * scala)));
      disegno.setAttribute("height", String(Math.round(height * scala)));
    }
    const misura = document.querySelector("[data-misura]");
    if (misura) misura.textContent = `${Math.round(scala * 100)} %`;
  }

  // The widest drawing fits in its frame; never larger than natural.
  function adatta() {
    const scale = [...document.querySelectorAll("[data-cornice]")].map((c) => c.clientWidth / c.querySelector("svg").viewBox.baseVal.width);
    mostra(Math.min(1, ...scale));
  }

  function passo(verso) {
    if (verso === 0) adatta();
    else mostra(verso > 0 ? scala * FATTORE : scala / FATTORE);
  }

  const TASTI = { "+": 1, "=": 1, "-": -1, "0": 0 };

  document.addEventListener("DOMContentLoaded", () => {
    const comandi = document.querySelector("[data-zoom]");
    if (!comandi) return;
    comandi.hidden = false;
    comandi.addEventListener("click", (evento) => {
      const bottone = evento.target.closest("button[data-passo]");
      if (bottone) passo(Number(bottone.dataset.passo));
    });
    for (const cornice of document.querySelectorAll("[data-cornice]")) {
      cornice.addEventListener("keydown", (evento) => {
        if (evento.ctrlKey || evento.metaKey || evento.altKey || !(evento.key in TASTI)) return;
        evento.preventDefault();
        passo(TASTI[evento.key]);
      });
    }
  });

  // On paper the list is whole.
  let chiuse = [];
  window.addEventListener("beforeprint", () => {
    chiuse = [...document.querySelectorAll(".albero-elenco, .albero-elenco details")].filter((d) => !d.open);
    for (const piega of chiuse) piega.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const piega of chiuse) piega.open = false;
  });
}
