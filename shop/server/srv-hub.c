#include "srv-hub.h"

#include "shop-message.h"
#include <string.h>

/* A delta leads from `seq` - 1 to `seq`. */
typedef struct {
  gint64 seq;
  SrvFrame *frame;
} Step;

struct _SrvHub {
  char *drop;
  char *epoch;
  gint64 seq;
  GHashTable *shown;   /* SKU -> GRefString, its JSON in the newest state */
  GHashTable *touched; /* SKU -> GRefString, its JSON since then; NULL: it is gone */
  GQueue history;      /* Step, oldest first, without gaps up to `seq` */
  gsize history_bytes;
  SrvSnapshot *snapshot; /* of `seq`; NULL: not made yet */
};

/* Snapshots */

static void
unref_frame (gpointer frame)
{
  srv_frame_unref (frame);
}

SrvSnapshot *
srv_snapshot_ref (SrvSnapshot *snapshot)
{
  snapshot->refs++;
  return snapshot;
}

void
srv_snapshot_unref (SrvSnapshot *snapshot)
{
  if (!snapshot || --snapshot->refs > 0)
    return;
  g_ptr_array_unref (snapshot->frames);
  g_free (snapshot);
}

static SrvSnapshot *
make_snapshot (SrvHub *hub, gint64 now_ms)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_SNAPSHOT);
  g_autoptr (GPtrArray) texts = g_ptr_array_new (), parts = NULL;
  SrvSnapshot *snapshot = g_new0 (SrvSnapshot, 1);
  GHashTableIter iter;
  gpointer json;

  g_hash_table_iter_init (&iter, hub->shown);
  while (g_hash_table_iter_next (&iter, NULL, &json))
    g_ptr_array_add (texts, json);
  g_strlcpy (message->epoch, hub->epoch, sizeof message->epoch);
  message->seq = snapshot->seq = hub->seq;
  message->at_ms = now_ms;
  parts = shop_message_split (message, (const char *const *) texts->pdata, texts->len);
  snapshot->refs = 1;
  snapshot->frames = g_ptr_array_new_with_free_func (unref_frame);
  for (guint i = 0; i < parts->len; i++) {
    SrvFrame *frame = srv_frame_new (parts->pdata[i]);

    snapshot->bytes += frame->length;
    g_ptr_array_add (snapshot->frames, frame);
  }
  return snapshot;
}

SrvSnapshot *
srv_hub_get_snapshot (SrvHub *hub, gint64 now_ms)
{
  if (!hub->snapshot)
    hub->snapshot = make_snapshot (hub, now_ms);
  return srv_snapshot_ref (hub->snapshot);
}

/* The hub */

static void
release (gpointer text)
{
  if (text)
    g_ref_string_release (text);
}

/* Nobody can have seen these numbers before: 96 random bits. */
static char *
make_epoch (void)
{
  return g_strdup_printf ("%08x%08x%08x", g_random_int (), g_random_int (), g_random_int ());
}

SrvHub *
srv_hub_new (SrvCatalog *catalog, const char *drop)
{
  SrvHub *hub = g_new0 (SrvHub, 1);
  GPtrArray *items = srv_catalog_list_items (catalog, drop);

  hub->drop = g_strdup (drop);
  hub->epoch = make_epoch ();
  hub->seq = 1;
  hub->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, release);
  hub->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, release);
  g_queue_init (&hub->history);
  for (guint i = 0; i < items->len; i++) {
    const SrvItem *item = items->pdata[i];

    g_hash_table_insert (hub->shown, g_strdup (item->product->sku),
                         g_ref_string_acquire (item->json));
  }
  return hub;
}

static void
forget_oldest (SrvHub *hub)
{
  Step *step = g_queue_pop_head (&hub->history);

  hub->history_bytes -= step->frame->length;
  srv_frame_unref (step->frame);
  g_free (step);
}

void
srv_hub_free (SrvHub *hub)
{
  if (!hub)
    return;
  while (hub->history.length > 0)
    forget_oldest (hub);
  srv_snapshot_unref (hub->snapshot);
  g_hash_table_unref (hub->shown);
  g_hash_table_unref (hub->touched);
  g_free (hub->epoch);
  g_free (hub->drop);
  g_free (hub);
}

const char *
srv_hub_get_drop (const SrvHub *hub)
{
  return hub->drop;
}

const char *
srv_hub_get_epoch (const SrvHub *hub)
{
  return hub->epoch;
}

gint64
srv_hub_get_seq (const SrvHub *hub)
{
  return hub->seq;
}

void
srv_hub_touch (SrvHub *hub, const char *sku, GRefString *json)
{
  g_hash_table_replace (hub->touched, g_strdup (sku), json ? g_ref_string_acquire (json) : NULL);
}

