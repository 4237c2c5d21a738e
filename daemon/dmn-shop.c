#include "dmn-shop.h"

#include "base-log.h"

struct _DmnShop {
  DmnShow *show;
  ShopStore *store;
  ShopClient *client; /* NULL: stock is counted here */
  ShopLinks *links;
  ShowHealth said; /* the link's health that was logged last */
  guint refused;   /* bad items, as logged last */
  GQueue lost;     /* owned ids: corrections that could not be kept */
  guint lost_source;
  GHashTable *unstored; /* owned SKUs: of which the store does not have what the show has */
  guint unstored_source;
};

/* From the shop to the show */

static void
log_feed (DmnShop *self, const ShowFeed *feed)
{
  const ShowStatus *status = feed->status;
  gboolean good = status->health == SHOW_HEALTH_LIVE || status->health == SHOW_HEALTH_CONNECTING;

  if (status->health != self->said)
    base_log (good ? BASE_LOG_NOTICE : BASE_LOG_WARNING, "shop", "%s%s%s%s", status->text,
              status->detail ? " (" : "", status->detail ? status->detail : "",
              status->detail ? ")" : "");
  self->said = status->health;
  if (feed->refused_items > self->refused)
    base_log (BASE_LOG_WARNING, "shop",
              "%u products came from the shop with faults, their numbers are hidden: %s",
              feed->refused_items, feed->refused_why ? feed->refused_why : "");
  self->refused = feed->refused_items;
}

static void
on_feed (const ShowFeed *feed, gpointer data)
{
  DmnShop *self = data;
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_FEED);

  log_feed (self, feed);
  event.feed = feed;
  dmn_show_handle (self->show, &event, NULL);
}

static void
on_changed (const ShopChange *change, gpointer data)
{
  DmnShop *self = data;
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_PRODUCTS);

  event.products.items = change->items;
  event.products.n_items = change->n_items;
  event.products.gone = change->gone[0] ? change->gone : NULL;
  event.products.complete = change->complete;
  event.products.seq = change->seq;
  dmn_show_handle (self->show, &event, NULL);
}

static void
on_adjusted (const ShowAdjusted *adjusted, gpointer data)
{
  DmnShop *self = data;
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_ADJUSTED);

  if (!adjusted->ok)
    base_log (BASE_LOG_WARNING, "shop",
              "the shop did not take a correction (%s); see \"tallybox ctl "
              "state\"",
              adjusted->code);
  event.adjusted = adjusted;
  dmn_show_handle (self->show, &event, NULL);
}

static void
on_link (const ShowLinkReport *report, gpointer data)
{
  DmnShop *self = data;
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_LINK);

  if (!report->alive)
    base_log (BASE_LOG_WARNING, "shop", "the link %s is dead, it is not shown any more: %s",
              report->url, report->text ? report->text : "");
  event.link = report;
  dmn_show_handle (self->show, &event, NULL);
}

static void
on_failed (const GError *error, gpointer data)
{
  base_log (BASE_LOG_ERROR, "shop",
            "%s The number on air is right, but it would be lost at a restart; writing it again in "
            "%d s.",
            error->message, SHOP_KEEP_AGAIN_MS / 1000);
}

/* From the show to the store and the shop */

/* As the show has it now. */
static gboolean
store_sku (DmnShop *self, const char *sku, GError **error)
{
  ShowProduct *product = show_state_find_product (dmn_show_get_state (self->show), sku);

  return product ? shop_store_put (self->store, product, error)
                 : shop_store_forget (self->store, sku, error);
}

/* Stops at the first that fails: with the disk full, the others would, too. */
static void
store_all_unstored (DmnShop *self)
{
  GHashTableIter iter;
  gpointer sku;

  g_hash_table_iter_init (&iter, self->unstored);
  while (g_hash_table_iter_next (&iter, &sku, NULL)) {
    if (!store_sku (self, sku, NULL))
      return;
    g_hash_table_iter_remove (&iter);
  }
  base_log (BASE_LOG_NOTICE, "shop", "the stock could be written again, nothing is missing");
}

static gboolean
on_store_again (gpointer data)
{
  DmnShop *self = data;

  store_all_unstored (self);
  if (g_hash_table_size (self->unstored) > 0)
    return G_SOURCE_CONTINUE;
  self->unstored_source = 0;
  return G_SOURCE_REMOVE;
}

/* A number that is on air and not on the disk would come back as an older one. */
static void
keep_sku (DmnShop *self, const char *sku)
{
  g_autoptr (GError) error = NULL;

  if (store_sku (self, sku, &error)) {
    g_hash_table_remove (self->unstored, sku);
    return;
  }
  g_hash_table_add (self->unstored, g_strdup (sku));
  if (self->unstored_source)
    return;
  on_failed (error, self);
  self->unstored_source = g_timeout_add (SHOP_KEEP_AGAIN_MS, on_store_again, self);
}

static void
store_product (DmnShop *self, const ShowEffect *effect)
{
  keep_sku (self, effect->product->sku);
}

static void
forget_product (DmnShop *self, const ShowEffect *effect)
{
  keep_sku (self, effect->sku);
}

