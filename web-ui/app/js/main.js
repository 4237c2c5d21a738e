// The shell: who is there, which page, the bar that never goes away.
import { link, may, me, notice, start, state } from "./api.js";
import { Join } from "./join.js";
import { Live, panic, wayBack } from "./live.js";
import { OnAir } from "./parts.js";
import { html, render, signal, useEffect } from "./ui.js";
import { said, word as t } from "./words.js";

/** A page that comes when it is first looked at, so that Live does not wait for it.
 * @param {() => Promise<any>} load gives the page */
function later(load) {
  const page = signal(/** @type {any} */ (null));
  return () => {
    useEffect(() => { if (!page.value) load().then((loaded) => (page.value = loaded), () => {}); }, [link.value]);
    return page.value ? html`<${page.value} />` : html`<p class="empty" role="status">${t("Looking for the rig…")}</p>`;
  };
}

const pages = [
  { path: "/live", name: "Live", page: Live },
  { path: "/check", name: "Check", page: later(() => import("./check.js").then((module) => module.Check)) },
  { path: "/creator", name: "Presenter", page: later(() => import("./creator.js").then((module) => module.Creator)) },
  { path: "/people", name: "People", page: later(() => import("./people.js").then((module) => module.People)) },
  { path: "/settings", name: "Settings", page: later(() => import("./settings.js").then((module) => module.Settings)),
    roles: ["tech", "creator"] },
];

const path = signal(location.pathname);

/** @param {string} where */
function go(where) {
  history.pushState(null, "", where);
  path.value = where;
}
addEventListener("popstate", () => (path.value = location.pathname));

function Bar() {
  return html`<header class="bar">
    <${OnAir} />
    <nav aria-label="Pages">
      ${pages.filter((one) => !one.roles || may(...one.roles)).map(
        (one) => html`<a href=${one.path} aria-current=${path.value === one.path ? "page" : null}
            onClick=${(/** @type {Event} */ event) => { event.preventDefault(); go(one.path); }}>${t(one.name)}</a>`,
      )}
    </nav>
    <button class=${`panic ${wayBack() ? "on" : ""}`} aria-pressed=${wayBack() !== null} onClick=${panic}>${wayBack() ? t("Go on") : t("Break")}</button>
  </header>`;
}

function Notice() {
  const now = notice.value;
  return html`<div class="notices" role="status" aria-live="polite">
    ${link.value === "lost" && me.value !== false && html`<p class="notice bad">${t("The rig does not answer. Trying again…")}</p>`}
    ${now && html`<p class=${`notice ${now.bad ? "bad" : ""}`}>${now.text}
      ${now.undo && html`<button onClick=${() => { notice.value = null; now.undo?.(); }}>${t("Undo")}</button>`}</p>`}
  </div>`;
}

function App() {
  const page = pages.find((one) => one.path === path.value) ?? pages[0];
  useEffect(() => void (document.title = `${t(page.name)} – Tallybox`), [page]);
  if (me.value === false) return html`<${Join} onDone=${() => { go("/live"); start(); }} /><${Notice} />`;
  if (!state.value) return html`<main class="empty"><p>${t("Looking for the rig…")}</p></main><${Notice} />`;
  return html`<${Bar} /><main class=${`page ${page.path.slice(1)}`}><h1 class="hidden">${t(page.name)}</h1>${state.value.config?.problem && html`<p class="why" role="alert">${said(state.value.config.problem)}</p>`}<${page.page} /></main><${Notice} />`;
}

render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
start();
