/* Tech check: where the show goes: servers, recording, disk. */
#include "show-check-judge.h"

static const ShowCheckWords on_air = {"On air with {0} Mbit/s, nothing waits.",
                                      "Auf Sendung mit {0} Mbit/s, nichts staut sich."};
static const ShowCheckWords slow = {
    "On air, but {1} s of picture wait: the line is too slow. Lower the bitrate.",
    "Auf Sendung, aber {1} s Bild stauen sich: Die Leitung ist zu langsam. Bitrate senken."};
static const ShowCheckWords broke = {
    "On air with {0} Mbit/s; the connection broke {1} times during the check. Use a cable instead "
    "of "
    "Wi-Fi.",
    "Auf Sendung mit {0} Mbit/s; die Verbindung riss bei der Prüfung {1}-mal ab. Kabel statt WLAN "
    "nehmen."};
static const ShowCheckWords status = {"{0}", "{0}"};
static const ShowCheckWords connecting = {"Connecting.", "Verbindet sich."};
static const ShowCheckWords untested = {
    "Not tested. Tap “Test”: nothing goes on air.",
    "Nicht getestet. „Testen“ antippen: Nichts geht auf Sendung."};
static const ShowCheckWords testing = {"Being tested.", "Wird getestet."};
static const ShowCheckWords key_only = {
    "The server takes the stream key. How fast the line is was not tested: give this "
    "output a “Test key” in the settings.",
    "Der Server nimmt den Streamschlüssel an. Wie schnell die Leitung ist, wurde nicht getestet: "
    "in "
    "den Einstellungen dieses Ziels den „Streamschlüssel zum Testen“ angeben."};
static const ShowCheckWords fits = {"{0} Mbit/s got through; {1} are needed. That fits.",
                                    "{0} Mbit/s kamen durch; gebraucht werden {1}. Das passt."};
static const ShowCheckWords tight = {
    "{0} Mbit/s got through; {1} are needed. That is tight: lower the bitrate to {2} kbit/s.",
    "{0} Mbit/s kamen durch; gebraucht werden {1}. Das ist knapp: Bitrate auf {2} kbit/s senken."};

static const ShowCheckWords calm = {
    "{0} Mbit/s got through and nothing waited, but the picture was too calm to try the {1} that a "
    "lively one needs. Test again with movement in the picture.",
    "{0} Mbit/s kamen durch und nichts staute sich, aber das Bild war zu ruhig, um die {1} zu "
    "versuchen, die ein bewegtes braucht. Mit Bewegung im Bild noch einmal testen."};

/* For the picture, beside a sound of 160 kbit/s, with the margin kept; a round number. */
static double
kbps_that_fits (double line_kbps)
{
  double kbps = line_kbps / LINE_GOOD - 160;

  return MAX ((double) ((int) kbps / 100 * 100), SHOW_BITRATE_KBPS_MIN);
}

static void
judge_line (const ShowCheckFacts *facts, const ShowCheckOutput *output, ShowCheckLine *line)
{
  double needed = MAX (facts->kbps_wanted, 1), share = output->trial_kbps / needed;
  gboolean good = share >= LINE_GOOD;

  if (output->trial_kbps <= 0) {
    SAY (line, SHOW_VERDICT_WARN, key_only);
    return;
  }
  SAY (line, good ? SHOW_VERDICT_GO : SHOW_VERDICT_WARN, fits,
       NUMBER (output->trial_kbps / 1000, 1), NUMBER (needed / 1000, 1),
       NUMBER (kbps_that_fits (output->trial_kbps), 0));
  if (good)
    return;
  line->words = output->trial_full ? &tight : &calm;
  if (output->trial_full && share < 1)
    line->verdict = SHOW_VERDICT_NO_GO;
}

static void
judge_live (const ShowCheckOutput *output, ShowCheckLine *line)
{
  double mbps = output->kbps / 1000.0;

  if (output->queue_ms >= QUEUE_MS)
    SAY (line, SHOW_VERDICT_WARN, slow, NUMBER (mbps, 1), NUMBER (output->queue_ms / 1000, 0));
  else if (output->retries > 0)
    SAY (line, SHOW_VERDICT_WARN, broke, NUMBER (mbps, 1), NUMBER (output->retries, 0));
  else
    SAY (line, SHOW_VERDICT_GO, on_air, NUMBER (mbps, 1));
}

