#include "shop-keeper.h"

#include "base-worker.h"
#include <string.h>

typedef struct {
  ShopKeeper *keeper;
  ShopKeep *keep;
  GError *error; /* NULL: written */
} Write;

struct _ShopKeeper {
  /* Constant */
  ShopStore *store; /* borrowed; has its own lock */
  BaseWorker *thread;
  ShopKeeperFunc written;
  gpointer data;
  GSource *wake; /* in the owner's context; the thread makes it ready */

  /* Owner */
  gboolean busy;

  /* Under the lock */
  GMutex lock;
  Write *done; /* on its way back; NULL: none is */
};

void
shop_keep_free (ShopKeep *keep)
{
  if (!keep)
    return;
  g_clear_pointer (&keep->answers, g_array_unref);
  shop_sync_change_clear (&keep->change);
  g_free (keep);
}

static void
write_free (Write *write)
{
  shop_keep_free (write->keep);
  g_clear_error (&write->error);
  g_free (write);
}

/* The store's thread */

/* The products of the write do not have it yet. */
static gboolean
is_to_come (const ShopKeep *keep, const ShopAnswer *answer)
{
  return keep->change.items && answer->seq > keep->place.seq &&
         g_str_equal (answer->epoch, keep->place.epoch);
}

static gboolean
keep_answers (ShopStore *store, const ShopKeep *keep, gboolean to_come, GError **error)
{
  for (guint i = 0; keep->answers && i < keep->answers->len; i++) {
    const ShopAnswer *answer = &g_array_index (keep->answers, ShopAnswer, i);

    if (is_to_come (keep, answer) != to_come)
      continue;
    if (answer->seq > 0 ? !shop_store_answer_pending (store, answer->id, answer->seq, error)
                        : !shop_store_remove_pending (store, answer->id, error))
      return FALSE;
  }
  return TRUE;
}

static int
compare_skus (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ShowProduct *const *) a)->sku, (*(ShowProduct *const *) b)->sku);
}

/* In the order of the table, so that each step of the store writes few of its pages. */
static gboolean
keep_change (ShopStore *store, ShopSyncChange *change, const ShopPlace *place, GError **error)
{
  g_ptr_array_sort (change->items, compare_skus);
  return shop_store_apply (store, (ShowProduct *const *) change->items->pdata, change->items->len,
                           (const char *const *) change->gone->pdata, place, error);
}

static gboolean
keep_all (ShopStore *store, ShopKeep *keep, GError **error)
{
  if (!keep_answers (store, keep, FALSE, error))
    return FALSE;
  if (keep->change.items)
    return keep_change (store, &keep->change, &keep->place, error) &&
           keep_answers (store, keep, TRUE, error);
  return keep->place.heard_ms == 0 || shop_store_touch (store, keep->place.heard_ms, error);
}

static void
write_in_thread (gpointer data)
{
  Write *write = data;
  ShopKeeper *self = write->keeper;

  g_assert (base_worker_is_current (self->thread));
  /* Ten thousand products are let go of here, not in the owner's thread. */
  if (keep_all (self->store, write->keep, &write->error))
    shop_sync_change_clear (&write->keep->change);
  g_mutex_lock (&self->lock);
  self->done = write;
  g_mutex_unlock (&self->lock);
  g_source_set_ready_time (self->wake, 0);
  shop_store_shorten_log (self->store);
}

/* The owner's thread */

static void
take_back (ShopKeeper *self)
{
  Write *write;

  g_mutex_lock (&self->lock);
  write = g_steal_pointer (&self->done);
  g_mutex_unlock (&self->lock);
  if (!write)
    return;
  self->busy = FALSE;
  self->written (write->keep, write->error, self->data);
  write_free (write);
}

static gboolean
on_woken (gpointer data)
{
  ShopKeeper *self = data;

  g_source_set_ready_time (self->wake, -1);
  take_back (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs wake_funcs = {.dispatch = dispatch};

ShopKeeper *
shop_keeper_new (ShopStore *store, ShopKeeperFunc written, gpointer data)
{
  ShopKeeper *self = g_new0 (ShopKeeper, 1);

  self->store = store;
  self->written = written;
  self->data = data;
  g_mutex_init (&self->lock);
  self->wake = g_source_new (&wake_funcs, sizeof (GSource));
  g_source_set_callback (self->wake, on_woken, self, NULL);
  g_source_attach (self->wake, g_main_context_get_thread_default ());
  self->thread = base_worker_new ("store");
  shop_store_set_log_apart (store, TRUE);
  return self;
}

void
shop_keeper_write (ShopKeeper *self, ShopKeep *keep)
{
  Write *write = g_new0 (Write, 1);
  gboolean posted;

  g_assert (!self->busy);
  self->busy = TRUE;
  *write = (Write){.keeper = self, .keep = keep};
  posted = base_worker_post (self->thread, write_in_thread, write, NULL);
  g_assert (posted);
}

gboolean
shop_keeper_is_busy (const ShopKeeper *self)
{
  return self->busy;
}

static void
nothing (gpointer data)
{
}

void
shop_keeper_wait (ShopKeeper *self)
{
  base_worker_run_sync (self->thread, nothing, NULL);
  take_back (self);
}

void
shop_keeper_free (ShopKeeper *self)
{
  if (!self)
    return;
  g_assert (!self->busy);
  base_worker_stop (self->thread);
  base_worker_free (self->thread);
  shop_store_set_log_apart (self->store, FALSE);
  g_source_destroy (self->wake);
  g_source_unref (self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}
