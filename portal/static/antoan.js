// The little that plain HTML cannot do; every page works without it.
"use strict";

// A swap that fails must not fail in silence: the link is then followed as any link.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const link = event.target.closest?.("a[href]");
    if (link) window.location.assign(link.href);
  });
}

// Printing is a button only where a script can press it.
const offerPrinting = () => document.querySelectorAll("button[data-print]").forEach((button) => { button.hidden = false; });
document.addEventListener("click", (event) => { if (event.target.closest("button[data-print]")) window.print(); });
document.addEventListener("htmx:afterSettle", offerPrinting);
offerPrinting();
