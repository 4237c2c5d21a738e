#include "show-check-judge.h"
#include "show-text.h"
#include <string.h>

#define ONE    SHOW_CHECK_ONE
#define CAMERA SHOW_CHECK_CAMERA
#define MIC    SHOW_CHECK_MIC
#define OUTPUT SHOW_CHECK_OUTPUT
#define CARD   SHOW_CHECK_CARD

static const ShowCheck checks[] = {
    {"there", SHOW_CHECK_PICTURE, CAMERA, {"Picture", "Bild"}, show_check_camera},
    {"fps",
     SHOW_CHECK_PICTURE,
     CAMERA,
     {"Pictures a second", "Bilder pro Sekunde"},
     show_check_fps},
    {"frozen", SHOW_CHECK_PICTURE, CAMERA, {"Movement", "Bewegung"}, show_check_frozen},
    {"black", SHOW_CHECK_PICTURE, CAMERA, {"Light", "Licht"}, show_check_black},
    {"exposure", SHOW_CHECK_PICTURE, CAMERA, {"Exposure", "Belichtung"}, show_check_exposure},
    {"focus", SHOW_CHECK_PICTURE, CAMERA, {"Focus", "Schärfe"}, show_check_focus},
    {"there", SHOW_CHECK_SOUND, MIC, {"Sound", "Ton"}, show_check_mic},
    {"level", SHOW_CHECK_SOUND, MIC, {"Level", "Pegel"}, show_check_level},
    {"loudness", SHOW_CHECK_SOUND, ONE, {"Loudness", "Lautheit"}, show_check_loudness},
    {"sync", SHOW_CHECK_SOUND, ONE, {"Lips and voice", "Lippen und Stimme"}, show_check_sync},
    {"line", SHOW_CHECK_WHERE, OUTPUT, {"Line", "Leitung"}, show_check_output},
    {"recording", SHOW_CHECK_WHERE, ONE, {"Recording", "Aufnahme"}, show_check_recording},
    {"disk", SHOW_CHECK_WHERE, ONE, {"Room on the disk", "Freier Platz"}, show_check_disk},
    {"disk-test", SHOW_CHECK_WHERE, ONE, {"Disk test", "Schreibtest"}, show_check_disk_trial},
    {"shop", SHOW_CHECK_SALE, ONE, {"Shop", "Shop"}, show_check_shop},
    {"sku", SHOW_CHECK_SALE, CARD, {"Product", "Produkt"}, show_check_sku},
    {"link", SHOW_CHECK_SALE, CARD, {"Link to buy", "Kauflink"}, show_check_link},
    {"programme", SHOW_CHECK_RIG, ONE, {"Programme", "Programm"}, show_check_programme},
    {"power", SHOW_CHECK_RIG, ONE, {"Power", "Strom"}, show_check_power},
    {"heat", SHOW_CHECK_RIG, ONE, {"Temperature", "Temperatur"}, show_check_heat},
    {"clock", SHOW_CHECK_RIG, ONE, {"Clock", "Uhr"}, show_check_clock},
};

const ShowCheck *
show_check_table (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (checks);
  return checks;
}

static const char *const verdict_names[] = {
    [SHOW_VERDICT_OFF] = "off",   [SHOW_VERDICT_GO] = "go",     [SHOW_VERDICT_TODO] = "todo",
    [SHOW_VERDICT_WARN] = "warn", [SHOW_VERDICT_WAIT] = "wait", [SHOW_VERDICT_NO_GO] = "no-go"};

static const char *
verdict_to_string (ShowVerdict verdict)
{
  g_assert (verdict > 0 && verdict < G_N_ELEMENTS (verdict_names));
  return verdict_names[verdict];
}

static const char *const group_names[] = {[SHOW_CHECK_PICTURE] = "picture",
                                          [SHOW_CHECK_SOUND] = "sound",
                                          [SHOW_CHECK_WHERE] = "where",
                                          [SHOW_CHECK_SALE] = "sale",
                                          [SHOW_CHECK_RIG] = "rig"};

static const char *const subject_names[] = {[SHOW_CHECK_ONE] = "one",
                                            [SHOW_CHECK_CAMERA] = "camera",
                                            [SHOW_CHECK_MIC] = "microphone",
                                            [SHOW_CHECK_OUTPUT] = "output",
                                            [SHOW_CHECK_CARD] = "card"};

/* Words */

static void
append_number (GString *text, const ShowCheckArg *arg, ShowLanguage language)
{
  char number[64], format[] = "%.0f";

  format[2] = (char) ('0' + CLAMP (arg->decimals, 0, 9));
  g_ascii_formatd (number, sizeof number, format, arg->number);
  if (g_str_has_prefix (number, "-0") && strspn (number, "-0.") == strlen (number))
    g_string_append (text, "0");
  else
    g_string_append (text, language == SHOW_GERMAN ? g_strdelimit (number, ".", ',') : number);
}

/* The line's words, transfer full; NULL for no detail. */
static char *
line_to_text (const ShowCheckLine *line, const ShowCheckWords *words, ShowLanguage language)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!words)
    return NULL;
  for (const char *c = language == SHOW_GERMAN ? words->de : words->en; *c; c++) {
    const ShowCheckArg *arg = NULL;

    if (c[0] == '{' && c[1] >= '0' && c[1] < '0' + SHOW_CHECK_ARGS && c[2] == '}')
      arg = &line->args[c[1] - '0'];
    if (!arg) {
      g_string_append_c (text, *c);
      continue;
    }
    if (arg->text)
      g_string_append (text, arg->text);
    else
      append_number (text, arg, language);
    c += 2;
  }
  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

