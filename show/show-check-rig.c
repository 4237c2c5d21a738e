/* Tech check: the programme and the machine that makes it. */
#include "show-check-judge.h"
#include <math.h>

static const ShowCheckWords stopped = {"The programme does not run. Look at the rig's log.",
                                       "Das Programm läuft nicht. Das Protokoll ansehen."};
static const ShowCheckWords restarted = {
    "The encoder stopped during the check and was started anew: {0} pictures are missing. Look at "
    "the rig's log; if it happens again, choose another encoder.",
    "Der Encoder blieb bei der Prüfung stehen und wurde neu gestartet: {0} Bilder fehlen. Das "
    "Protokoll ansehen; geschieht es wieder, einen anderen Encoder wählen."};
static const ShowCheckWords missed = {
    "{0} pictures were left out during the check: the rig is too busy. Choose a smaller size or a "
    "faster preset.",
    "{0} Bilder fielen bei der Prüfung aus: Die Box ist überlastet. Kleineres Bild oder "
    "schnellere "
    "Voreinstellung wählen."};
static const ShowCheckWords eased = {
    "The rig was too busy: since then the picture is coarser. Choose a smaller size or a faster "
    "preset.",
    "Die Box war überlastet: Seitdem ist das Bild gröber. Kleineres Bild oder schnellere "
    "Voreinstellung wählen."};
static const ShowCheckWords busy = {
    "No picture was left out, but each takes {1} of {2} ms to encode: there is little room. Choose "
    "a "
    "smaller size or a faster preset.",
    "Kein Bild fiel aus, aber jedes braucht {1} von {2} ms: Es ist wenig Luft. Kleineres Bild oder "
    "schnellere Voreinstellung wählen."};
static const ShowCheckWords runs = {"Runs without a missed picture.", "Läuft ohne Aussetzer."};
static const ShowCheckWords encode_detail = {
    "{1} ms from a picture to its packet; a picture lasts {2} ms.",
    "{1} ms vom Bild zum Paket; ein Bild dauert {2} ms."};

void
show_check_programme (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  if (!facts->on_air)
    SAY (line, SHOW_VERDICT_NO_GO, stopped);
  else if (facts->encoder_stops > 0)
    SAY (line, SHOW_VERDICT_WARN, restarted, NUMBER ((double) facts->missed_ticks, 0));
  else if (facts->missed_ticks > 0)
    SAY (line, SHOW_VERDICT_WARN, missed, NUMBER ((double) facts->missed_ticks, 0));
  else if (facts->eased)
    SAY (line, SHOW_VERDICT_WARN, eased);
  else if (facts->encode_ms > facts->frame_ms * BUSY_SHARE)
    SAY (line, SHOW_VERDICT_WARN, busy, NUMBER (0, 0), NUMBER (facts->encode_ms, 0),
         NUMBER (facts->frame_ms, 0));
  else {
    SAY (line, SHOW_VERDICT_GO, runs, NUMBER (0, 0), NUMBER (facts->encode_ms, 0),
         NUMBER (facts->frame_ms, 0));
    line->detail = &encode_detail;
  }
}

static const ShowCheckWords weak = {
    "The power supply is too weak (undervoltage). Use the one that belongs to the rig.",
    "Das Netzteil ist zu schwach (Unterspannung). Das zur Box gehörende nehmen."};
static const ShowCheckWords battery_low = {"On battery, {0} % left. Plug in the power supply.",
                                           "Auf Akku, noch {0} %. Netzteil anschließen."};
static const ShowCheckWords mains = {"Power is fine.", "Strom ist in Ordnung."};
static const ShowCheckWords power_unknown = {"The machine does not tell about its power.",
                                             "Die Box sagt nichts über ihren Strom."};

void
show_check_power (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMachine *machine = &facts->machine;
  gboolean on_battery = machine->battery_percent >= 0 && machine->on_mains == 0;

  if (machine->low_voltage == 1)
    SAY (line, SHOW_VERDICT_NO_GO, weak);
  else if (on_battery)
    SAY (line, machine->battery_percent < BATTERY_LOW ? SHOW_VERDICT_NO_GO : SHOW_VERDICT_WARN,
         battery_low, NUMBER (machine->battery_percent, 0));
  else if (machine->on_mains < 0 && machine->battery_percent < 0 && machine->low_voltage < 0)
    SAY (line, SHOW_VERDICT_OFF, power_unknown);
  else
    SAY (line, SHOW_VERDICT_GO, mains);
}

static const ShowCheckWords heat_unknown = {"The machine does not tell its temperature.",
                                            "Die Box sagt ihre Temperatur nicht."};
static const ShowCheckWords hot = {
    "{0} °C: from {1} °C on it slows down. Give it air, shade or a fan.",
    "{0} °C: ab {1} °C wird sie langsamer. Luft, Schatten oder einen Lüfter geben."};
static const ShowCheckWords cool = {"{0} °C: cool enough.", "{0} °C: kühl genug."};

void
show_check_heat (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  const ShowCheckMachine *machine = &facts->machine;
  double limit = machine->limit_c > 0 ? machine->limit_c : HOT_C;

  if (machine->temperature_c < 0)
    SAY (line, SHOW_VERDICT_OFF, heat_unknown);
  else if (machine->temperature_c >= limit - HOT_MARGIN_C)
    SAY (line, machine->temperature_c >= limit ? SHOW_VERDICT_NO_GO : SHOW_VERDICT_WARN, hot,
         NUMBER (machine->temperature_c, 0), NUMBER (limit, 0));
  else
    SAY (line, SHOW_VERDICT_GO, cool, NUMBER (machine->temperature_c, 0));
}

static const ShowCheckWords clock_off = {
    "This clock is {0} s off the shop's. Connect the rig to a network with time (NTP).",
    "Diese Uhr weicht um {0} s von der des Ladens ab. Die Box mit Netzzeit (NTP) verbinden."};
static const ShowCheckWords clock_free = {
    "The clock is not set by the network. Names of files and deadlines may be wrong. "
    "Connect the rig to the internet.",
    "Die Uhr wird nicht vom Netz gestellt. Dateinamen und Fristen können falsch sein. "
    "Die Box mit dem Internet verbinden."};
static const ShowCheckWords clock_unknown = {
    "The machine does not tell whether its clock is right.",
    "Die Box sagt nicht, ob ihre Uhr stimmt."};
static const ShowCheckWords clock_right = {"The clock is set by the network.",
                                           "Die Uhr wird vom Netz gestellt."};

void
show_check_clock (const ShowCheckFacts *facts, guint index, ShowCheckLine *line)
{
  double off = fabs (facts->shop_clock_off_s);

  if (off >= CLOCK_WARN_S)
    SAY (line, SHOW_VERDICT_WARN, clock_off, NUMBER (off, 0));
  else if (facts->machine.clock_synced == 1)
    SAY (line, SHOW_VERDICT_GO, clock_right);
  else
    SAY (line, facts->machine.clock_synced == 0 ? SHOW_VERDICT_WARN : SHOW_VERDICT_OFF, clock_free);
  if (line->verdict == SHOW_VERDICT_OFF)
    line->words = &clock_unknown;
}
