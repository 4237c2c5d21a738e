#include "dmn-timeline.h"

#include "dmn-types.h"
#include <math.h>
#include <string.h>

typedef struct {
  gint64 time_ns;
  char **words;
} Command;

struct _DmnTimeline {
  GPtrArray *commands; /* by time */
  guint next;
};

static void
command_free (gpointer data)
{
  Command *command = data;

  g_strfreev (command->words);
  g_free (command);
}

static gint
compare_commands (gconstpointer a, gconstpointer b)
{
  const Command *first = *(const Command *const *) a, *second = *(const Command *const *) b;

  return (first->time_ns > second->time_ns) - (first->time_ns < second->time_ns);
}

static Command *
command_parse (const char *text, GError **error)
{
  char *end;
  double seconds = g_ascii_strtod (text, &end);
  Command *command;

  if (end == text || *end != ':' || !isfinite (seconds) || seconds < 0 || seconds > 86400) {
    g_set_error (
        error, DMN_ERROR, DMN_ERROR_USAGE,
        "--at \"%s\" is not understood. Write seconds and a command, such as --at \"2.5:scene "
        "pip\".",
        text);
    return NULL;
  }
  command = g_new0 (Command, 1);
  command->time_ns = (gint64) (seconds * GST_SECOND);
  if (!g_shell_parse_argv (end + 1, NULL, &command->words, error)) {
    command_free (command);
    return NULL;
  }
  return command;
}

DmnTimeline *
dmn_timeline_new (char **texts, GError **error)
{
  g_autoptr (DmnTimeline) self = g_new0 (DmnTimeline, 1);

  self->commands = g_ptr_array_new_with_free_func (command_free);
  for (; texts && *texts; texts++) {
    Command *command = command_parse (*texts, error);

    if (!command)
      return NULL;
    g_ptr_array_add (self->commands, command);
  }
  g_ptr_array_sort (self->commands, compare_commands);
  return g_steal_pointer (&self);
}

void
dmn_timeline_free (DmnTimeline *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->commands);
  g_free (self);
}

gboolean
dmn_timeline_check_end (const DmnTimeline *self, gint64 end_ns, GError **error)
{
  guint n = self->commands->len;
  const Command *last = n > 0 ? self->commands->pdata[n - 1] : NULL;

  if (!last || last->time_ns <= end_ns)
    return TRUE;
  g_set_error (error, DMN_ERROR, DMN_ERROR_USAGE,
               "--at \"%g:%s…\" comes too late: the last frame is at %.3f s. Make it longer with "
               "--seconds, or the time earlier.",
               (double) last->time_ns / GST_SECOND, last->words[0], (double) end_ns / GST_SECOND);
  return FALSE;
}

gint64
dmn_timeline_get_due (const DmnTimeline *self)
{
  const Command *command =
      self->next < self->commands->len ? self->commands->pdata[self->next] : NULL;

  return command ? command->time_ns : G_MAXINT64;
}

gboolean
dmn_timeline_play (DmnTimeline *self, gint64 time_ns, DmnShow *show, GError **error)
{
  while (self->next < self->commands->len) {
    const Command *command = self->commands->pdata[self->next];
    json_t *result;

    if (command->time_ns > time_ns)
      return TRUE;
    self->next++;
    result =
        dmn_show_command (show, (const char *const *) command->words, SHOW_ROLE_ALL, NULL, error);
    if (!result)
      return FALSE;
    json_decref (result);
  }
  return TRUE;
}
