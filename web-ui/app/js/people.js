// People: who is here, who may come, which browsers are signed in.
import { ask, may, me, say } from "./api.js";
import { html, useEffect, useState } from "./ui.js";
import { label, t, when } from "./words.js";

const roles = [
  { role: "creator", text: "Goes live, changes scenes and cards, mutes." },
  { role: "producer", text: "Changes scenes and cards, from anywhere." },
  { role: "tech", text: "Checks devices, changes settings." },
  { role: "viewer", text: "Looks on." },
];

/** @param {string} name */
const role = (name) => t(label(name));

/** Tells of what went wrong, and goes on. @param {Promise<any>} doing */
const tell = (doing) => doing.catch((error) => say(error.message, { bad: true }));

/** @param {{onInvited: (invitation: {name: string, code: string}) => void}} props */
function Invite({ onInvited }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("producer");
  const [device, setDevice] = useState(false);
  async function submit(/** @type {Event} */ event) {
    event.preventDefault();
    await tell(ask("POST", device ? "/api/v1/devices" : "/api/v1/people", { name, roles: [role] }).then((answer) => {
      onInvited({ name, code: answer.code ?? "", ...answer });
      setName("");
    }));
  }
  return html`<form class="panel invite" onSubmit=${submit}><h2>${t("Invite")}</h2>
    <label>${t("Name")}<input value=${name} required maxlength="60" onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></label>
    <fieldset><legend>${t("May")}</legend>${roles.map((one) => html`<label class="choice"><input type="radio" name="role" checked=${role === one.role} onChange=${() => setRole(one.role)} />
      <span><b>${t(label(one.role))}</b><small>${t(one.text)}</small></span></label>`)}</fieldset>
    <label class="choice"><input type="checkbox" checked=${device} onChange=${() => setDevice(!device)} /><span><b>${t("A device")}</b><small>${t("A button panel or a program: gets a token instead of a link.")}</small></span></label>
    <button class="main">${t("Invite")}</button></form>`;
}

const PIN_MIN = 6;

/** One's own PIN, to come in again without a code. */
function Pin() {
  const person = /** @type {any} */ (me.value);
  const [pin, setPin] = useState("");
  const set = (/** @type {string | null} */ next) => tell(ask("PUT", "/api/v1/me/pin", { pin: next }).then(() => {
    me.value = { ...person, has_pin: next !== null };
    setPin("");
    say(next === null ? t("Your PIN is gone.") : t("From now on you can sign in with your name and this PIN."));
  }));
  if (person.kind !== "person") return null;
  return html`<form class="pin" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); set(pin); }}>
    <input class="hidden" tabindex="-1" aria-hidden="true" autocomplete="username" value=${person.name} readonly />
    <label>${person.has_pin ? t("Another PIN") : t("A PIN, to come in again by your name")}<input type="password" autocomplete="new-password" minlength=${PIN_MIN} maxlength="64" required value=${pin}
      onInput=${(/** @type {any} */ event) => setPin(event.target.value)} /></label>
    <p class="row"><button disabled=${pin.length < PIN_MIN}>${t("Set the PIN")}</button>
      ${person.has_pin && html`<button type="button" class="link" onClick=${() => set(null)}>${t("Take it away")}</button>`}</p>
    <p class="hint">${t("At least 6 letters or digits.")}</p></form>`;
}

/** An invitation's link to be scanned from this screen. @param {{link: string}} props */
function Code({ link }) {
  const [rows, setRows] = useState(/** @type {boolean[][]} */ ([]));
  useEffect(() => void import("uqr").then(({ encode }) => setRows(encode(link, { ecc: "M", border: 4 }).data)), [link]);
  if (!rows.length) return null;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return html`<svg class="qr" viewBox=${`0 0 ${rows.length} ${rows.length}`} role="img" aria-label=${t("The link as a code to scan")} shape-rendering="crispEdges">
    <rect width="100%" height="100%" fill="#fff" /><path d=${path} fill="#000" /></svg>`;
}

export function People() {
  const [people, setPeople] = useState(/** @type {any[]} */ ([]));
  const [sessions, setSessions] = useState(/** @type {any[]} */ ([]));
  const [invitation, setInvitation] = useState(/** @type {any} */ (null));
  const host = may("creator", "tech");
  const load = () => host && tell(Promise.all([ask("GET", "/api/v1/people"), ask("GET", "/api/v1/sessions")]).then(([p, s]) => { setPeople(p.people); setSessions(s.sessions); }));
  useEffect(() => void load(), []);
  const remove = (/** @type {string} */ path) => tell(ask("DELETE", path).then(load));
  const link = invitation?.code && `${location.origin}/join#${invitation.code}`;
  return html`<section class="panel"><h2>${t("You")}</h2><p class="title">${/** @type {any} */ (me.value).name}</p>
      <p class="hint">${/** @type {any} */ (me.value).roles.map(role).join(", ")}</p>
      <${Pin} />
      <button onClick=${() => tell(ask("DELETE", "/api/v1/session").then(() => location.assign("/live")))}>${t("Sign out")}</button></section>
    ${invitation && html`<section class="panel invitation" role="status"><h2>${t("For")} ${invitation.name}</h2>
      <p class="code">${invitation.code || invitation.token}</p>
      ${link ? html`<${Code} link=${link} /><p class="break">${link}</p><p class="hint">${t("Good once, for a day.")}</p>` : html`<p class="hint">${t("This token is shown only now.")}</p>`}
      <button onClick=${() => tell(navigator.clipboard.writeText(link || invitation.token).then(() => say(t("Copied."))))}>${t("Copy")}</button></section>`}
    ${host && html`<${Invite} onInvited=${(/** @type {any} */ one) => { setInvitation(one); load(); }} />
    <section class="panel"><h2>${t("People and devices")}</h2><ul class="rows">${people.map((one) => html`<li key=${one.id}>
      <span><b>${one.name}</b><small>${one.roles.map(role).join(", ")}</small><small>${t("seen")} ${when(one.seen_ms)}</small></span>
      <button onClick=${() => remove(`/api/v1/people/${one.id}`)}>${t("Remove")}</button></li>`)}</ul></section>
    <section class="panel"><h2>${t("Browsers")}</h2><ul class="rows">${sessions.map((one) => html`<li key=${one.id}>
      <span><b>${one.name}${one.this ? ` (${t("this one")})` : ""}</b><small>${[one.browser.slice(0, 60), when(one.seen_ms)].filter(Boolean).join(" · ")}</small></span>
      ${!one.this && html`<button onClick=${() => remove(`/api/v1/sessions/${one.id}`)}>${t("Sign out")}</button>`}</li>`)}</ul></section>`}`;
}