void
show_check_output (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckOutput *output = &facts->outputs[index];
  gboolean at_rest = output->health == SHOW_HEALTH_IDLE || output->health == SHOW_HEALTH_STOPPED;

  if (output->health == SHOW_HEALTH_LIVE)
    judge_live (output, line);
  else if (output->health == SHOW_HEALTH_CONNECTING)
    SAY (line, SHOW_VERDICT_WAIT, connecting);
  else if (!at_rest)
    SAY (line, SHOW_VERDICT_NO_GO, status, TEXT (output->status));
  else if (output->trial == SHOW_TRIAL_RUNNING)
    SAY (line, SHOW_VERDICT_WAIT, testing);
  else if (output->trial == SHOW_TRIAL_FAILED)
    SAY (line, SHOW_VERDICT_NO_GO, status, TEXT (output->text));
  else if (output->trial == SHOW_TRIAL_DONE)
    judge_line (facts, output, line);
  else
    SAY (line, SHOW_VERDICT_TODO, untested);
}

static const ShowCheckWords rec_off = {
    "The recording is switched off. Switch it on in the settings, to keep the show.",
    "Die Aufnahme ist abgeschaltet. In den Einstellungen einschalten, um die Sendung zu behalten."};
static const ShowCheckWords rec_idle = {"The recording does not run. Start it on the page “Live”.",
                                        "Die Aufnahme läuft nicht. Auf der Seite „Live“ starten."};
static const ShowCheckWords rec_stuck = {
    "The recording has not grown for {0} s. Look at the disk.",
    "Die Aufnahme ist seit {0} s nicht gewachsen. Die Platte ansehen."};
static const ShowCheckWords rec_grows = {"It is being recorded: the file grows.",
                                         "Es wird aufgenommen: Die Datei wächst."};

void
show_check_recording (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  gboolean at_rest =
      facts->recording == SHOW_HEALTH_IDLE || facts->recording == SHOW_HEALTH_STOPPED;

  if (at_rest)
    SAY (line, facts->recording_wanted ? SHOW_VERDICT_WARN : SHOW_VERDICT_OFF, rec_off);
  else if (facts->recording == SHOW_HEALTH_CONNECTING)
    SAY (line, SHOW_VERDICT_WAIT, connecting);
  else if (facts->recording != SHOW_HEALTH_LIVE)
    SAY (line, SHOW_VERDICT_NO_GO, status, TEXT (facts->recording_status));
  else if (facts->recording_grew_s >= GROWS_S)
    SAY (line, SHOW_VERDICT_NO_GO, rec_stuck, NUMBER (facts->recording_grew_s, 0));
  else
    SAY (line, SHOW_VERDICT_GO, rec_grows);
  if (at_rest && facts->recording_wanted)
    line->words = &rec_idle;
}

static const ShowCheckWords disk_unknown = {"The disk does not say how much is free.",
                                            "Die Platte sagt nicht, wie viel frei ist."};
static const ShowCheckWords disk_room = {"Room for {0} h of recording.",
                                         "Platz für {0} h Aufnahme."};
static const ShowCheckWords disk_low = {
    "Room for {0} h of recording only. Delete old recordings or use a larger disk.",
    "Nur Platz für {0} h Aufnahme. Alte Aufnahmen löschen oder größere Platte nehmen."};
static const ShowCheckWords disk_detail = {"{1} GB free, {2} Mbit/s.", "{1} GB frei, {2} Mbit/s."};

void
show_check_disk (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMachine *machine = &facts->machine;
  double left = (double) MAX (machine->free_bytes - machine->keep_free_bytes, 0);
  double hours = left * 8 / 1000 / MAX (facts->kbps_wanted, 1) / 3600;
  ShowVerdict verdict = hours >= DISK_GOOD_H   ? SHOW_VERDICT_GO
                        : hours >= DISK_POOR_H ? SHOW_VERDICT_WARN
                                               : SHOW_VERDICT_NO_GO;

  if (!facts->recording_wanted) {
    SAY (line, SHOW_VERDICT_OFF, rec_off);
    return;
  }
  if (machine->free_bytes < 0) {
    SAY (line, SHOW_VERDICT_WARN, disk_unknown);
    return;
  }
  SAY (line, verdict, disk_low, NUMBER (hours, hours < 10 ? 1 : 0),
       NUMBER ((double) machine->free_bytes / 1e9, 1), NUMBER (facts->kbps_wanted / 1000.0, 1));
  line->detail = &disk_detail;
  if (verdict == SHOW_VERDICT_GO)
    line->words = &disk_room;
}

static const ShowCheckWords disk_works = {"A test file was written and read back.",
                                          "Eine Testdatei wurde geschrieben und gelesen."};

void
show_check_disk_trial (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMachine *machine = &facts->machine;

  if (!facts->recording_wanted)
    SAY (line, SHOW_VERDICT_OFF, rec_off);
  else if (machine->disk_trial == SHOW_TRIAL_DONE)
    SAY (line, SHOW_VERDICT_GO, disk_works);
  else if (machine->disk_trial == SHOW_TRIAL_FAILED)
    SAY (line, SHOW_VERDICT_NO_GO, status, TEXT (machine->disk_text));
  else
    SAY (line, SHOW_VERDICT_WAIT, testing);
}
