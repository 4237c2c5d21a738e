/* The members of each kind of message, to JSON: shop/PROTOCOL.md, "Messages". */
#include "shop-message-private.h"

static void
set_text (json_t *json, const char *key, const char *text)
{
  json_object_set_new_nocheck (json, key, json_string (text));
}

static void
set_number (json_t *json, const char *key, gint64 number)
{
  json_object_set_new_nocheck (json, key, json_integer ((json_int_t) number));
}

static void
set_time (json_t *json, const char *key, gint64 ms)
{
  g_autofree char *text = shop_time_format (ms);

  set_text (json, key, text);
}

static void
set_place (json_t *json, const ShopMessage *message)
{
  set_text (json, "epoch", message->epoch);
  set_number (json, "seq", message->seq);
}

static void
set_clocks (json_t *json, const ShopMessage *message)
{
  set_time (json, "now", message->at_ms);
  if (message->source_ms > 0)
    set_time (json, "src_at", message->source_ms);
}

static void
write_hello (json_t *json, const ShopMessage *message)
{
  set_number (json, "v", message->version);
  set_text (json, "drop", message->drop);
  set_text (json, "client", message->client);
  if (message->epoch[0]) {
    json_t *resume = json_object ();

    set_place (resume, message);
    json_object_set_new_nocheck (json, "resume", resume);
  }
}

static void
write_resync (json_t *json, const ShopMessage *message)
{
  set_text (json, "reason", message->text ? message->text : "gap");
}

static void
write_adjust (json_t *json, const ShopMessage *message)
{
  const ShowAdjustment *adjustment = &message->adjustment;

  set_text (json, "id", adjustment->id);
  set_text (json, "sku", adjustment->sku);
  if (adjustment->hub[0])
    set_text (json, "hub", adjustment->hub);
  set_number (json, "by", adjustment->by);
  set_text (json, "why", show_adjust_why_to_string (adjustment->why));
  set_time (json, "at", adjustment->at_ms);
}

static void
write_welcome (json_t *json, const ShopMessage *message)
{
  set_number (json, "v", message->version);
  set_place (json, message);
  set_text (json, "mode", message->resumed ? "resume" : "snapshot");
  set_number (json, "hb_ms", message->hb_ms);
  set_number (json, "stale_ms", message->stale_ms);
  set_clocks (json, message);
}

static void
set_items (json_t *json, const ShopMessage *message, gboolean with_items)
{
  json_t *items = json_array ();

  for (guint i = 0; with_items && i < message->items->len; i++)
    json_array_append_new (items, shop_item_to_json (message->items->pdata[i]));
  json_object_set_new_nocheck (json, "items", items);
}

static void
write_snapshot (json_t *json, const ShopMessage *message)
{
  set_place (json, message);
  set_time (json, "at", message->at_ms);
  set_number (json, "part", message->part);
  set_number (json, "parts", message->parts);
}

static void
write_delta (json_t *json, const ShopMessage *message)
{
  set_number (json, "prev", message->prev);
  set_place (json, message);
  set_time (json, "at", message->at_ms);
}

static void
write_hb (json_t *json, const ShopMessage *message)
{
  set_place (json, message);
  set_clocks (json, message);
}

static void
write_err (json_t *json, const ShopMessage *message)
{
  set_text (json, "code", message->code);
  set_text (json, "msg", message->text ? message->text : "");
  json_object_set_new_nocheck (json, "fatal", json_boolean (message->fatal));
  if (message->retry_ms > 0)
    set_number (json, "retry_ms", message->retry_ms);
}

static void
write_adjusted (json_t *json, const ShopMessage *message)
{
  set_text (json, "id", message->adjustment.id);
  json_object_set_new_nocheck (json, "ok", json_boolean (message->ok));
  if (!message->ok)
    set_text (json, "code", message->code);
  else if (message->epoch[0])
    set_place (json, message);
}

typedef void (*Writer) (json_t *json, const ShopMessage *message);

static const Writer writers[] = {
    [SHOP_MESSAGE_HELLO] = write_hello,
    [SHOP_MESSAGE_RESYNC] = write_resync,
    [SHOP_MESSAGE_ADJUST] = write_adjust,
    [SHOP_MESSAGE_WELCOME] = write_welcome,
    [SHOP_MESSAGE_SNAPSHOT] = write_snapshot,
    [SHOP_MESSAGE_DELTA] = write_delta,
    [SHOP_MESSAGE_HB] = write_hb,
    [SHOP_MESSAGE_ERR] = write_err,
    [SHOP_MESSAGE_ADJUSTED] = write_adjusted,
};

void
shop_message_write (const ShopMessage *message, gboolean with_items, json_t *json)
{
  writers[message->kind](json, message);
  if (message->kind == SHOP_MESSAGE_SNAPSHOT || message->kind == SHOP_MESSAGE_DELTA)
    set_items (json, message, with_items);
}
