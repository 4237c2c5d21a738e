// People: who is here, who may come, which browsers are signed in.
import { ask, may, me, say } from "./api.js";
import { html, useEffect, useState } from "./ui.js";
import { label } from "./words.js";

const roles = [
  { role: "creator", text: "Goes live, changes scenes and cards, mutes." },
  { role: "producer", text: "Changes scenes and cards, from anywhere." },
  { role: "tech", text: "Checks devices, changes settings." },
  { role: "viewer", text: "Looks on." },
];

const when = (/** @type {number} */ ms) => (ms ? new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(ms) : "never");

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
  return html`<form class="panel invite" onSubmit=${submit}><h2>Invite</h2>
    <label>Name<input value=${name} required maxlength="60" onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></label>
    <fieldset><legend>May</legend>${roles.map((one) => html`<label class="choice"><input type="radio" name="role" checked=${role === one.role} onChange=${() => setRole(one.role)} />
      <span><b>${label(one.role)}</b><small>${one.text}</small></span></label>`)}</fieldset>
    <label class="choice"><input type="checkbox" checked=${device} onChange=${() => setDevice(!device)} /><span><b>A device</b><small>A button panel or a program: gets a token instead of a link.</small></span></label>
    <button class="main">Invite</button></form>`;
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
  return html`<section class="panel"><h2>You</h2><p class="title">${/** @type {any} */ (me.value).name}</p>
      <p class="hint">${/** @type {any} */ (me.value).roles.map(label).join(", ")}</p>
      <button onClick=${() => tell(ask("DELETE", "/api/v1/session").then(() => location.assign("/live")))}>Sign out</button></section>
    ${invitation && html`<section class="panel invitation" role="status"><h2>For ${invitation.name}</h2>
      <p class="code">${invitation.code || invitation.token}</p>
      ${link ? html`<p>${link}</p><p class="hint">Good once, for a day.</p>` : html`<p class="hint">This token is shown only now.</p>`}
      <button onClick=${() => tell(navigator.clipboard.writeText(link || invitation.token).then(() => say("Copied.")))}>Copy</button></section>`}
    ${host && html`<${Invite} onInvited=${(/** @type {any} */ one) => { setInvitation(one); load(); }} />
    <section class="panel"><h2>People and devices</h2><ul class="rows">${people.map((one) => html`<li key=${one.id}>
      <span><b>${one.name}</b><small>${one.roles.map(label).join(", ")} · seen ${when(one.seen_ms)}</small></span>
      <button onClick=${() => remove(`/api/v1/people/${one.id}`)}>Remove</button></li>`)}</ul></section>
    <section class="panel"><h2>Browsers</h2><ul class="rows">${sessions.map((one) => html`<li key=${one.id}>
      <span><b>${one.name}${one.this ? " (this one)" : ""}</b><small>${one.browser.slice(0, 60)} · ${when(one.seen_ms)}</small></span>
      ${!one.this && html`<button onClick=${() => remove(`/api/v1/sessions/${one.id}`)}>Sign out</button>`}</li>`)}</ul></section>`}`;
}
