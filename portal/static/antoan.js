// The little that plain HTML cannot do; every page works without it.
"use strict";

// A swap that fails, or is led elsewhere (to sign in again), must not end in silence or in a hole in the page:
// the link is then followed as any link.
const follow = (event) => {
  const link = event.target.closest?.("a[href]");
  if (link) window.location.assign(link.href);
};
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(failure, follow);
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.requestPath, window.location.href);
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
    event.detail.shouldSwap = false;
    follow(event.detail.requestConfig?.elt ? { target: event.detail.requestConfig.elt } : event);
  }
});

// Printing is a button only where a script can press it.
const offerPrinting = () => document.querySelectorAll("button[data-print]").forEach((button) => { button.hidden = false; });
document.addEventListener("click", (event) => { if (event.target.closest("button[data-print]")) window.print(); });
document.addEventListener("htmx:afterSettle", offerPrinting);
offerPrinting();

// How many notices are unread, in the head of every page; where a page shows notices, news come in without a reload.
const tellUnread = (count) => document.querySelectorAll("[data-unread-from]").forEach((place) => { place.textContent = Number(count) ? ` (${Number(count)})` : ""; });
const bell = document.querySelector("[data-unread-from]");
if (bell) {
  fetch(bell.dataset.unreadFrom).then((answer) => (answer.ok ? answer.text() : "")).then(tellUnread, () => {});
}
const notices = document.querySelector("[data-live]");
if (notices && window.EventSource) {
  // The event's id is the place of the newest notice: after a lost line the first event says whether anything was missed.
  const news = ({ data, lastEventId }) => {
    tellUnread(data);
    const shown = document.querySelector("[data-live]");
    if (!shown || (shown.dataset.unread === data && shown.dataset.newest === lastEventId)) return;
    if (Number(lastEventId) > Number(shown.dataset.newest)) document.getElementById("said").textContent = `${shown.dataset.said} ${Number(data)}`;
    shown.dataset.unread = data;
    shown.dataset.newest = lastEventId;
    window.htmx.ajax("GET", window.location.href, { target: "#notices", select: "#notices", selectOOB: "#foot", swap: "outerHTML" });
  };
  // A browser comes back by itself after a lost line, but not where it was told no: then a minute later.
  const listen = () => {
    const source = new EventSource(notices.dataset.live);
    source.addEventListener("unread", news);
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(listen, 60000); });
  };
  listen();
}