static gboolean
tell_lost (gpointer data)
{
  DmnShop *self = data;
  char *id;

  self->lost_source = 0;
  while ((id = g_queue_pop_head (&self->lost))) {
    const ShowAdjusted adjusted = {.id = id, .code = SHOW_ADJUSTED_NOT_KEPT};

    on_adjusted (&adjusted, self);
    g_free (id);
  }
  return G_SOURCE_REMOVE;
}

/* What could not be kept is given up in sight of everybody: an effect makes no event at once. */
static void
tell_shop (DmnShop *self, const ShowEffect *effect)
{
  g_autoptr (GError) error = NULL;

  if (shop_client_adjust (self->client, &effect->adjustment, &error))
    return;
  base_log (BASE_LOG_ERROR, "shop", "%s The shop is not told of a correction; make it again.",
            error->message);
  g_queue_push_tail (&self->lost, g_strdup (effect->adjustment.id));
  if (self->lost_source == 0)
    self->lost_source = g_idle_add (tell_lost, self);
}

static void
try_links (DmnShop *self, const ShowEffect *effect)
{
  shop_links_set (self->links, (const char *const *) effect->links, effect->n_links_shown);
}

static void (*const jobs[]) (DmnShop *self, const ShowEffect *effect) = {
    [SHOW_EFFECT_STORE] = store_product,
    [SHOW_EFFECT_FORGET] = forget_product,
    [SHOW_EFFECT_ADJUST] = tell_shop,
    [SHOW_EFFECT_LINKS] = try_links,
};

void
dmn_shop_apply (const ShowEffect *effect, gpointer data)
{
  if (effect->kind < G_N_ELEMENTS (jobs) && jobs[effect->kind])
    jobs[effect->kind](data, effect);
}

/* What is there from the last time */

static void
load_products (DmnShop *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) products = shop_store_list (self->store, &error);
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_PRODUCTS);

  if (!products) {
    base_log (BASE_LOG_ERROR, "shop", "%s Cards show no number until stock is set.",
              error->message);
    return;
  }
  event.products.items = (ShowProduct *const *) products->pdata;
  event.products.n_items = products->len;
  dmn_show_handle (self->show, &event, NULL);
}

static void
load_pending (DmnShop *self, const ShopPending *pending)
{
  const ShowAdjusted answer = {.id = pending->adjustment.id, .ok = TRUE, .seq = pending->seq};
  ShowEvent event = dmn_show_event (self->show, SHOW_EVENT_PENDING);

  event.pending.items = &pending->adjustment;
  event.pending.n_items = 1;
  dmn_show_handle (self->show, &event, NULL);
  if (!pending->answered)
    return;
  event = dmn_show_event (self->show, SHOW_EVENT_ADJUSTED);
  event.adjusted = &answer;
  dmn_show_handle (self->show, &event, NULL);
}

static void
load_all_pending (DmnShop *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) pending = shop_client_list_pending (self->client, &error);

  if (!pending)
    base_log (BASE_LOG_ERROR, "shop",
              "%s Corrections that were not told to the shop yet are not taken off the picture.",
              error->message);
  for (guint i = 0; pending && i < pending->len; i++)
    load_pending (self, &g_array_index (pending, ShopPending, i));
}

static gboolean
open_store (DmnShop *self, const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "stock.db", NULL);
  g_autofree char *note = NULL;
  g_autoptr (GError) why = NULL;

  self->store = shop_store_open (path, &note, &why);
  if (note)
    base_log (BASE_LOG_WARNING, "shop", "%s", note);
  if (self->store)
    return TRUE;
  base_log (BASE_LOG_ERROR, "shop",
            "%s The show runs without it: stock is counted from nothing, and is lost at the next "
            "start.",
            why->message);
  self->store = shop_store_open (SHOP_STORE_MEMORY, NULL, error);
  return self->store != NULL;
}

DmnShop *
dmn_shop_new (DmnConfig *config, const char *state_dir, DmnShow *show, GError **error)
{
  static const ShopClientFuncs funcs = {on_feed, on_changed, on_adjusted, on_failed};
  g_autoptr (DmnShop) self = g_new0 (DmnShop, 1);

  self->show = show;
  g_queue_init (&self->lost);
  self->unstored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!open_store (self, state_dir, error))
    return NULL;
  self->links = shop_links_new (on_link, self);
  if (config->shop->url)
    self->client = shop_client_new (config->shop, self->store, &funcs, self);
  /* Numbers that were counted here, or of another shop, say nothing about this one's. */
  if (!self->client || shop_client_is_stored (self->client))
    load_products (self);
  if (self->client)
    load_all_pending (self);
  return g_steal_pointer (&self);
}

void
dmn_shop_start (DmnShop *self)
{
  if (self->client)
    shop_client_start (self->client);
}

void
dmn_shop_stop (DmnShop *self)
{
  g_clear_handle_id (&self->lost_source, g_source_remove);
  if (self->unstored_source)
    store_all_unstored (self);
  g_clear_handle_id (&self->unstored_source, g_source_remove);
  g_clear_pointer (&self->links, shop_links_free);
  if (self->client)
    shop_client_stop (self->client);
}

void
dmn_shop_free (DmnShop *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->links, shop_links_free);
  g_clear_pointer (&self->client, shop_client_free);
  g_clear_pointer (&self->store, shop_store_close);
  g_queue_clear_full (&self->lost, g_free);
  g_hash_table_unref (self->unstored);
  g_free (self);
}
