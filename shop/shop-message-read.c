/* The members of each kind of message, from JSON: shop/PROTOCOL.md, "Messages". */
#include "shop-message-private.h"

#include "show-text.h"
#include <string.h>

static gboolean
refuse (GError **error, const char *key, const char *what)
{
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "%s %s", key, what);
  return FALSE;
}

/* Texts that machines compare: a small alphabet keeps them fit for logs, files and SQL of others.
 */
static gboolean
read_name (const ShopJson *json, const char *key, gboolean required, char *name, gsize size,
           GError **error)
{
  const char *text = NULL;

  if ((required && !shop_json_require (json, key, error)) ||
      !shop_json_read_text (json, key, size - 1, &text, error))
    return FALSE;
  if (!text)
    return TRUE;
  for (const char *c = text; *c; c++)
    if (!g_ascii_isalnum (*c) && !strchr ("._:-", *c))
      return refuse (error, key, "has other characters than A-Z a-z 0-9 . _ : -");
  if (!*text && required)
    return refuse (error, key, "is empty");
  g_strlcpy (name, text, size);
  return TRUE;
}

static gboolean
read_number (const ShopJson *json, const char *key, gboolean required, gint64 min, gint64 max,
             gint64 *ret, GError **error)
{
  return (!required || shop_json_require (json, key, error)) &&
         shop_json_read_int (json, key, min, max, ret, error);
}

/* The same for a member of the struct that is an unsigned int. */
static gboolean
read_count (const ShopJson *json, const char *key, gboolean required, guint min, guint max,
            guint *ret, GError **error)
{
  gint64 number = *ret;

  if (!read_number (json, key, required, min, max, &number, error))
    return FALSE;
  *ret = (guint) number;
  return TRUE;
}

static gboolean
read_time (const ShopJson *json, const char *key, gboolean required, gint64 *ret, GError **error)
{
  return (!required || shop_json_require (json, key, error)) &&
         shop_json_read_time (json, key, ret, error);
}

/* For people, so it is made fit to be shown rather than refused. */
static gboolean
read_words (const ShopJson *json, const char *key, char **ret, GError **error)
{
  const char *text = NULL;

  if (!shop_json_read_text (json, key, SHOP_FRAME_MAX, &text, error))
    return FALSE;
  *ret = show_text_tidy (text, SHOW_TEXT_MAX);
  return TRUE;
}

static gboolean
read_place (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_name (json, "epoch", TRUE, message->epoch, sizeof message->epoch, error) &&
         read_number (json, "seq", TRUE, 0, SHOW_QUANTITY_MAX, &message->seq, error);
}

static gboolean
read_clocks (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_time (json, "now", TRUE, &message->at_ms, error) &&
         read_time (json, "src_at", FALSE, &message->source_ms, error);
}

static gboolean
read_hello (const ShopJson *json, ShopMessage *message, GError **error)
{
  ShopJson *resume = NULL;
  const char *client = "";

  if (!read_count (json, "v", TRUE, 1, G_MAXINT, &message->version, error) ||
      !read_name (json, "drop", TRUE, message->drop, sizeof message->drop, error) ||
      !shop_json_read_text (json, "client", SHOP_CLIENT_MAX, &client, error) ||
      !shop_json_read_object (json, "resume", &resume, error))
    return FALSE;
  g_strlcpy (message->client, client, sizeof message->client);
  return !resume || read_place (resume, message, error);
}

static gboolean
read_resync (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_words (json, "reason", &message->text, error);
}

static gboolean
read_id (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_name (json, "id", TRUE, message->adjustment.id, sizeof message->adjustment.id, error);
}

static gboolean
read_why (const ShopJson *json, ShowAdjustment *adjustment, GError **error)
{
  const char *why = NULL;

  if (!shop_json_require (json, "why", error) ||
      !shop_json_read_text (json, "why", SHOP_CODE_MAX, &why, error))
    return FALSE;
  adjustment->why = show_adjust_why_from_string (why);
  return adjustment->why || refuse (error, "why", "is none of stall_sale, return, count");
}

static gboolean
read_adjust (const ShopJson *json, ShopMessage *message, GError **error)
{
  ShowAdjustment *adjustment = &message->adjustment;
  const char *sku = NULL, *hub = "";

  if (!read_id (json, message, error) || !read_why (json, adjustment, error) ||
      !shop_json_require (json, "sku", error) ||
      !shop_json_read_text (json, "sku", SHOW_SKU_MAX, &sku, error) ||
      !show_text_check (sku, SHOW_SKU_MAX, "sku", error) ||
      !shop_json_read_text (json, "hub", SHOW_NAME_MAX, &hub, error) ||
      !read_number (json, "by", TRUE, -SHOW_QUANTITY_MAX, SHOW_QUANTITY_MAX, &adjustment->by,
                    error) ||
      !read_time (json, "at", FALSE, &message->at_ms, error))
    return FALSE;
  g_strlcpy (adjustment->sku, sku, sizeof adjustment->sku);
  g_strlcpy (adjustment->hub, hub, sizeof adjustment->hub);
  adjustment->at_ms = message->at_ms;
  return adjustment->by != 0 || refuse (error, "by", "is 0");
}

