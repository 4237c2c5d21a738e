// What the pages' German tables say, as JSON: for test_words.py. Arguments: the folder of the pages' modules.
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(`${folder}/${name}.js`));
Object.defineProperty(globalThis, "navigator", { value: { language: "de-DE" }, configurable: true });
globalThis.document = { documentElement: {} };
const sentences = [...(await load("german-rig")).sentences, ...(await load("german-refusals")).refusals];
const { around, said } = await load("words");
const asked = JSON.parse(await new Response(process.stdin).text());
process.stdout.write(JSON.stringify({
  sentences,
  tables: await Promise.all(["german", "german-live", "german-help"].map(async (name) => (await load(name)).german)),
  around: around("Der Link x ist tot: The link's server does not exist. Check its name. So kann niemand kaufen."),
  said: asked.map((text) => said(text)),
}));
