// Words of the page “Check”, in English and German. What the rig judges comes from it in both.

export const language = navigator.language.startsWith("de") ? "de" : "en";

/** "{0}" and so on stand for what is put in. @type {Record<string, [string, string]>} English, German */
const words = {
  "tech check": ["Tech check", "Technikprüfung"],
  "check is not yours": ["The tech check is for tech staff and the creator. Ask them for another invitation.", "Die Technikprüfung ist für Technik und Creator. Dort um eine andere Einladung bitten."],
  "total go": ["Go", "Bereit"],
  "total warn": ["Almost", "Fast"],
  "total todo": ["Almost", "Fast"],
  "total wait": ["Checking…", "Prüft…"],
  "total no-go": ["No go", "Nicht bereit"],
  "total off": ["Not checking", "Keine Prüfung"],
  "why go": ["Everything is ready.", "Alles ist bereit."],
  "why warn": ["{0} to look at.", "{0} anzusehen."],
  "why todo": ["{0} still to test.", "{0} noch zu testen."],
  "why wait": ["A few seconds.", "Einige Sekunden."],
  "why no-go": ["{0} to mend first.", "{0} erst zu beheben."],
  "why off": ["Start it before each show.", "Vor jeder Sendung starten."],
  "verdict go": ["go", "gut"],
  "verdict warn": ["look", "ansehen"],
  "verdict todo": ["to do", "offen"],
  "verdict wait": ["measuring", "misst"],
  "verdict no-go": ["no go", "nein"],
  "verdict off": ["off", "aus"],
  "group picture": ["Picture", "Bild"],
  "group sound": ["Sound", "Ton"],
  "group where": ["Where it goes", "Wohin es geht"],
  "group sale": ["What is for sale", "Was verkauft wird"],
  "group rig": ["The rig", "Die Box"],
  fine: ["Sharp, well lit, moving.", "Scharf, gut belichtet, bewegt."],
  details: ["Details", "Einzelheiten"],
  progress: ["Measured so far", "Bisher gemessen"],
  "picture of": ["What camera {0} sees", "Was Kamera {0} sieht"],
  record: ["Record 5 s", "5 s aufnehmen"],
  recording: ["Speak now…", "Jetzt sprechen…"],
  "record of": ["Record 5 s of {0}", "5 s aufnehmen: {0}"],
  "recorded of": ["Recording of {0}", "Aufnahme von {0}"],
  camera: ["Camera", "Kamera"],
  microphone: ["Microphone", "Mikrofon"],
  clap: ["Start the clap test", "Klatschtest starten"],
  "set delay": ["Set the delay to {0} ms", "Verzögerung auf {0} ms stellen"],
  test: ["Test", "Testen"],
  "test of": ["Test the line to {0}", "Leitung zu {0} testen"],
  start: ["Start the check", "Prüfung starten"],
  again: ["Check again", "Neu prüfen"],
  stop: ["End the check", "Prüfung beenden"],
  "sign-off": ["Sign-off", "Unterschrift"],
  "your name": ["Your name", "Name"],
  sign: ["Sign this check", "Prüfung unterschreiben"],
  signed: ["Signed by {0}.", "Unterschrieben von {0}."],
  reports: ["Signed reports", "Unterschriebene Berichte"],
  open: ["Open", "Öffnen"],
  download: ["Download", "Herunterladen"],
  "download of": ["Download the report of {0}", "Bericht vom {0} herunterladen"],
};

/** @param {string} key @param {...(string | number)} put */
export function t(key, ...put) {
  const text = words[key]?.[language === "de" ? 1 : 0] ?? key;
  return text.replace(/\{(\d)\}/g, (_, i) => String(put[i] ?? ""));
}

/** What the rig says in both languages. @param {{en: string, de: string} | null} text */
export const both = (text) => text?.[language] ?? "";