static gboolean
read_welcome (const ShopJson *json, ShopMessage *message, GError **error)
{
  const char *mode = NULL;

  message->hb_ms = 5000;
  message->stale_ms = 15000;
  if (!read_count (json, "v", TRUE, 1, G_MAXINT, &message->version, error) ||
      !read_place (json, message, error) || !shop_json_require (json, "mode", error) ||
      !shop_json_read_text (json, "mode", SHOP_CODE_MAX, &mode, error) ||
      !read_count (json, "hb_ms", FALSE, SHOP_HB_MS_MIN, SHOP_HB_MS_MAX, &message->hb_ms, error) ||
      !read_count (json, "stale_ms", FALSE, SHOP_STALE_MS_MIN, SHOP_STALE_MS_MAX,
                   &message->stale_ms, error) ||
      !read_clocks (json, message, error))
    return FALSE;
  message->resumed = g_strcmp0 (mode, "resume") == 0;
  return message->resumed || g_strcmp0 (mode, "snapshot") == 0 ||
         refuse (error, "mode", "is neither resume nor snapshot");
}

static gboolean
read_items (const ShopJson *json, ShopMessage *message, GError **error)
{
  ShopJson *items = NULL;

  if (!read_place (json, message, error) || !shop_json_require (json, "items", error) ||
      !shop_json_read_array (json, "items", &items, error) ||
      !read_time (json, "at", FALSE, &message->at_ms, error))
    return FALSE;
  for (const ShopJson *one = shop_json_first (items); one; one = one->next)
    g_ptr_array_add (message->items, shop_item_parse (one, message->seq, message->at_ms));
  return TRUE;
}

static gboolean
read_snapshot (const ShopJson *json, ShopMessage *message, GError **error)
{
  message->part = message->parts = 1;
  if (!read_count (json, "parts", FALSE, 1, SHOP_PARTS_MAX, &message->parts, error) ||
      !read_count (json, "part", FALSE, 1, message->parts, &message->part, error))
    return FALSE;
  return read_items (json, message, error);
}

static gboolean
read_delta (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_number (json, "prev", TRUE, 0, SHOW_QUANTITY_MAX, &message->prev, error) &&
         read_items (json, message, error);
}

static gboolean
read_hb (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_place (json, message, error) && read_clocks (json, message, error);
}

static gboolean
read_err (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_name (json, "code", TRUE, message->code, sizeof message->code, error) &&
         read_words (json, "msg", &message->text, error) &&
         shop_json_read_bool (json, "fatal", &message->fatal, error) &&
         read_count (json, "retry_ms", FALSE, 0, SHOP_RETRY_MS_MAX, &message->retry_ms, error);
}

static gboolean
read_adjusted (const ShopJson *json, ShopMessage *message, GError **error)
{
  return read_id (json, message, error) && shop_json_require (json, "ok", error) &&
         shop_json_read_bool (json, "ok", &message->ok, error) &&
         read_name (json, "code", FALSE, message->code, sizeof message->code, error) &&
         read_name (json, "epoch", FALSE, message->epoch, sizeof message->epoch, error) &&
         read_number (json, "seq", FALSE, 0, SHOW_QUANTITY_MAX, &message->seq, error);
}

typedef gboolean (*Reader) (const ShopJson *json, ShopMessage *message, GError **error);

static const Reader readers[] = {
    [SHOP_MESSAGE_HELLO] = read_hello,
    [SHOP_MESSAGE_RESYNC] = read_resync,
    [SHOP_MESSAGE_ADJUST] = read_adjust,
    [SHOP_MESSAGE_WELCOME] = read_welcome,
    [SHOP_MESSAGE_SNAPSHOT] = read_snapshot,
    [SHOP_MESSAGE_DELTA] = read_delta,
    [SHOP_MESSAGE_HB] = read_hb,
    [SHOP_MESSAGE_ERR] = read_err,
    [SHOP_MESSAGE_ADJUSTED] = read_adjusted,
};

gboolean
shop_message_read (ShopMessage *message, const ShopJson *json, GError **error)
{
  return readers[message->kind](json, message, error);
}
