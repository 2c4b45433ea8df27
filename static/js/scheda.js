// The saves of one page are numbered in the order in which they are made: an older one that arrives late is not taken for the last.
"use strict";

let salvataggi = 1;

document.addEventListener("formdata", (evento) => {
  if (!evento.target.matches("form[data-salva]")) return;
  salvataggi += 1;
  evento.formData.set("numero", String(salvataggi));
});
