// The door: an invitation's link or code, or a name and a PIN.
import { ask, say } from "./api.js";
import { html, useEffect, useState } from "./ui.js";
import { word as t } from "./words.js";

/** @param {{onDone: () => void}} props */
export function Join({ onDone }) {
  const [code, setCode] = useState(decodeURIComponent(location.hash.slice(1)));
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const [byPin, setByPin] = useState(false);
  const [why, setWhy] = useState("");

  // The code must not stay in the address, where it could be shared by mistake.
  useEffect(() => void (location.hash && history.replaceState(null, "", location.pathname)), []);

  async function submit(/** @type {Event} */ event) {
    event.preventDefault();
    try {
      const me = await ask("POST", "/api/v1/session", byPin ? { name, pin } : { code, ...(name && { name }) });
      say(`${t("Welcome")}, ${me.name}.`);
      onDone();
    } catch (error) {
      setWhy(/** @type {Error} */ (error).message);
    }
  }
  const field = (/** @type {string} */ text, /** @type {string} */ value, /** @type {(text: string) => void} */ set, /** @type {object} */ more) =>
    html`<label>${text}<input value=${value} onInput=${(/** @type {any} */ event) => set(event.target.value)} ...${more} /></label>`;

  return html`<main class="door">
    <form onSubmit=${submit}>
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>Tallybox</h1>
      ${byPin
        ? html`${field(t("Your name"), name, setName, { autocomplete: "username", required: true })}
            ${field("PIN", pin, setPin, { type: "password", autocomplete: "current-password", required: true })}`
        : html`${field(t("Code"), code, setCode, { class: "code", autocapitalize: "characters", autocomplete: "one-time-code", spellcheck: false, placeholder: "K7QF2-9WXM4", required: true })}
            ${field(t("Your name"), name, setName, { autocomplete: "name", placeholder: t("as others see it") })}`}
      ${why && html`<p class="why" role="alert">${why}</p>`}
      <button class="main">${t("Come in")}</button>
      <button type="button" class="link" onClick=${() => { setByPin(!byPin); setWhy(""); }}>
        ${byPin ? t("I have a code") : t("I have a PIN")}
      </button>
      <p class="hint">${t("The rig says the code at its first start: on its screen or, as a service, in “sudo journalctl -u tallybox”. There, “sudo tallybox ctl invite” gives another. Whoever is in can invite you from the page “People”.")}</p>
    </form>
  </main>`;
}
