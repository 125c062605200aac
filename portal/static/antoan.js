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
// A table on paper says by what it can be checked, as its files do: under each stands what its sheet would say of the same fact.
const imprint = async (files, position) => {
  const sheet = new URL(files.querySelector('a[href*=".csv"]').href);
  sheet.pathname = sheet.pathname.replace(/\.csv$/, ".hash");
  const answer = await fetch(sheet);
  if (!answer.ok) return true;
  const told = await answer.json();
  const line = document.createElement("p");
  line.className = "imprint";
  line.textContent = told.lines.map(([name, value]) => `${name}: ${value}`).join(" · ");
  files.after(line);
  return !told.position || told.position === position;
};
const PRINTING = "antoan.printing";
const print = async (fetchedAgain) => {
  const position = Number(document.querySelector("[data-position]")?.dataset.position);
  const withdraw = () => document.querySelectorAll(".imprint").forEach((line) => { line.remove(); });
  withdraw();
  const shown = [...document.querySelectorAll("main .files")].map((files) => imprint(files, position).catch(() => true));
  // What came since the page was fetched is in the sheet and not on the page: it is fetched once more, or printed without codes.
  if ((await Promise.all(shown)).includes(false)) {
    if (!fetchedAgain) {
      sessionStorage.setItem(PRINTING, window.location.href);
      window.location.reload();
      return;
    }
    withdraw();
  }
  window.print();
};
document.addEventListener("click", (event) => { if (event.target.closest("button[data-print]")) print(false); });
if (sessionStorage.getItem(PRINTING) === window.location.href) print(true);
sessionStorage.removeItem(PRINTING);
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