static json_t *
words_to_json (const ShowCheckLine *line, const ShowCheckWords *words)
{
  g_autofree char *en = line_to_text (line, words, SHOW_ENGLISH);
  g_autofree char *de = line_to_text (line, words, SHOW_GERMAN);

  return words ? json_pack ("{s:s, s:s}", "en", en, "de", de) : json_null ();
}

/* The board */

static const char *
subject_name (const ShowCheckFacts *facts, ShowCheckSubject subject, guint index)
{
  const char *const *const names[] = {[SHOW_CHECK_ONE] = NULL,
                                      [SHOW_CHECK_CAMERA] = facts->camera_names,
                                      [SHOW_CHECK_MIC] = facts->mic_names,
                                      [SHOW_CHECK_OUTPUT] = facts->output_names,
                                      [SHOW_CHECK_CARD] = facts->card_names};

  return names[subject] ? names[subject][index] : NULL;
}

static guint
n_subjects (const ShowCheckFacts *facts, ShowCheckSubject subject)
{
  const guint n[] = {[SHOW_CHECK_ONE] = 1,
                     [SHOW_CHECK_CAMERA] = facts->n_cameras,
                     [SHOW_CHECK_MIC] = facts->n_mics,
                     [SHOW_CHECK_OUTPUT] = facts->n_outputs,
                     [SHOW_CHECK_CARD] = facts->n_cards};

  return n[subject];
}

/* A picture that is black is neither sharp nor blurred, and is no frozen one. */
static gboolean
is_blind (const ShowCheckCamera *camera)
{
  return camera->n_looks > 0 && camera->look.high < BLACK_HIGH;
}

/* Of what is not there, or not heard, nothing more is to be told. */
static gboolean
is_mute (const ShowCheckFacts *facts, const ShowCheck *check, guint index)
{
  const ShowCheckCamera *camera = &facts->cameras[index];
  const ShowCheckMic *mic = &facts->mics[index];

  if (check->subject == SHOW_CHECK_CAMERA && check->judge != show_check_camera)
    return camera->health != SHOW_HEALTH_LIVE ||
           (is_blind (camera) && check->judge != show_check_black &&
            check->judge != show_check_fps);
  if (check->subject == SHOW_CHECK_MIC && check->judge != show_check_mic)
    return mic->health != SHOW_HEALTH_LIVE || mic->zero_s >= ZERO_S;
  return FALSE;
}

static json_t *
line_to_json (const ShowCheckFacts *facts, const ShowCheck *check, guint index,
              const ShowCheckLine *line)
{
  const char *subject = subject_name (facts, check->subject, index);
  const char *kind = subject_names[check->subject];
  g_autofree char *id =
      subject ? g_strdup_printf ("%s/%s/%s", kind, subject, check->name) : g_strdup (check->name);
  const ShowCheckLine no_args = {0};

  return json_pack ("{s:s, s:s, s:s, s:o, s:s, s:o, s:s, s:o, s:o}", "id", id, "group",
                    group_names[check->group], "kind", kind, "subject",
                    subject ? json_string (subject) : json_null (), "check", check->name, "title",
                    words_to_json (&no_args, &check->title), "verdict",
                    verdict_to_string (line->verdict), "text", words_to_json (line, line->words),
                    "detail", words_to_json (line, line->detail));
}

static json_t *
counts_to_json (const guint *counts)
{
  json_t *json = json_object ();

  for (guint i = SHOW_VERDICT_OFF; i <= SHOW_VERDICT_NO_GO; i++)
    json_object_set_new (json, verdict_names[i], json_integer (counts[i]));
  return json;
}

/* Checks of the same kind of thing stand together, so that all of one thing is told at once. */
static guint
end_of_run (guint begin)
{
  guint end = begin + 1;

  while (end < G_N_ELEMENTS (checks) && checks[end].subject == checks[begin].subject &&
         checks[begin].subject != SHOW_CHECK_ONE)
    end++;
  return end;
}

json_t *
show_check_to_json (const ShowCheckFacts *facts)
{
  guint counts[SHOW_VERDICT_NO_GO + 1] = {0};
  ShowVerdict worst = SHOW_VERDICT_GO;
  json_t *lines = json_array ();

  for (guint i = 0, next; i < G_N_ELEMENTS (checks); i = next) {
    next = end_of_run (i);
    for (guint j = 0; j < n_subjects (facts, checks[i].subject); j++)
      for (guint k = i; k < next; k++) {
        ShowCheckLine line = {0};

        if (is_mute (facts, &checks[k], j))
          continue;
        checks[k].judge (facts, j, &line);
        counts[line.verdict]++;
        worst = MAX (worst, line.verdict);
        json_array_append_new (lines, line_to_json (facts, &checks[k], j, &line));
      }
  }
  return json_pack ("{s:s, s:o, s:o}", "verdict", verdict_to_string (worst), "counts",
                    counts_to_json (counts), "lines", lines);
}
