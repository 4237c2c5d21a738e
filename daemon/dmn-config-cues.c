#include "dmn-config-cues.h"

#include "dmn-options.h"
#include "show-command.h"
#include "show-text.h"
#include <string.h>

typedef struct {
  DmnConfig *config;
  const DmnCueOptions *options;
} Cue;

G_GNUC_PRINTF (3, 4)
static void
report (const Cue *cue, const char *key, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  cfg_file_report (cue->config->file, &dmn_cue_section, cue->options, key, "%s", text);
}

/* "main, pip": what there is. */
static char *
list_names (const GArray *known)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < known->len; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "",
                            known->data + i * g_array_get_element_size ((GArray *) known));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* -1: none, as nothing or nothing good is named. A scene that is no good itself is reported at its
 * own place. */
static int
read_scene (const Cue *cue)
{
  const GArray *scenes = cue->config->setup->scenes;
  const char *name = cue->options->scene;
  guint index;

  if (!name)
    return -1;
  if (show_setup_find (scenes, name, &index))
    return (int) index;
  if (!cfg_file_find (cfg_file_list (cue->config->file, &dmn_scene_section), name)) {
    g_autofree char *names = list_names (scenes);

    report (cue, "scene", "there is no [scene %s]. Add it, or use one of: %s.", name, names);
  }
  return -1;
}

static guint
read_cards (const Cue *cue, const char *key, char **names)
{
  const GArray *cards = cue->config->setup->cards;
  guint mask = 0;

  for (guint i = 0; names && names[i]; i++) {
    guint index;

    if (show_setup_find (cards, names[i], &index)) {
      mask |= 1u << index;
      continue;
    }
    g_autofree char *known = list_names (cards);
    report (cue, key, "there is no [card %s]. Add it%s%s.", names[i],
            cards->len > 0 ? ", or use some of: " : "", known);
  }
  return mask;
}

static void
check_line (const Cue *cue, const char *key, const char *text, gsize max, const char *what)
{
  g_autoptr (GError) error = NULL;

  if (text && !show_text_check (text, max, what, &error))
    report (cue, key, "%s", error->message);
}

/* "\n" begins a new line; an empty one parts paragraphs. Transfer full; may be NULL. */
static char *
read_script (const Cue *cue)
{
  const char *text = cue->options->script;
  g_auto (GStrv) lines = text ? g_strsplit (text, "\\n", -1) : NULL;

  if (text && g_utf8_strlen (text, -1) > SHOW_SCRIPT_MAX)
    report (cue, "script", "the script is longer than %d characters. Make it shorter, or two cues.",
            SHOW_SCRIPT_MAX);
  for (char **line = lines; line && *line; line++)
    if (*g_strstrip (*line) != '\0')
      check_line (cue, "script", *line, CFG_LINE_MAX_BYTES, "A line of the script");
  return lines ? g_strjoinv ("\n", lines) : NULL;
}

static void
set_up_cue (const Cue *cue)
{
  const DmnCueOptions *options = cue->options;
  ShowCueSetup made = {.title = g_strdup (options->title ? options->title : options->name),
                       .script = read_script (cue),
                       .scene = read_scene (cue),
                       .show = read_cards (cue, "show", options->show),
                       .hide = read_cards (cue, "hide", options->hide),
                       .sku = g_strdup (options->sku),
                       .planned_s = (options->length_ms + 999) / 1000};

  check_line (cue, "title", options->title, SHOW_TEXT_MAX, "The title");
  if (options->sku && strlen (options->sku) > SHOW_SKU_MAX)
    report (cue, "sku", "the SKU is longer than %d bytes. Write the one that the shop has.",
            SHOW_SKU_MAX);
  else
    check_line (cue, "sku", options->sku, SHOW_SKU_MAX, "The SKU");
  if (made.show & made.hide)
    report (cue, "hide", "a card cannot be shown and hidden by one cue. Take it out of one list.");
  g_strlcpy (made.name, options->name, sizeof made.name);
  g_array_append_val (cue->config->setup->cues, made);
}

void
dmn_config_set_up_cues (DmnConfig *config)
{
  GPtrArray *cues = cfg_file_list (config->file, &dmn_cue_section);

  for (guint i = 0; i < cues->len; i++)
    set_up_cue (&(Cue){config, cues->pdata[i]});
}
