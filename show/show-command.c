#include "show-command.h"
#include "base-nearest.h"
#include "show-text.h"
#include <stdlib.h>
#include <string.h>

#define RUNS_RIG   (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH)
#define RUNS_SHOW  (SHOW_ROLE_CREATOR | SHOW_ROLE_TECH | SHOW_ROLE_PRODUCER)
#define RUNS_STOCK (SHOW_ROLE_CREATOR | SHOW_ROLE_PRODUCER)
#define RUNS_CUES  (SHOW_ROLE_CREATOR | SHOW_ROLE_PRODUCER)
#define REST       G_MAXUINT

static const ShowCommandInfo commands[] = {
    {"bitrate", SHOW_CMD_BITRATE, "KBPS", 1, 1, RUNS_RIG,
     "Sets the picture's bit rate, 300 to 20000 kbit/s."},
    {"camera", SHOW_CMD_CAMERA,
     "NAME set CONTROL VALUE | auto CONTROL on|off | lock | unlock | show", 2, 4, RUNS_RIG,
     "Sets a camera's exposure, focus, white balance or gain, and locks what sets itself."},
    {"card detail", SHOW_CMD_CARD_DETAIL, "NAME TEXT…", 2, REST, RUNS_SHOW,
     "Sets the second line of a lower third; off takes it away."},
    {"card hide", SHOW_CMD_CARD_HIDE, "NAME", 1, 1, RUNS_SHOW, "Takes a card off the picture."},
    {"card product", SHOW_CMD_CARD_PRODUCT, "NAME SKU", 2, 2, RUNS_SHOW,
     "Lets a card be about another product."},
    {"card show", SHOW_CMD_CARD_SHOW, "NAME", 1, 1, RUNS_SHOW, "Puts a card on the picture."},
    {"card text", SHOW_CMD_CARD_TEXT, "NAME TEXT…", 2, REST, RUNS_SHOW,
     "Sets what a card says: the name of a lower third, the words of the terms, the label of a "
     "countdown; off takes it away."},
    {"card toggle", SHOW_CMD_CARD_TOGGLE, "NAME", 1, 1, RUNS_SHOW,
     "Shows a hidden card or hides a shown one."},
    {"card until", SHOW_CMD_CARD_UNTIL, "NAME TIME", 2, 2, RUNS_SHOW,
     "Sets the deadline of a countdown: 2027-03-15T19:00:00Z, or +10min from now; off takes it "
     "away."},
    {"check", SHOW_CMD_CHECK, "", 0, 0, RUNS_RIG,
     "Answers with the tech check's board as JSON: what is go, and what to do where it is not."},
    {"check record", SHOW_CMD_CHECK_RECORD, "MIC", 1, 1, RUNS_RIG,
     "Records 5 s of a microphone for the tech check, to be played back in the control room."},
    {"check sign", SHOW_CMD_CHECK_SIGN, "NAME…", 1, REST, RUNS_RIG,
     "Signs the tech check by name and keeps it as a report."},
    {"check start", SHOW_CMD_CHECK_START, "", 0, 0, RUNS_RIG,
     "Starts the tech check, or starts it anew: everything is measured until it is stopped."},
    {"check stop", SHOW_CMD_CHECK_STOP, "", 0, 0, RUNS_RIG, "Ends the tech check."},
    {"check sync", SHOW_CMD_CHECK_SYNC, "CAMERA MIC", 2, 2, RUNS_RIG,
     "Watches a camera and listens to a microphone for 10 s while somebody claps, and tells how "
     "far "
     "apart they are."},
    {"check uplink", SHOW_CMD_CHECK_UPLINK, "OUTPUT", 1, 1, RUNS_RIG,
     "Tries a destination that is not on air: whether it takes the key and, with a test key, how "
     "much the line carries."},
    {"cue back", SHOW_CMD_CUE_BACK, "", 0, 0, RUNS_CUES,
     "Takes the last cue back: scene, cards and product are as they were before it."},
    {"cue clear", SHOW_CMD_CUE_CLEAR, "", 0, 0, RUNS_CUES,
     "Ends the run of cues and puts the first one on standby; the picture stays as it is."},
    {"cue go", SHOW_CMD_CUE_GO, "[NAME]", 0, 1, RUNS_CUES,
     "Takes the cue on standby, or the one of that name: its scene, cards and product at once; the "
     "one behind it is on standby then."},
    {"cue next", SHOW_CMD_CUE_NEXT, "NAME", 1, 1, RUNS_CUES,
     "Puts a cue on standby, to be taken next."},
    {"delay", SHOW_CMD_DELAY, "MIC MS", 2, 2, RUNS_RIG,
     "Delays a microphone so that voice and lips agree, 0 to 2000 ms."},
    {"fade", SHOW_CMD_FADE, "MIC DB MS", 3, 3, RUNS_SHOW,
     "Brings a microphone to a gain over a time, up to 60000 ms."},
    {"gain", SHOW_CMD_GAIN, "MIC DB", 2, 2, RUNS_SHOW,
     "Sets a microphone's gain, -60 to +24 dB; -60 is silence."},
    {"invite", SHOW_CMD_INVITE, "", 0, 0, SHOW_ROLE_LOCAL,
     "Answers with a link by which somebody with all roles comes into the control room, good once, "
     "for 15 minutes."},
    {"microphone", SHOW_CMD_MICROPHONE,
     "NAME device-volume PERCENT | device-volume DBdB | device-mute on|off", 3, 3, RUNS_RIG,
     "Sets the recording volume or the mute of a microphone's own device, not the mixer's gain."},
    {"mute", SHOW_CMD_MUTE, "MIC", 1, 1, RUNS_SHOW, "Silences a microphone."},
    {"output start", SHOW_CMD_OUTPUT_START, "NAME", 1, 1, RUNS_RIG,
     "Starts sending to a destination."},
    {"output stop", SHOW_CMD_OUTPUT_STOP, "NAME", 1, 1, RUNS_RIG,
     "Stops sending to a destination."},
    {"panic", SHOW_CMD_PANIC, "[off]", 0, 1, RUNS_SHOW,
     "Cuts to the calm slate at once; off goes back to the scene before it."},
    {"record split", SHOW_CMD_RECORD_SPLIT, "", 0, 0, RUNS_RIG,
     "Goes on recording in a new file, without a gap."},
    {"record start", SHOW_CMD_RECORD_START, "", 0, 0, RUNS_RIG, "Starts the recording."},
    {"record stop", SHOW_CMD_RECORD_STOP, "", 0, 0, RUNS_RIG,
     "Ends the recording and finishes its file."},
    {"reload", SHOW_CMD_RELOAD, "", 0, 0, RUNS_RIG,
     "Reads the config again, and answers with what acts at once and what waits; a mistake in it "
     "changes nothing."},
    {"scene", SHOW_CMD_SCENE, "NAME [MS]", 1, 2, RUNS_SHOW,
     "Brings a scene on air with the current transition, or with a crossfade of this length; 0 "
     "cuts."},
    {"state", SHOW_CMD_STATE, "", 0, 0, SHOW_ROLE_ALL,
     "Answers with the state as JSON, without the list of products."},
    {"state products", SHOW_CMD_STATE_PRODUCTS, "", 0, 0, SHOW_ROLE_ALL,
     "Answers with the whole state as JSON."},
    {"stock add", SHOW_CMD_STOCK_ADD, "SKU [N] [PLACE]", 1, 3, RUNS_STOCK,
     "Says how many pieces more are left, one if not told otherwise: those that were counted as "
     "sold come back first; where fewer were sold, a shop is told of a count."},
    {"stock buffer", SHOW_CMD_STOCK_BUFFER, "N", 1, 1, RUNS_STOCK,
     "Holds back so many pieces of each product from the picture, against overselling."},
    {"stock cap", SHOW_CMD_STOCK_CAP, "SKU N", 2, 2, RUNS_STOCK,
     "Says how many pieces this drop has; 0 tells no cap."},
    {"stock count", SHOW_CMD_STOCK_COUNT, "SKU N [PLACE]", 2, 3, RUNS_STOCK,
     "Says how many pieces were counted; a shop is told the difference."},
    {"stock hub", SHOW_CMD_STOCK_HUB, "SKU PLACE N", 3, 3, RUNS_STOCK,
     "Says how many pieces are left at a place; off takes the place away."},
    {"stock preorder", SHOW_CMD_STOCK_PREORDER, "SKU N SHIP_BY", 2, 3, RUNS_STOCK,
     "Sets how many may be ordered ahead, and the day they ship, such as 2027-03-15; off ends it."},
    {"stock price", SHOW_CMD_STOCK_PRICE, "SKU MINOR CURRENCY", 3, 3, RUNS_STOCK,
     "Sets the price in minor units, such as 2490 EUR for 24.90 EUR."},
    {"stock remove", SHOW_CMD_STOCK_REMOVE, "SKU", 1, 1, RUNS_STOCK, "Forgets a product."},
    {"stock return", SHOW_CMD_STOCK_RETURN, "SKU [N] [PLACE]", 1, 3, RUNS_STOCK,
     "Takes back pieces that were sold, one if not told otherwise."},
    {"stock sell", SHOW_CMD_STOCK_SELL, "SKU [N] [PLACE]", 1, 3, RUNS_STOCK,
     "Counts pieces as sold here, one if not told otherwise; a shop is told of it."},
    {"stock set", SHOW_CMD_STOCK_SET, "SKU N [PLACE]", 2, 3, RUNS_STOCK,
     "Says how many pieces are left."},
    {"stock state", SHOW_CMD_STOCK_STATE, "SKU STATE", 2, 2, RUNS_STOCK,
     "Sets upcoming, live, sold_out, preorder, paused or ended."},
    {"stock title", SHOW_CMD_STOCK_TITLE, "SKU TEXT…", 2, REST, RUNS_STOCK,
     "Sets the name that viewers read."},
    {"stock url", SHOW_CMD_STOCK_URL, "SKU URL", 2, 2, RUNS_STOCK,
     "Sets the link to buy it; off takes it away."},
    {"stock was", SHOW_CMD_STOCK_WAS, "SKU MINOR LOW30", 3, 3, RUNS_STOCK,
     "Sets the earlier price and, which must be told with it, the lowest price of the last 30 "
     "days, in minor units."},
    {"stock window", SHOW_CMD_STOCK_WINDOW, "SKU TIER FROM TO [CAP]", 3, 5, RUNS_STOCK,
     "Gives members of a tier early access from one time to another; off takes it away."},
    {"transition crossfade", SHOW_CMD_TRANSITION_CROSSFADE, "MS", 1, 1, RUNS_SHOW,
     "Lets scenes change by a crossfade of this length, up to 60000 ms."},
    {"transition cut", SHOW_CMD_TRANSITION_CUT, "", 0, 0, RUNS_SHOW, "Lets scenes change at once."},
    {"unmute", SHOW_CMD_UNMUTE, "MIC", 1, 1, RUNS_SHOW, "Lets a microphone be heard again."},
};

