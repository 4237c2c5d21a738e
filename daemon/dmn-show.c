#include "dmn-show.h"

#include "base-log.h"
#include <string.h>

struct _DmnShow {
  DmnRig *rig;      /* borrowed; NULL until attached */
  ShopStore *store; /* borrowed; may be NULL */
  ShowState *state;
  GPtrArray *effects; /* not yet applied */
  guint tick_source;
  void (*listener) (gpointer data);
  gpointer listener_data;
};

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static gint64
mono_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
store_product (DmnShow *self, const ShowProduct *product)
{
  g_autoptr (GError) error = NULL;

  if (self->store && !shop_store_put (self->store, product, &error))
    base_log (BASE_LOG_ERROR, "shop",
              "%s The number on air is right, but it would be lost at a restart.", error->message);
}

static void
apply_effects (DmnShow *self)
{
  if (!self->rig)
    return;
  for (guint i = 0; i < self->effects->len; i++) {
    const ShowEffect *effect = self->effects->pdata[i];

    if (effect->kind == SHOW_EFFECT_STORE)
      store_product (self, effect->product);
    else
      dmn_rig_apply (self->rig, effect);
  }
  g_ptr_array_set_size (self->effects, 0);
}

static gboolean
on_tick (gpointer data)
{
  DmnShow *self = data;
  ShowEvent event = {.kind = SHOW_EVENT_TICK, .now_ms = now_ms (), .mono_ms = mono_ms ()};

  self->tick_source = 0;
  dmn_show_handle (self, &event, NULL);
  return G_SOURCE_REMOVE;
}

static void
plan_tick (DmnShow *self)
{
  gint64 next = show_state_next_tick_ms (self->state);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (next)
    self->tick_source = g_timeout_add ((guint) CLAMP (next - mono_ms (), 1, 60000), on_tick, self);
}

static void
load_products (DmnShow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) products = shop_store_list (self->store, &error);
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS, .now_ms = now_ms (), .mono_ms = mono_ms ()};

  if (!products) {
    base_log (BASE_LOG_ERROR, "shop", "%s Cards show no number until stock is set.",
              error->message);
    return;
  }
  event.products.items = (ShowProduct *const *) products->pdata;
  event.products.n_items = products->len;
  dmn_show_handle (self, &event, NULL);
}

DmnShow *
dmn_show_new (DmnConfig *config, ShopStore *store)
{
  DmnShow *self = g_new0 (DmnShow, 1);

  self->store = store;
  self->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  self->state = show_state_new (config->setup, now_ms (), mono_ms (), self->effects);
  if (store)
    load_products (self);
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
  g_free (self);
}

void
dmn_show_attach (DmnShow *self, DmnRig *rig)
{
  self->rig = rig;
  apply_effects (self);
}

ShowState *
dmn_show_get_state (DmnShow *self)
{
  return self->state;
}

void
dmn_show_set_listener (DmnShow *self, void (*func) (gpointer data), gpointer data)
{
  self->listener = func;
  self->listener_data = data;
}

gboolean
dmn_show_handle (DmnShow *self, const ShowEvent *event, GError **error)
{
  ShowState *next = show_state_reduce (self->state, event, self->effects, error);
  gboolean changed;

  if (!next)
    return FALSE;
  changed = next != self->state;
  show_state_unref (self->state);
  self->state = next;
  apply_effects (self);
  plan_tick (self);
  if (changed && self->listener)
    self->listener (self->listener_data);
  return TRUE;
}

json_t *
dmn_show_command (DmnShow *self, const char *const *words, guint role, GError **error)
{
  g_autoptr (ShowCommand) command = show_command_parse (words, role, error);
  g_autofree char *id = g_uuid_string_random ();
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND,
                     .now_ms = now_ms (),
                     .mono_ms = mono_ms (),
                     .id = id,
                     .command = command};

  if (!command || !dmn_show_handle (self, &event, error))
    return NULL;
  if (command->id == SHOW_CMD_STATE)
    return show_state_to_json (self->state, event.now_ms, event.mono_ms);
  if (command->id == SHOW_CMD_STATE_PRODUCTS)
    return show_state_to_whole_json (self->state, event.now_ms, event.mono_ms);
  if (command->id == SHOW_CMD_CAMERA && g_str_equal (command->args[1], SHOW_CAMERA_SHOW))
    return show_state_camera_to_json (self->state, command->args[0]);
  return json_pack ("{s:o}", "rev", json_integer ((json_int_t) show_state_get_rev (self->state)));
}
