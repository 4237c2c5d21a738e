#include "dmn-show.h"

#include "show-resume.h"
#include "show-text.h"
#include <string.h>

typedef struct {
  DmnShowListener func;
  gpointer data;
} Listener;

struct _DmnShow {
  DmnRig *rig; /* borrowed; NULL until attached */
  DmnShowSink stock, check, config;
  json_t *(*board) (gpointer data);
  DmnShowAnswer reload; /* NULL: there is nothing to be read again */
  DmnShowAnswer invite; /* NULL: there is no control room */
  gpointer invite_data;
  DmnKept *kept; /* borrowed; may be NULL */
  ShowState *state;
  GPtrArray *effects; /* not yet applied */
  gboolean applying;
  guint tick_source;
  GArray *listeners;  /* Listener */
  GQueue ids;         /* owned: of commands that were done, oldest first */
  gint64 position_ns; /* lockstep; -1: time is real */
  gint64 start_now_ms, start_mono_ms;
};

/* Clocks */

ShowEvent
dmn_show_event (DmnShow *self, ShowEventKind kind)
{
  gint64 passed_ms = self->position_ns / 1000000;

  if (self->position_ns >= 0)
    return (ShowEvent){.kind = kind,
                       .now_ms = self->start_now_ms + passed_ms,
                       .mono_ms = self->start_mono_ms + passed_ms};
  return (ShowEvent){
      .kind = kind, .now_ms = g_get_real_time () / 1000, .mono_ms = g_get_monotonic_time () / 1000};
}

static void
tick (DmnShow *self)
{
  ShowEvent event = dmn_show_event (self, SHOW_EVENT_TICK);

  dmn_show_handle (self, &event, NULL);
}

static gboolean
on_tick (gpointer data)
{
  DmnShow *self = data;

  self->tick_source = 0;
  tick (self);
  return G_SOURCE_REMOVE;
}

static void
plan_tick (DmnShow *self)
{
  gint64 next_ms = show_state_next_tick_ms (self->state);
  gint64 now_ms = dmn_show_event (self, SHOW_EVENT_TICK).mono_ms;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (next_ms > 0 && self->position_ns < 0)
    self->tick_source = g_timeout_add ((guint) CLAMP (next_ms - now_ms, 1, 60000), on_tick, self);
}

void
dmn_show_set_position (DmnShow *self, gint64 position_ns)
{
  gint64 next_ms;

  if (self->position_ns < 0) {
    ShowEvent start = dmn_show_event (self, SHOW_EVENT_TICK);

    self->start_now_ms = start.now_ms;
    self->start_mono_ms = start.mono_ms;
  }
  self->position_ns = position_ns;
  next_ms = show_state_next_tick_ms (self->state);
  if (next_ms > 0 && next_ms <= dmn_show_event (self, SHOW_EVENT_TICK).mono_ms)
    tick (self);
}

/* Effects */

static const gboolean is_stock[] = {
    [SHOW_EFFECT_STORE] = TRUE,
    [SHOW_EFFECT_FORGET] = TRUE,
    [SHOW_EFFECT_ADJUST] = TRUE,
    [SHOW_EFFECT_LINKS] = TRUE,
};

/* NULL: the rig. */
static const DmnShowSink *
find_sink (const DmnShow *self, ShowEffectKind kind)
{
  if (kind == SHOW_EFFECT_CHECK)
    return &self->check;
  if (kind == SHOW_EFFECT_SETUP)
    return &self->config;
  return kind < G_N_ELEMENTS (is_stock) && is_stock[kind] ? &self->stock : NULL;
}

static void
apply (DmnShow *self, const ShowEffect *effect)
{
  const DmnShowSink *sink = find_sink (self, effect->kind);

  if (!sink)
    dmn_rig_apply (self->rig, effect);
  else if (sink->apply)
    sink->apply (effect, sink->data);
  if (effect->kind == SHOW_EFFECT_SOUNDCARD && self->kept)
    dmn_kept_note (self->kept, effect->index, &effect->soundcard);
}

static void
apply_effects (DmnShow *self)
{
  if (!self->rig)
    return;
  g_assert (!self->applying); /* who applies an effect must not make an event of it at once */
  self->applying = TRUE;
  for (guint i = 0; i < self->effects->len; i++)
    apply (self, self->effects->pdata[i]);
  g_ptr_array_set_size (self->effects, 0);
  self->applying = FALSE;
}

/* Life */

DmnShow *
dmn_show_new (DmnConfig *config, const json_t *asked)
{
  DmnShow *self = g_new0 (DmnShow, 1);
  ShowEvent now;

  self->position_ns = -1;
  self->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  g_queue_init (&self->ids);
  now = dmn_show_event (self, SHOW_EVENT_TICK);
  self->state =
      show_state_new_resumed (config->setup, asked, now.now_ms, now.mono_ms, self->effects);
  return self;
}

void
dmn_show_free (DmnShow *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_pointer (&self->state, show_state_unref);
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  g_clear_pointer (&self->listeners, g_array_unref);
  g_queue_clear_full (&self->ids, g_free);
  g_free (self);
}