const ShowCommandInfo *
show_command_table (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (commands);
  return commands;
}

static int
compare_name (const void *key, const void *member)
{
  return strcmp (key, ((const ShowCommandInfo *) member)->name);
}

static const ShowCommandInfo *
find (const char *name)
{
  return bsearch (name, commands, G_N_ELEMENTS (commands), sizeof commands[0], compare_name);
}

/* The command that `words` begin with, its name being one or two of them. */
static const ShowCommandInfo *
find_by_words (const char *const *words, guint *ret_n_name_words)
{
  g_autofree char *two = words[1] ? g_strdup_printf ("%s %s", words[0], words[1]) : NULL;
  const ShowCommandInfo *info = two ? find (two) : NULL;

  if (info) {
    *ret_n_name_words = 2;
    return info;
  }
  info = find (words[0]);
  if (info)
    *ret_n_name_words = 1;
  return info;
}

/* "card show, card hide …": the commands whose first of two words is `word`; NULL if there are
 * none. */
static char *
list_group (const char *word)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i].name, prefix))
      g_string_append_printf (list, "%s%s", list->len ? ", " : "", commands[i].name);
  return list->len ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/* By both words first: "stok set" is near "stock set", while "stok" alone is near nothing. */
static const char *
nearest_command (const char *word, const char *two_words, gboolean is_group)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = {NULL};
  const char *nearest;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  nearest = two_words ? base_nearest (two_words, names) : NULL;
  return nearest || is_group ? nearest : base_nearest (word, names);
}

