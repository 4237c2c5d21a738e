// What settings are for, in German, by the English of the option tables; and what can be chosen.
// tests/browser/test_words.py holds it to them.
/** @type {Record<string, string>} */
export const german = {
  "What goes out: size, frame rate, timing.":
    "Was hinausgeht: Größe, Bildrate, Zeiten.",
  "Width x height of the picture that goes out.":
    "Breite x Höhe des Bildes, das hinausgeht.",
  "Frame rate that goes out.":
    "Bildrate, die hinausgeht.",
  "How long the mixer waits for every camera and microphone, so that lips and voice stay together. Raise it when a slow camera shows its slate now and then.":
    "Wie lange das Mischpult auf jede Kamera und jedes Mikrofon wartet, damit Lippen und Stimme zusammenbleiben. Erhöhen, wenn bei einer langsamen Kamera ab und zu die Tafel erscheint.",
  "Length of the crossfade between scenes; 0 cuts.":
    "Dauer der Überblendung zwischen Szenen; 0 schneidet.",
  "The scene to begin with. Without it, the first one.":
    "Mit welcher Szene es beginnt. Ohne Angabe die erste.",
  "A camera; NAME is what scenes call it.":
    "Eine Kamera; unter ihrem Namen kommt sie in Szenen vor.",
  "Where the pictures come from: v4l2:PATH (a USB camera or grabber), rtsp://... or srt://... (a network camera), file:PATH (a film, again and again), test:PATTERN.":
    "Woher die Bilder kommen: v4l2:PFAD (USB-Kamera oder Grabber), rtsp://… oder srt://… (Netzwerkkamera), file:PFAD (ein Film, immer wieder), test:MUSTER.",
  "In what format a USB camera or grabber sends, where it offers several: auto takes the best that its USB port carries. \"tallybox probe\" lists what it offers.":
    "In welchem Format eine USB-Kamera oder ein Grabber sendet, wo es mehrere gibt: auto nimmt das beste, das der USB-Anschluss trägt. „tallybox probe“ listet sie auf.",
  "Shows the picture later by this much, to bring it together with its sound. A second of it at 1080p30 takes 93 MB of memory.":
    "Zeigt das Bild um so viel später, damit es zum Ton passt. Eine Sekunde davon braucht bei 1080p30 93 MB Speicher.",
  "A microphone or another source of sound.":
    "Ein Mikrofon oder eine andere Tonquelle.",
  "Where the sound comes from: alsa:DEVICE (a sound card), camera:NAME (the sound of that camera), file:PATH (again and again), test:WAVE.":
    "Woher der Ton kommt: alsa:GERÄT (eine Soundkarte), camera:NAME (der Ton dieser Kamera), file:PFAD (immer wieder), test:WELLE.",
  "How much louder or softer than it comes in; -60 is silence.":
    "Um wie viel lauter oder leiser, als er hereinkommt; -60 ist Stille.",
  "Starts muted.":
    "Beginnt stumm.",
  "Lets the sound be heard later by this much, to bring it together with the picture.":
    "Gibt den Ton um so viel später wieder, damit er zum Bild passt.",
  "voice: people who speak. music: is lowered while somebody speaks. ambient: neither.":
    "voice: Leute, die sprechen. music: wird leiser, solange jemand spricht. ambient: keins von beiden.",
  "The sound card's own recording volume; -1 leaves it as it is.":
    "Die eigene Aufnahmelautstärke der Soundkarte; -1 lässt sie, wie sie ist.",
  "A picture that can be put on air. Without any, there is one for each camera, and pip, side, starting, break and end.":
    "Ein Bild, das auf Sendung gehen kann. Ohne Angabe gibt es eins für jede Kamera, dazu pip, side, starting, break und end.",
  "full: one camera. pip: the second camera in a corner of the first. side: two cameras side by side. slate: a still picture.":
    "full: eine Kamera. pip: die zweite Kamera in einer Ecke der ersten. side: zwei Kameras nebeneinander. slate: ein Standbild.",
  "Names of the cameras: one for full, two for pip and side, none for slate.":
    "Namen der Kameras: eine für full, zwei für pip und side, keine für slate.",
  "pip: where the small picture sits.":
    "pip: wo das kleine Bild sitzt.",
  "pip: how large the small picture is.":
    "pip: wie groß das kleine Bild ist.",
  "slate: which still picture.":
    "slate: welches Standbild.",
  "What cards and slates look like, all of them.":
    "Wie Karten und Tafeln aussehen, alle zusammen.",
  "What cards and slates look like: glass (dark), paper (light, bookish), market (bold), or the file of a theme of your own. \"tallybox doc theme paper\" prints one to start from.":
    "Wie Karten und Tafeln aussehen: glass (dunkel), paper (hell, wie ein Buch), market (kräftig) oder die Datei eines eigenen Stils. „tallybox doc theme paper“ gibt einen zum Anfangen aus.",
  "Language and country of the cards. Words are there in en, de, fr, es, ja and ar; numbers, prices and dates in every language.":
    "Sprache und Land der Karten. Wörter gibt es auf en, de, fr, es, ja und ar; Zahlen, Preise und Daten in jeder Sprache.",
  "Which part of the picture is free for cards: ebu-graphics, ebu-action, meta, tiktok, or the name of a [safe-area] of your own. Without it meta for upright pictures, otherwise ebu-graphics. \"tallybox cards FOLDER\" draws it.":
    "Welcher Teil des Bildes für Karten frei ist: ebu-graphics, ebu-action, meta, tiktok oder der Name eines eigenen freien Bereichs. Ohne Angabe meta für hochkante Bilder, sonst ebu-graphics.",
  "A part of the picture that is free for cards, as the apps of a platform leave it. One with the name of a built-in one takes its place.":
    "Ein Teil des Bildes, der für Karten frei ist, wie die App einer Plattform ihn lässt. Einer mit dem Namen eines eingebauten ersetzt diesen.",
  "What stays free at the top.":
    "Was oben frei bleibt.",
  "What stays free at the bottom.":
    "Was unten frei bleibt.",
  "What stays free at the left.":
    "Was links frei bleibt.",
  "What stays free at the right.":
    "Was rechts frei bleibt.",
  "A card over the picture. It is shown and hidden by its name.":
    "Eine Karte über dem Bild. Unter ihrem Namen wird sie ein- und ausgeblendet.",
  "What the card shows. product: title, price and how many are left. counter: the number left alone. countdown: the time until a deadline. link: a QR code and a short link to buy. lower-third: who is speaking. terms: the small print. access: who may buy early. hubs: how many are left at each place. logo: a small picture. ad: \"#ad\".":
    "Was die Karte zeigt. Produkt: Titel, Preis und wie viele übrig sind. Zähler: nur die Zahl. Countdown: die Zeit bis zur Frist. Link: QR-Code und kurzer Link zum Kaufen. Bauchbinde: wer spricht. Kleingedrucktes. Vorabverkauf: wer früher kaufen darf. Orte: wie viele an jedem Ort übrig sind. Logo: ein kleines Bild. Werbung: „#ad“.",
  "Where on the picture the card stands. Several in one corner stack. Without it each kind has its usual corner.":
    "Wo im Bild die Karte steht. Mehrere in einer Ecke stapeln sich. Ohne Angabe hat jede Art ihre übliche Ecke.",
  "The product that the card is about, by its SKU in the shop. product, counter, link, access and hubs need one.":
    "Das Produkt, um das es geht, mit seiner Artikelnummer im Laden. Produkt, Zähler, Link, Vorabverkauf und Orte brauchen eins.",
  "Whether the card is on the picture from the start.":
    "Ob die Karte von Anfang an im Bild ist.",
  "lower-third: the name. terms: the words. countdown: what it counts down to. ad: instead of #ad.":
    "Bauchbinde: der Name. Kleingedrucktes: der Text. Countdown: worauf er herunterzählt. Werbung: statt #ad.",
  "lower-third: the second line.":
    "Bauchbinde: die zweite Zeile.",
  "logo: the picture, a PNG or SVG with a transparent ground, if not the theme's.":
    "Logo: das Bild, PNG oder SVG mit durchsichtigem Grund, wenn nicht das des Stils.",
  "link: where to buy, if not at the product's own link. With sku, it counts for that product only.":
    "Link: wo es zu kaufen ist, wenn nicht unter dem eigenen Link des Produkts. Mit Artikelnummer gilt er nur für dieses Produkt.",
  "link: shown when the other link is dead.":
    "Link: wird gezeigt, wenn der andere Link tot ist.",
  "countdown: the deadline, with its time zone (Z is UTC).":
    "Countdown: die Frist, mit Zeitzone (Z ist UTC).",
  "A step of the run of show: a scene, cards, a product and what is said, taken at once with GO. The order of the sections is the order of the show.":
    "Ein Punkt im Ablauf: Szene, Karten, Produkt und Text, mit LOS alles auf einmal. Die Reihenfolge hier ist die Reihenfolge der Sendung.",
  "What producer and presenter call it. Without it, its name.":
    "Wie Regie und Moderation ihn nennen. Ohne Angabe sein Name.",
  "What the presenter reads on the phone; \\n begins a new line.":
    "Was auf dem Telefon vor der Kamera zu lesen ist; \\n beginnt eine neue Zeile.",
  "The scene that comes on air. Without it the scene stays.":
    "Die Szene, die auf Sendung geht. Ohne Angabe bleibt die Szene.",
  "Names of cards that come onto the picture.":
    "Namen von Karten, die ins Bild kommen.",
  "Names of cards that leave it.":
    "Namen von Karten, die daraus verschwinden.",
  "The product that is sold meanwhile. The cards that the cue shows are about it then; if it shows none, those on the picture. A cue whose product is sold out is not taken.":
    "Das Produkt, das dabei verkauft wird. Die Karten, die der Punkt einblendet, zeigen es dann; blendet er keine ein, tun es die Karten im Bild. Ein Punkt, dessen Produkt ausverkauft ist, lässt sich nicht nehmen.",
  "How long it is planned to take; the presenter sees it count down.":
    "Wie lange er dauern soll; vor der Kamera läuft die Zeit ab.",
  "The shop whose stock is shown. Without it, stock is counted on this machine and changed with \"tallybox ctl stock\".":
    "Der Laden, dessen Bestand gezeigt wird. Ohne Angabe wird der Bestand auf dieser Box gezählt.",
  "Where the shop serves its stock (stocksync.v1.json, see shop/PROTOCOL.md). Without it, stock is counted here.":
    "Wo der Laden seinen Bestand anbietet (stocksync.v1.json, siehe shop/PROTOCOL.md). Ohne Angabe wird hier gezählt.",
  "Which of the shop's sales this show is about.":
    "Um welchen Verkauf des Ladens es in dieser Sendung geht.",
  "Instead of token_file: the name of a systemd credential that has the token. The service has keys_NAME for each file NAME in /etc/tallybox-keys.":
    "Statt token_file: der Name eines systemd-Credentials mit dem Schlüssel. Der Dienst hat keys_NAME für jede Datei NAME in /etc/tallybox-keys.",
  "For wss with a certificate authority of your own: its certificate as a PEM file; then no other is trusted. Without it the system's authorities are.":
    "Für wss mit eigener Zertifizierungsstelle: ihr Zertifikat als PEM-Datei; dann gilt keine andere. Ohne Angabe die des Systems.",
  "Allows ws:// without TLS to servers beyond this machine and private networks. Whoever is on the way can then read the token and change the numbers.":
    "Erlaubt ws:// ohne TLS zu Servern außerhalb dieser Box und privater Netze. Wer auf dem Weg sitzt, kann dann den Schlüssel lesen und die Zahlen ändern.",
  "How many pieces of each product are held back from the picture, so that nobody is promised a last one that is being paid for elsewhere.":
    "Wie viele Stück jedes Produkts im Bild zurückgehalten werden, damit niemandem ein letztes versprochen wird, das gerade anderswo bezahlt wird.",
  "How picture and sound are encoded, once for all outputs and the recording.":
    "Wie Bild und Ton kodiert werden, einmal für alle Ziele und die Aufnahme.",
  "Which H.264 encoder. auto takes hardware that proves to work, otherwise x264.":
    "Welcher H.264-Kodierer. auto nimmt Hardware, die sich bewährt, sonst x264.",
  "Bitrate of the picture. Twitch takes up to 6000, Facebook 3000 to 6000 at 1080p. The upload must have this much for each output, and a third more.":
    "Bitrate des Bildes. Twitch nimmt bis 6000, Facebook 3000 bis 6000 bei 1080p. Der Upload braucht das für jedes Ziel, und ein Drittel mehr.",
  "x264 only: the slower, the better the picture and the more the processor has to do.":
    "Nur x264: je langsamer, desto besser das Bild und desto mehr hat der Prozessor zu tun.",
  "Bitrate of the sound (AAC, stereo).":
    "Bitrate des Tons (AAC, Stereo).",
  "A server that the show is sent to. Each one has a connection of its own.":
    "Ein Server, an den gesendet wird. Jeder hat seine eigene Verbindung.",
  "The server's address as rtmp://HOST[:PORT]/APP or rtmps://HOST[:PORT]/APP, without the stream key.":
    "Die Adresse des Servers als rtmp://HOST[:PORT]/APP oder rtmps://HOST[:PORT]/APP, ohne den Streamschlüssel.",
  "Instead of key_file: the name of a systemd credential that has the stream key. The service has keys_NAME for each file NAME in /etc/tallybox-keys.":
    "Statt key_file: der Name eines systemd-Credentials mit dem Streamschlüssel. Der Dienst hat keys_NAME für jede Datei NAME in /etc/tallybox-keys.",
  "For rtmps with a certificate authority of your own: its certificate as a PEM file. Without it the system's authorities are trusted.":
    "Für rtmps mit eigener Zertifizierungsstelle: ihr Zertifikat als PEM-Datei. Ohne Angabe gelten die des Systems.",
  "Whether to go live here as soon as Tallybox starts.":
    "Ob hierhin gesendet wird, sobald Tallybox startet.",
  "The recording on disk (MP4).":
    "Die Aufnahme auf der Platte (MP4).",
  "Record every show from its start. It can be stopped and started while it runs.":
    "Jede Sendung von Anfang an aufnehmen. Läuft sie, kann die Aufnahme beendet und wieder begonnen werden.",
  "Where shows are kept, each in a folder named after its date and time. Without it, \"recordings\" in Tallybox's own folder. A service may write below /mnt, /media and /srv, once its user is let: \"sudo install -d -o tallybox FOLDER\".":
    "Wo Sendungen liegen, jede in einem Ordner mit Datum und Uhrzeit. Ohne Angabe „recordings“ im eigenen Ordner von Tallybox. Ein Dienst darf unter /mnt, /media und /srv schreiben, sobald sein Benutzer dort darf: „sudo install -d -o tallybox ORDNER“.",
  "Begin a new file after so much time; no picture is lost in between. 0 makes one file of the whole show.":
    "Nach so viel Zeit eine neue Datei beginnen; dazwischen geht kein Bild verloren. 0 macht eine Datei aus der ganzen Sendung.",
  "When less than this is free, the oldest recordings of earlier shows are removed. 1 to 49 count as 50; 0 never removes anything.":
    "Ist weniger als das frei, werden die ältesten Aufnahmen früherer Sendungen gelöscht. 1 bis 49 gelten als 50; 0 löscht nie etwas.",
  "The control room in the browser.":
    "Die Regie im Browser.",
  "Who can reach the control room. loopback: this machine only. lan: everybody on the same network who has a code or a link.":
    "Wer die Regie erreicht. loopback: nur diese Box. lan: alle im selben Netz, die einen Code oder Link haben.",
  "The port, for https. 0 takes any that is free and says which in the log.":
    "Der Port, für https. 0 nimmt irgendeinen freien und schreibt ihn ins Protokoll.",
  "More names under which this machine is reached. Its own name, NAME.local and its addresses are known already; others are refused.":
    "Weitere Namen, unter denen diese Box erreicht wird. Ihr eigener Name, NAME.local und ihre Adressen sind schon bekannt; andere werden abgewiesen.",
  "A certificate of your own, with its chain, as a PEM file. Without it one is made at the first start; browsers ask once whether to trust it.":
    "Ein eigenes Zertifikat mit seiner Kette als PEM-Datei. Ohne Angabe wird beim ersten Start eins gemacht; Browser fragen einmal, ob ihm zu trauen ist.",
  "The private key of that certificate. Keep it readable by the service alone.":
    "Der private Schlüssel dieses Zertifikats. Nur für den Dienst lesbar halten.",
  "Remotes made for OBS, such as Companion, Stream Deck and TallyArbiter: they find scenes, cards, microphones, stream and recording here as they would in OBS (obs-websocket 5).":
    "Fernbedienungen für OBS, etwa Companion, Stream Deck und TallyArbiter: Sie finden Szenen, Karten, Mikrofone, Stream und Aufnahme hier wie in OBS (obs-websocket 5).",
  "Who can reach it. loopback: this machine only. lan: everybody on the same network who has the password; what they send is not encrypted.":
    "Wer es erreicht. loopback: nur diese Box. lan: alle im selben Netz, die das Passwort haben; was sie senden, ist nicht verschlüsselt.",
  "The port. 0 takes any that is free and says which in the log.":
    "Der Port. 0 nimmt irgendeinen freien und schreibt ihn ins Protokoll.",
  "Instead of password_file: the name of a systemd credential that has the password. The service has keys_NAME for each file NAME in /etc/tallybox-keys.":
    "Statt password_file: der Name eines systemd-Credentials mit dem Passwort. Der Dienst hat keys_NAME für jede Datei NAME in /etc/tallybox-keys.",
  "Lets every program on this machine in. Only with listen = loopback; browsers' pages stay outside.":
    "Lässt jedes Programm auf dieser Box herein. Nur mit listen = loopback; Seiten aus Browsern bleiben draußen.",
  // Choices
  "product": "Produkt",
  "counter": "Zähler",
  "countdown": "Countdown",
  "link": "Link",
  "lower-third": "Bauchbinde",
  "terms": "Kleingedrucktes",
  "access": "Vorabverkauf",
  "hubs": "Orte",
  "logo": "Logo",
  "ad": "Werbung",
  "top-left": "oben links",
  "top-right": "oben rechts",
  "bottom-left": "unten links",
  "bottom-right": "unten rechts",
  "full": "eine Kamera (full)",
  "pip": "Bild im Bild (pip)",
  "side": "nebeneinander (side)",
  "slate": "Tafel (slate)",
  "starting": "gleich geht es los",
  "break": "Pause",
  "end": "Ende",
  "voice": "Stimme (voice)",
  "music": "Musik (music)",
  "ambient": "Raum (ambient)",
  "off": "aus",
  "loopback": "nur diese Box (loopback)",
  "lan": "dieses Netz (lan)",
  "auto": "auto",
  // Names
  "Script": "Text zum Sprechen",
  "Title": "Titel",
  "Show": "Einblenden",
  "Hide": "Ausblenden",
  "Length": "Dauer",
  "Password credential": "Passwort aus systemd",
  "Test key": "Streamschlüssel zum Testen",
};