void
dmn_show_attach (DmnShow *self, DmnRig *rig, const DmnShowSink *stock)
{
  self->rig = rig;
  if (stock)
    self->stock = *stock;
  apply_effects (self);
  plan_tick (self);
}

void
dmn_show_set_kept (DmnShow *self, DmnKept *kept)
{
  self->kept = kept;
}

void
dmn_show_set_check (DmnShow *self, const DmnShowSink *sink, json_t *(*board) (gpointer data))
{
  self->check = *sink;
  self->board = board;
}

void
dmn_show_set_config (DmnShow *self, const DmnShowSink *sink, DmnShowAnswer reload)
{
  self->config = *sink;
  self->reload = reload;
}

void
dmn_show_set_invite (DmnShow *self, DmnShowAnswer invite, gpointer data)
{
  self->invite = invite;
  self->invite_data = data;
}

ShowState *
dmn_show_get_state (DmnShow *self)
{
  return self->state;
}

void
dmn_show_add_listener (DmnShow *self, DmnShowListener func, gpointer data)
{
  Listener listener = {func, data};

  g_array_append_val (self->listeners, listener);
}

void
dmn_show_remove_listener (DmnShow *self, DmnShowListener func, gpointer data)
{
  for (guint i = self->listeners->len; i > 0; i--) {
    const Listener *listener = &g_array_index (self->listeners, Listener, i - 1);

    if (listener->func == func && listener->data == data)
      g_array_remove_index (self->listeners, i - 1);
  }
}

static void
tell_listeners (DmnShow *self, ShowState *before)
{
  for (guint i = 0; i < self->listeners->len; i++) {
    const Listener *listener = &g_array_index (self->listeners, Listener, i);

    listener->func (before, listener->data);
  }
}

gboolean
dmn_show_handle (DmnShow *self, const ShowEvent *event, GError **error)
{
  g_autoptr (ShowState) before = self->state;
  ShowState *next = show_state_reduce (before, event, self->effects, error);

  if (!next) {
    show_state_ref (before);
    return FALSE;
  }
  self->state = next;
  apply_effects (self);
  plan_tick (self);
  if (next != before)
    tell_listeners (self, before);
  return TRUE;
}

gboolean
dmn_show_try (DmnShow *self, const ShowEvent *event, GError **error)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  g_autoptr (ShowState) next = show_state_reduce (self->state, event, effects, error);

  return next != NULL;
}

/* Commands */

static gboolean
is_good_id (const char *id)
{
  gsize length = id ? strlen (id) : 0;

  return length > 0 && length <= SHOW_ADJUST_ID_MAX && show_text_check (id, length, "", NULL);
}

static gboolean
was_done (DmnShow *self, const char *id)
{
  return g_queue_find_custom (&self->ids, id, (GCompareFunc) strcmp) != NULL;
}

static void
remember (DmnShow *self, const char *id)
{
  g_queue_push_tail (&self->ids, g_strdup (id));
  if (self->ids.length > DMN_IDS_MAX)
    g_free (g_queue_pop_head (&self->ids));
}

/* What GO left out is said at once, not in the state only. */
static json_t *
answer_go (DmnShow *self)
{
  guint cue = show_state_get_cue (self->state);
  g_autofree char *left_out = cue > 0 ? show_state_cue_left_out (self->state, cue - 1, TRUE) : NULL;

  return json_pack ("{s:I, s:s*}", "rev", (json_int_t) show_state_get_rev (self->state), "left_out",
                    left_out);
}

static json_t *
answer (DmnShow *self, const ShowCommand *command, const ShowEvent *now)
{
  if (command->id == SHOW_CMD_STATE)
    return show_state_to_json (self->state, now->now_ms, now->mono_ms);
  if (command->id == SHOW_CMD_STATE_PRODUCTS)
    return show_state_to_whole_json (self->state, now->now_ms, now->mono_ms);
  if (command->id == SHOW_CMD_CHECK && self->board)
    return self->board (self->check.data);
  if (command->id == SHOW_CMD_CUE_GO)
    return answer_go (self);
  return json_pack ("{s:I}", "rev", (json_int_t) show_state_get_rev (self->state));
}

static json_t *
invite (DmnShow *self, GError **error)
{
  if (self->invite)
    return self->invite (self->invite_data, error);
  g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
                       "There is no control room: [web] in the config, or --no-web, turns it off.");
  return NULL;
}

json_t *
dmn_show_command (DmnShow *self, const char *const *words, guint role, const char *id,
                  GError **error)
{
  g_autoptr (ShowCommand) command = show_command_parse (words, role, error);
  gboolean has_id = is_good_id (id);
  g_autofree char *own_id = has_id ? g_strdup (id) : g_uuid_string_random ();
  ShowEvent event = dmn_show_event (self, SHOW_EVENT_COMMAND);

  if (!command)
    return NULL;
  event.id = own_id;
  event.command = command;
  if (has_id && was_done (self, id))
    return answer (self, command, &event);
  if (command->id == SHOW_CMD_RELOAD && self->reload)
    return self->reload (self->config.data, error);
  if (command->id == SHOW_CMD_INVITE)
    return invite (self, error);
  if (!dmn_show_handle (self, &event, error))
    return NULL;
  if (has_id)
    remember (self, id);
  return answer (self, command, &event);
}
