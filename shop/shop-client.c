#include "shop-client-private.h"

gint64
shop_client_now_ms (const ShopClient *self)
{
  return self->mono_ms ();
}

static gint64
system_mono_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static gint64
system_wall_ms (void)
{
  return g_get_real_time () / 1000;
}

/* Time */

static gboolean
on_tick (gpointer data)
{
  ShopClient *self = data;
  gint64 next_ms;

  self->tick_source = 0;
  next_ms = shop_client_tick (self);
  if (self->started && self->tick_source == 0 && next_ms != G_MAXINT64)
    self->tick_source = g_timeout_add (
        (guint) CLAMP (next_ms - shop_client_now_ms (self), 0, G_MAXINT / 2), on_tick, self);
  return G_SOURCE_REMOVE;
}

void
shop_client_wake (ShopClient *self)
{
  if (!self->started)
    return;
  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->tick_source = g_timeout_add (0, on_tick, self);
}

static void
follow_policy (ShopClient *self, gint64 now_ms)
{
  ShopEnd end = 0;
  ShopDo what = shop_policy_tick (&self->policy, now_ms, &end);

  if (what == SHOP_DO_CONNECT)
    shop_client_connect (self);
  else if (what == SHOP_DO_RESYNC)
    shop_client_send_resync (self);
  else if (what == SHOP_DO_HANG_UP)
    shop_client_hang_up (self, end, 1001, NULL);
}

static gint64
read_on (ShopClient *self, gint64 now_ms)
{
  gint64 wait_ms;

  if (!self->paused || !self->socket)
    return G_MAXINT64;
  wait_ms = base_bucket_wait_ms (&self->reading, &shop_client_reading_pace, now_ms);
  if (wait_ms > 0)
    return now_ms + wait_ms;
  self->paused = FALSE;
  shop_socket_set_paused (self->socket, FALSE);
  return G_MAXINT64;
}

gint64
shop_client_tick (ShopClient *self)
{
  gint64 now_ms = shop_client_now_ms (self), next_ms;

  follow_policy (self, now_ms);
  shop_client_send_letters (self, now_ms);
  next_ms = read_on (self, now_ms);
  next_ms = MIN (next_ms, shop_client_report_change (self, now_ms));
  next_ms = MIN (next_ms, shop_client_report_feed (self, now_ms));
  next_ms = MIN (next_ms, shop_client_keep (self, now_ms));
  next_ms = MIN (next_ms, shop_policy_next_ms (&self->policy));
  if (self->policy.state == SHOP_LINK_UP)
    next_ms = MIN (next_ms, shop_outbox_next_ms (self->outbox, now_ms));
  return next_ms;
}

/* Life */

static void
load (ShopClient *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) products = shop_store_list (self->store, &error);
  g_autoptr (GArray) pending = NULL;
  ShopPlace place;
  gboolean found = products && shop_store_get_place (self->store, self->source, &place);

  self->sync = shop_sync_new (products, found ? place.epoch : NULL, found ? place.seq : 0);
  self->kept_seq = self->keeping_seq = found ? place.seq : -1;
  pending = error ? NULL : shop_store_list_pending (self->store, self->source, &error);
  self->outbox = shop_outbox_new (pending);
  if (error)
    shop_client_fail (self, error);
}

ShopClient *
shop_client_new (const ShopOptions *options, ShopStore *store, const ShopClientFuncs *funcs,
                 gpointer data)
{
  ShopClient *self = g_new0 (ShopClient, 1);
  gboolean good = shop_address_parse (options->url, &self->address, NULL);

  g_assert (good);
  self->options = options;
  self->store = store;
  self->funcs = *funcs;
  self->data = data;
  self->mono_ms = system_mono_ms;
  self->wall_ms = system_wall_ms;
  g_snprintf (self->source, sizeof self->source, "%s %s", options->url, options->drop);
  self->loose = g_ptr_array_new_with_free_func (g_free);
  self->held = g_array_new (FALSE, FALSE, sizeof (ShopAnswer));
  self->answers = g_array_new (FALSE, FALSE, sizeof (ShopAnswer));
  shop_policy_init (&self->policy);
  return self;
}

GArray *
shop_client_list_pending (ShopClient *self, GError **error)
{
  return shop_store_list_pending (self->store, self->source, error);
}

gboolean
shop_client_is_stored (ShopClient *self)
{
  ShopPlace place;

  return shop_store_get_place (self->store, self->source, &place);
}

void
shop_client_set_wall_clock (ShopClient *self, gint64 (*wall_ms) (void))
{
  self->wall_ms = wall_ms;
}

void
shop_client_start (ShopClient *self)
{
  g_assert (!self->started);
  self->started = TRUE;
  load (self);
  self->keeper = shop_keeper_new (self->store, shop_client_on_written, self);
  shop_policy_start (&self->policy, shop_client_now_ms (self));
  shop_client_wake (self);
}

gboolean
shop_client_adjust (ShopClient *self, const ShowAdjustment *adjustment, GError **error)
{
  g_assert (self->started);
  if (!shop_store_add_pending (self->store, self->source, adjustment, error))
    return FALSE;
  shop_outbox_add (self->outbox, adjustment);
  shop_client_wake (self);
  return TRUE;
}

void
shop_client_stop (ShopClient *self)
{
  if (!self->started)
    return;
  shop_client_keep_last (self);
  g_clear_pointer (&self->keeper, shop_keeper_free);
  self->started = FALSE;
  g_clear_handle_id (&self->tick_source, g_source_remove);
  shop_policy_stop (&self->policy);
  g_clear_pointer (&self->socket, shop_socket_free);
  g_clear_pointer (&self->leaving, shop_socket_free);
}

void
shop_client_free (ShopClient *self)
{
  if (!self)
    return;
  g_assert (!self->started);
  g_clear_pointer (&self->sync, shop_sync_free);
  g_clear_pointer (&self->outbox, shop_outbox_free);
  g_ptr_array_unref (self->loose);
  g_array_unref (self->held);
  g_array_unref (self->answers);
  shop_address_clear (&self->address);
  g_free (self->reported.text);
  g_free (self->err_text);
  g_free (self->detail);
  g_free (self);
}