gboolean
srv_hub_is_dirty (const SrvHub *hub)
{
  return g_hash_table_size (hub->touched) > 0;
}

gboolean
srv_hub_is_touched (const SrvHub *hub, const char *sku)
{
  return g_hash_table_contains (hub->touched, sku);
}

/* Changes */

static GRefString *
tell_gone (const char *sku, gint64 now_ms)
{
  g_autoptr (ShopItem) item = shop_item_new_gone (sku, now_ms);
  json_auto_t *json = shop_item_to_json (item);
  g_autofree char *text = shop_json_dump (json);

  return g_ref_string_new (text);
}

/* What is to be told of one product, NULL when it is as it was shown. Brings `shown` up to date. */
static GRefString *
show_one (SrvHub *hub, const char *sku, GRefString *json, gint64 now_ms)
{
  const char *before = g_hash_table_lookup (hub->shown, sku);

  if (!json) {
    if (!before)
      return NULL;
    g_hash_table_remove (hub->shown, sku);
    return tell_gone (sku, now_ms);
  }
  if (before && g_str_equal (before, json))
    return NULL;
  g_hash_table_insert (hub->shown, g_strdup (sku), g_ref_string_acquire (json));
  return g_ref_string_acquire (json);
}

static GPtrArray *
show_touched (SrvHub *hub, gint64 now_ms, gsize *ret_bytes)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (release);
  GHashTableIter iter;
  gpointer sku, json;

  *ret_bytes = 0;
  g_hash_table_iter_init (&iter, hub->touched);
  while (g_hash_table_iter_next (&iter, &sku, &json)) {
    GRefString *text = show_one (hub, sku, json, now_ms);

    if (text) {
      *ret_bytes += strlen (text) + 1;
      g_ptr_array_add (texts, text);
    }
  }
  g_hash_table_remove_all (hub->touched);
  return texts;
}

static void
keep (SrvHub *hub, SrvFrame *frame)
{
  Step *step = g_new0 (Step, 1);

  step->seq = hub->seq;
  step->frame = srv_frame_ref (frame);
  g_queue_push_tail (&hub->history, step);
  hub->history_bytes += frame->length;
  while (hub->history.length > SRV_HISTORY_MAX || hub->history_bytes > SRV_HISTORY_BYTES_MAX)
    forget_oldest (hub);
}

/* The delta from the state before to `hub->seq`, NULL when it takes more than one frame. */
static SrvFrame *
make_delta (SrvHub *hub, const GPtrArray *texts, gint64 now_ms)
{
  g_autoptr (ShopMessage) message = shop_message_new (SHOP_MESSAGE_DELTA);
  g_autoptr (GPtrArray) frames = NULL;

  g_strlcpy (message->epoch, hub->epoch, sizeof message->epoch);
  message->prev = hub->seq - 1;
  message->seq = hub->seq;
  message->at_ms = now_ms;
  frames = shop_message_split (message, (const char *const *) texts->pdata, texts->len);
  return frames->len == 1 ? srv_frame_new (frames->pdata[0]) : NULL;
}

SrvFrame *
srv_hub_publish (SrvHub *hub, gint64 now_ms, SrvSnapshot **ret_snapshot)
{
  gsize bytes;
  g_autoptr (GPtrArray) texts = show_touched (hub, now_ms, &bytes);
  SrvFrame *frame = NULL;

  *ret_snapshot = NULL;
  if (texts->len == 0)
    return NULL;
  hub->seq++;
  g_clear_pointer (&hub->snapshot, srv_snapshot_unref);
  if (bytes <= SRV_DELTA_BYTES_MAX)
    frame = make_delta (hub, texts, now_ms);
  if (frame) {
    keep (hub, frame);
    return frame;
  }
  while (hub->history.length > 0)
    forget_oldest (hub);
  *ret_snapshot = srv_hub_get_snapshot (hub, now_ms);
  return NULL;
}

GPtrArray *
srv_hub_resume (SrvHub *hub, const char *epoch, gint64 seq)
{
  const Step *oldest = g_queue_peek_head (&hub->history);
  gint64 first = oldest ? oldest->seq - 1 : hub->seq; /* the oldest state to go on from */
  GPtrArray *frames;
  gsize bytes = 0;

  if (!g_str_equal (epoch, hub->epoch) || seq < first || seq > hub->seq)
    return NULL;
  frames = g_ptr_array_new_with_free_func (unref_frame);
  for (GList *l = g_queue_peek_nth_link (&hub->history, (guint) (seq - first)); l; l = l->next) {
    const Step *step = l->data;

    bytes += step->frame->length;
    g_ptr_array_add (frames, srv_frame_ref (step->frame));
  }
  if (bytes > SRV_RESUME_BYTES_MAX)
    g_clear_pointer (&frames, g_ptr_array_unref);
  return frames;
}
