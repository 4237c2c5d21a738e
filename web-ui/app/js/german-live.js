// The page Live in German. A text that is missing here is said in English.
/** @type {Record<string, string>} */
export const german = {
  Scenes: "Szenen", "Hold to fade": "Halten: überblenden", Cards: "Karten", Card: "Karte", Stock: "Bestand", Product: "Produkt", "Product of": "Produkt von",
  "No product yet. Its card shows it as soon as the shop or you tell of one.": "Noch kein Produkt. Die Karte zeigt es, sobald der Laden oder du eins meldest.",
  "one sold here": "eins hier verkauft", "one more": "eins mehr", "Counted here; waits for the shop:": "Hier gezählt; wartet auf den Laden:", of: "von", left: "übrig", "Tap −1 for each piece sold at the stall.": "Für jedes am Stand verkaufte Stück −1 tippen.",
  Sound: "Ton", Mute: "Stumm", Muted: "Ist stumm", "Gain of": "Verstärkung von", silent: "still", "Where it goes": "Wohin es geht", Output: "Ziel", Recording: "Aufnahme",
  "Try now": "Jetzt versuchen", Graph: "Verlauf", "Hide graph": "Verlauf ausblenden", "packets left out": "ausgelassene Pakete", "Bitrate and packets left out of": "Bitrate und ausgelassene Pakete von",
  Programme: "Programm", "The programme as viewers see it": "Das Programm, wie Zuschauer es sehen", Listen: "Mithören", "Sound on": "Ton an",
  "The slate is on.": "Die Tafel ist zu sehen.", "The slate is on already. Choose a scene to go on.": "Die Tafel ist schon zu sehen. Weiter geht es mit einer Szene.",
  Break: "Pause", "Go on": "Weiter", Undo: "Rückgängig", Live: "Live", Check: "Prüfung", Presenter: "Bühne", People: "Leute", Settings: "Einstellungen",
  "On air": "Auf Sendung", "Off air": "Nicht auf Sendung", "Not known": "Nicht bekannt", "The rig does not answer. Trying again…": "Die Box antwortet nicht. Neuer Versuch…", "Looking for the rig…": "Die Box wird gesucht…",
  "The rig does not answer. Are you on its network?": "Die Box antwortet nicht. Ist dieses Gerät in ihrem Netz?", "The rig answers": "Die Box antwortet",
  "Run of show": "Ablauf", Now: "Jetzt", Next: "Als Nächstes", "Not begun": "Noch nicht begonnen", "That was the last one": "Das war der letzte Punkt", "Take back": "Zurücknehmen", GO: "LOS",
  "to go": "noch", over: "drüber", "until the deadline": "bis zur Frist", "On the picture": "Im Bild", "Nothing is for sale yet.": "Noch ist nichts zu verkaufen.",
  "Coming soon": "Kommt bald", "Sold out": "Ausverkauft", "The sale is paused": "Der Verkauf ruht", "Not sold any more": "Nicht mehr im Verkauf",
  "to order ahead": "vorzubestellen", "ships by": "Versand bis",
  "Keys: digits cut, with Shift they fade; letters switch cards; Esc is the break; M is the sound here.": "Tasten: Ziffern schneiden, mit Umschalt überblenden sie; Buchstaben schalten Karten; Esc ist die Pause; M der Ton hier.",
  // The door
  "Your name": "Name", Code: "Code", "as others see it": "wie andere ihn sehen", "Come in": "Hereinkommen", "I have a code": "Ich habe einen Code", "I have a PIN": "Ich habe eine PIN", Welcome: "Willkommen", PIN: "PIN",
  "The rig says the code at its first start: on its screen or, as a service, in “sudo journalctl -u tallybox”. There, “sudo tallybox ctl invite” gives another. Whoever is in can invite you from the page “People”.":
    "Der Code steht beim ersten Start auf dem Bildschirm der Box oder, läuft sie als Dienst, in „sudo journalctl -u tallybox“. Einen neuen gibt dort „sudo tallybox ctl invite“. Wer schon drin ist, kann auf der Seite „Leute“ einladen.",
};