static void
set_unknown (const char *const *words, GError **error)
{
  g_autofree char *group = list_group (words[0]);
  g_autofree char *two = words[1] ? g_strdup_printf ("%s %s", words[0], words[1]) : NULL;
  g_autofree char *quoted = show_text_quote (group && two ? two : words[0]);
  const char *nearest = nearest_command (words[0], two, group != NULL);

  if (nearest)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND,
                 "There is no command %s. Did you mean \"%s\"?", quoted, nearest);
  else if (group)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND,
                 "There is no command %s. There are: %s.", quoted, group);
  else
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND,
                 "There is no command %s. \"tallybox ctl help\" lists them all.", quoted);
}

static gboolean
check_count (const ShowCommandInfo *info, guint n, GError **error)
{
  if (n >= info->min_args && n <= info->max_args)
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "Write it as: %s%s%s", info->name,
               *info->args ? " " : "", info->args);
  return FALSE;
}

static gboolean
check_role (const ShowCommandInfo *info, guint role, GError **error)
{
  if (info->roles & role)
    return TRUE;
  if (info->roles == SHOW_ROLE_LOCAL)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_FORBIDDEN,
                 "\"%s\" is for the machine itself: tallybox ctl %s", info->name, info->name);
  else
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_FORBIDDEN,
                 "Your role may not use \"%s\". Ask the creator of the show.", info->name);
  return FALSE;
}

