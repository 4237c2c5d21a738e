// Forms for the option tables: whatever the rig can be told, drawn from its own description.
import { add, draft, drafted, forget, mistakesOf, put, remove } from "./settings-draft.js";
import { Switch } from "./parts.js";
import { html, useState } from "./ui.js";
import { label, said, t } from "./words.js";

const yes = (/** @type {string} */ text) => ["yes", "true", "on"].includes(text);
const SHOWN_MIN = 3; // settings of a section that are seen without opening "More"
const EXPERT = /_credential$|^tls_/;

/** @param {any} option */
const title = (option) => t(label(option.key));

/** The file's own notation is taken as it is: "300 ms", "1280x720". @param {{option: any, id: string, value: string, onValue: (value: string) => void, wrong: boolean}} props */
function Control({ option, id, value, onValue, wrong }) {
  const more = { id, "aria-describedby": `${id}-help`, "aria-invalid": wrong || null };
  if (option.type === "choice")
    return html`<select ...${more} value=${value} onChange=${(/** @type {any} */ event) => onValue(event.target.value)}>
      <option value="">${option.default ? `${t("Usual")}: ${t(option.default)}` : t("By itself")}</option>
      ${option.choices.map((/** @type {string} */ one) => html`<option value=${one}>${t(one)}</option>`)}</select>`;
  return html`<input ...${more} value=${value} autocomplete="off" autocapitalize="none" spellcheck=${false} required=${option.required}
    placeholder=${option.default ?? `${t("such as")} ${option.example}`} onInput=${(/** @type {any} */ event) => onValue(event.target.value)} />`;
}

/** A key or token: it goes in and never comes out. @param {{section: string, name: string | null, option: any, isSet: boolean, id: string}} props */
function Secret({ section, name, option, isSet, id }) {
  const change = drafted(section, name, option.key);
  const set = (/** @type {any} */ event) => (event.target.value ? put({ section, name, key: option.key, secret: event.target.value }, null) : forget(section, name, option.key));
  return html`<p class=${`secret ${isSet ? "go" : "quiet"}`}>${isSet ? t("There is one; it is not shown.") : t("Not set.")}</p>
    <input id=${id} type="password" autocomplete="new-password" aria-describedby=${`${id}-help`} value=${change?.secret ?? ""}
      placeholder=${isSet ? t("Write a new one to replace it") : t("Write it here")} onInput=${set} />`;
}

/** @param {{section: string, part: any, option: any}} props */
function Field({ section, part, option }) {
  const name = part.name;
  const id = `set-${section}-${name ?? ""}-${option.key}`;
  const was = part.values[option.key] ?? "";
  const change = drafted(section, name, option.key);
  const value = change ? (change.value ?? "") : was;
  const wrong = mistakesOf(section, name, option.key);
  const onValue = (/** @type {string} */ next) => put({ section, name, key: option.key, value: next || null }, was);
  const heading = option.secret ? t(label(option.key.replace(/_file$/, ""))) : title(option);
  return html`<div class=${`field ${change ? "changed" : ""}`}>
    <div class="field-head">${option.type === "switch" ? html`<span class="label" id=${`${id}-label`}>${heading}</span>` : html`<label for=${id}>${heading}${option.required ? " *" : ""}</label>`}
      ${change && html`<button type="button" class="link small" onClick=${() => forget(section, name, option.key)}>${t("Undo")}<span class="hidden"> ${heading}</span></button>`}
      ${option.type === "switch" && html`<${Switch} on=${yes(value || option.default || "")} label=${heading} onFlip=${() => onValue(yes(value || option.default || "") ? "no" : "yes")} />`}</div>
    ${option.secret
      ? html`<${Secret} section=${section} name=${name} option=${option} isSet=${part.secrets[option.key]} id=${id} />`
      : option.type !== "switch" && html`<${Control} option=${option} id=${id} value=${value} onValue=${onValue} wrong=${wrong.length > 0} />`}
    ${wrong.map((line) => html`<p class="why" role="alert">${said(line)}</p>`)}
    <small id=${`${id}-help`}>${option.secret ? t("The rig keeps it to itself: nobody can read it here again.") : t(option.help)}${option.when === "restart" && html` ${t("Acts after a restart.")}`}</small></div>`;
}

/** What is chosen from pictures above; a path of one's own is written. @param {any} option */
const byPicture = (option) => option.type === "path" && option.choices.length > 0;

/** The setting on which depends what the others are for: its help tells of each choice, “pip: …”. @param {any} table */
const leader = (table) => table.options.find((/** @type {any} */ one) => one.type === "choice" && one.choices.every((/** @type {string} */ choice) => one.help.includes(`${choice}: `)));

