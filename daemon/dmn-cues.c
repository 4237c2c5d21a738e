#include "dmn-cues.h"

#include "dmn-types.h"
#include <math.h>
#include <string.h>

typedef struct {
  gint64 time_ns;
  char **words;
} Cue;

struct _DmnCues {
  GPtrArray *cues; /* by time */
  guint next;
};

static void
cue_free (gpointer data)
{
  Cue *cue = data;

  g_strfreev (cue->words);
  g_free (cue);
}

static gint
compare_cues (gconstpointer a, gconstpointer b)
{
  const Cue *first = *(const Cue *const *) a, *second = *(const Cue *const *) b;

  return (first->time_ns > second->time_ns) - (first->time_ns < second->time_ns);
}

static Cue *
cue_parse (const char *text, GError **error)
{
  char *end;
  double seconds = g_ascii_strtod (text, &end);
  Cue *cue;

  if (end == text || *end != ':' || !isfinite (seconds) || seconds < 0 || seconds > 86400) {
    g_set_error (
        error, DMN_ERROR, DMN_ERROR_USAGE,
        "--at \"%s\" is not understood. Write seconds and a command, such as --at \"2.5:scene "
        "pip\".",
        text);
    return NULL;
  }
  cue = g_new0 (Cue, 1);
  cue->time_ns = (gint64) (seconds * GST_SECOND);
  if (!g_shell_parse_argv (end + 1, NULL, &cue->words, error)) {
    cue_free (cue);
    return NULL;
  }
  return cue;
}

DmnCues *
dmn_cues_new (char **texts, GError **error)
{
  g_autoptr (DmnCues) self = g_new0 (DmnCues, 1);

  self->cues = g_ptr_array_new_with_free_func (cue_free);
  for (; texts && *texts; texts++) {
    Cue *cue = cue_parse (*texts, error);

    if (!cue)
      return NULL;
    g_ptr_array_add (self->cues, cue);
  }
  g_ptr_array_sort (self->cues, compare_cues);
  return g_steal_pointer (&self);
}

void
dmn_cues_free (DmnCues *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->cues);
  g_free (self);
}

gboolean
dmn_cues_play (DmnCues *self, gint64 time_ns, DmnShow *show, GError **error)
{
  while (self->next < self->cues->len) {
    const Cue *cue = self->cues->pdata[self->next];
    json_t *result;

    if (cue->time_ns > time_ns)
      return TRUE;
    self->next++;
    result = dmn_show_command (show, (const char *const *) cue->words, SHOW_ROLE_ALL, NULL, error);
    if (!result)
      return FALSE;
    json_decref (result);
  }
  return TRUE;
}