static gboolean
check_words (const char *const *words, GError **error)
{
  gsize bytes = 0;

  if (!words[0]) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND,
                         "There is no command. \"tallybox ctl help\" lists them all.");
    return FALSE;
  }
  for (guint i = 0; words[i]; i++) {
    bytes += strlen (words[i]) + 1;
    if (bytes > SHOW_COMMAND_BYTES_MAX) {
      g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                   "The command is longer than %d bytes.", SHOW_COMMAND_BYTES_MAX);
      return FALSE;
    }
  }
  return TRUE;
}

/* The words as arguments; what goes beyond `min_args` of a command that ends in text is joined. */
static char **
make_args (const ShowCommandInfo *info, const char *const *words, guint n)
{
  g_autoptr (GStrvBuilder) args = g_strv_builder_new ();
  guint n_single = info->max_args == REST ? info->min_args - 1 : n;
  g_autofree char *rest = NULL;

  for (guint i = 0; i < n_single; i++)
    g_strv_builder_add (args, words[i]);
  if (n_single < n) {
    rest = g_strjoinv (" ", (char **) words + n_single);
    g_strv_builder_add (args, rest);
  }
  return g_strv_builder_end (args);
}

static gboolean
check_args (char **args, GError **error)
{
  for (guint i = 0; args[i]; i++) {
    g_autofree char *what = g_strdup_printf ("Word %u after the command", i + 1);

    if (!show_text_check (args[i], SHOW_COMMAND_BYTES_MAX, what, error))
      return FALSE;
  }
  return TRUE;
}

ShowCommand *
show_command_parse (const char *const *words, guint role, GError **error)
{
  g_autoptr (ShowCommand) command = NULL;
  const ShowCommandInfo *info;
  guint n_name_words, n;

  if (!check_words (words, error))
    return NULL;
  info = find_by_words (words, &n_name_words);
  if (!info) {
    set_unknown (words, error);
    return NULL;
  }
  n = g_strv_length ((char **) words) - n_name_words;
  if (!check_role (info, role, error) || !check_count (info, n, error))
    return NULL;
  command = g_new0 (ShowCommand, 1);
  command->id = info->id;
  command->role = role;
  command->args = make_args (info, words + n_name_words, n);
  return check_args (command->args, error) ? g_steal_pointer (&command) : NULL;
}

void
show_command_free (ShowCommand *command)
{
  if (!command)
    return;
  g_strfreev (command->args);
  g_free (command);
}

char **
show_command_words_from_json (const json_t *cmd)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (!json_is_array (cmd) || json_array_size (cmd) == 0)
    return NULL;
  for (size_t i = 0; i < json_array_size (cmd); i++) {
    const char *word = json_string_value (json_array_get (cmd, i));

    if (!word)
      return NULL;
    g_strv_builder_add (words, word);
  }
  return g_strv_builder_end (words);
}