/** False for what is for another choice than the one that is made; null: the help names none. @param {any} option @param {any} lead @param {string} choice */
function isFor(option, lead, choice) {
  const named = option === lead ? [] : (lead?.choices ?? []).filter((/** @type {string} */ one) => option.help.includes(`${one}: `));
  return named.length ? named.includes(choice) : null;
}

/** One section's settings: those that are needed or set, the others behind "More". @param {{table: any, part: any}} props */
export function Fields({ table, part }) {
  const lead = leader(table);
  const choice = lead && ((drafted(table.name, part.name, lead.key)?.value ?? part.values[lead.key]) || lead.default);
  const isSet = (/** @type {any} */ option) => part.values[option.key] !== undefined && !(byPicture(option) && option.choices.includes(part.values[option.key]));
  const isFirst = (/** @type {any} */ option, /** @type {number} */ i) => i < SHOWN_MIN && !EXPERT.test(option.key) && !byPicture(option);
  const used = (/** @type {any} */ option, /** @type {number} */ i) => option.required || option.secret || isSet(option) || (isFor(option, lead, choice) ?? isFirst(option, i));
  const first = table.options.filter(used);
  const more = table.options.filter((/** @type {any} */ option, /** @type {number} */ i) => !used(option, i));
  const field = (/** @type {any} */ option) => html`<${Field} key=${option.key} section=${table.name} part=${part} option=${option} />`;
  return html`<div class="fields">${first.map(field)}</div>
    ${more.length > 0 && html`<details class="more"><summary>${t("More")} (${more.length})</summary><div class="fields">${more.map(field)}</div></details>`}`;
}

/** A form for a new one of a kind: its name only. @param {{table: any, what: string, taken: string[]}} props */
function Add({ table, what, taken }) {
  const [name, setName] = useState("");
  const id = `add-${table.name}`;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    add(table.name, name);
    setName("");
  };
  if (taken.length >= table.max) return html`<p class="hint">${t("There can be no more of these.")}</p>`;
  return html`<form class="add" onSubmit=${submit}><label for=${id}>${what}</label>
    <input id=${id} value=${name} required pattern="[a-z0-9_\\-]{1,32}" title=${t("Small letters, digits, - and _")} autocapitalize="none" autocomplete="off" spellcheck=${false}
      placeholder=${t("its name, such as “stall”")} onInput=${(/** @type {any} */ event) => setName(event.target.value.toLowerCase())} />
    <button disabled=${!name || taken.includes(name)}>${t("Add")}</button>
    ${table.when === "restart" && html`<small>${t("What is added or removed here changes after a restart.")}</small>`}</form>`;
}

/**
 * All sections of a kind, each a panel. `before` draws what stands above a section's settings; with `folded` they open below it.
 * @param {{table: any, what: string, before?: (name: string) => any, folded?: boolean}} props
 */
export function Sections({ table, what, before, folded }) {
  const fresh = [...draft.value.values()].filter((one) => one.add && one.section === table.name).map((one) => ({ name: one.name, values: {}, secrets: {}, fresh: true }));
  const parts = [...table.present, ...fresh];
  const panels = parts.map((part) => {
      const gone = drafted(table.name, part.name)?.remove;
      return html`<section class=${`panel set ${gone ? "gone" : ""}`} key=${part.name} aria-label=${`${t(label(table.name))} ${part.name}`}>
        <header><h2>${label(part.name)}${part.fresh ? html` <em>${t("new")}</em>` : ""}</h2>
          ${gone
            ? html`<button onClick=${() => forget(table.name, part.name)}>${t("Keep it")}<span class="hidden"> ${part.name}</span></button>`
            : html`<button class="link" onClick=${() => remove(table.name, part.name)}>${t("Remove")}<span class="hidden"> ${part.name}</span></button>`}</header>
        ${gone ? html`<p class="hint">${t("Goes when you save.")}</p>` : html`${before?.(part.name)}${folded
              ? html`<details class="more fold" open=${part.fresh}><summary>${t("Change it")}<span class="hidden"> ${part.name}</span></summary><${Fields} table=${table} part=${part} /></details>`
              : html`<${Fields} table=${table} part=${part} />`}`}</section>`;
  });
  return html`${folded && parts.length ? html`<div class="gallery">${panels}</div>` : panels}
    ${!parts.length && html`<p class="hint">${t(table.help)}</p>`}
    <section class="panel"><${Add} table=${table} what=${what} taken=${parts.map((part) => part.name)} /></section>`;
}
