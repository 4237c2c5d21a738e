/* What a source does when it does not work: the cause, words for it, and the wait for the next try.
 */
#include "cap-backends.h"
#include "cap-source-private.h"

static char *
describe_trouble (CapSource *self, CapTrouble trouble)
{
  char *better = self->spec.explain ? self->spec.explain (trouble, self->spec.data) : NULL;
  const CapWords *words = cap_words_find (self->spec.backend->words, trouble);

  return better
             ? better
             : cap_words_fill (words->text, self->spec.label, self->place, self->spec.slot != NULL);
}

void
cap_source_look_again (gpointer data)
{
  CapSource *self = data;
  g_autofree char *text = self->away_text ? describe_trouble (self, self->away) : NULL;

  if (g_strcmp0 (text, self->away_text) == 0)
    return;
  cap_source_set_state (self, self->health, text, NULL, 0);
  g_free (self->away_text);
  self->away_text = g_steal_pointer (&text);
}

/* GStreamer's words with nothing in them that the source text keeps secret. */
static char *
public_detail (CapSource *self, const char *message)
{
  g_autoptr (GString) out = g_string_new (message);

  g_string_replace (out, self->spec.source, self->place, 0);
  if (self->rest[0])
    g_string_replace (out, self->rest, self->place, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static ShowHealth
health_for (CapSource *self, CapTrouble trouble)
{
  if (trouble == CAP_TROUBLE_REFUSED)
    return SHOW_HEALTH_REJECTED;
  return trouble == CAP_TROUBLE_STALLED && self->health == SHOW_HEALTH_LIVE ? SHOW_HEALTH_STALLED
                                                                            : SHOW_HEALTH_RETRYING;
}

/* Once nothing of ours has the device open any more. */
static CapTrouble
find_cause (CapSource *self, CapTrouble guess)
{
  const CapBackend *backend = self->spec.backend;
  CapTrouble seen = cap_wait_look (self->wait);

  if (seen)
    return seen;
  return backend->diagnose ? backend->diagnose (self->rest, guess, self->live_since_ms != 0)
                           : guess;
}

/* It comes back as soon as it is there, which its words say: a countdown would only confuse. */
static void
wait_until_present (CapSource *self, CapTrouble trouble, const char *words, const char *detail)
{
  self->away = trouble;
  self->away_text = g_strdup (words);
  cap_wait_until_present (self->wait);
  cap_source_set_state (self, SHOW_HEALTH_RETRYING, words, detail, 0);
}

static void
wait_for_next_try (CapSource *self, ShowHealth health, const char *words, const char *detail)
{
  g_autofree char *text = NULL;
  guint wait_ms;

  if (self->live_since_ms && cap_source_now_ms () - self->live_since_ms >= CAP_STEADY_MS)
    cap_wait_reset (self->wait);
  wait_ms = cap_wait_for_next_try (self->wait, health == SHOW_HEALTH_REJECTED);
  text = g_strdup_printf ("%s Trying again in %u s.", words, MAX ((wait_ms + 500) / 1000, 1));
  cap_source_set_state (self, health, text, detail, wait_ms);
}

/* Pictures that all arrive broken are none; transfer full, NULL: nothing is known. */
static char *
remark_on_silence (CapSource *self, CapTrouble guess)
{
  if (!self->pipe || (guess != CAP_TROUBLE_STALLED && guess != CAP_TROUBLE_SILENT))
    return NULL;
  return g_strdup (cap_pipe_get_remark (self->pipe));
}

void
cap_source_fail (CapSource *self, CapTrouble guess, const char *message)
{
  g_autofree char *detail = message ? public_detail (self, message) : NULL;
  g_autofree char *remark = remark_on_silence (self, guess);
  g_autofree char *words = NULL, *sentence = NULL;
  CapTrouble trouble = guess;

  cap_source_clear_table (self);
  if (cap_source_in_lockstep (self)) {
    /* File time does not come again, and its streaming threads may wait for the table: they are
     * left to cap_source_stop(). */
    cap_source_stop_watching (self);
  } else {
    cap_source_close_pipe (self);
    trouble = find_cause (self, guess);
  }
  sentence = describe_trouble (self, trouble);
  words = g_strconcat (sentence, remark ? " " : NULL, remark, NULL);
  if (self->spec.once || cap_source_in_lockstep (self)) {
    cap_source_set_state (self, SHOW_HEALTH_STOPPED, words, detail, 0);
    return;
  }
  if (trouble == cap_wait_look (self->wait))
    wait_until_present (self, trouble, words, detail);
  else
    wait_for_next_try (self, health_for (self, trouble), words, detail);
}
