#include "shop-message-private.h"

#include <string.h>

static void
free_item (gpointer item)
{
  shop_item_free (item);
}

ShopMessage *
shop_message_new (ShopMessageKind kind)
{
  ShopMessage *message = g_new0 (ShopMessage, 1);

  message->kind = kind;
  message->items = g_ptr_array_new_with_free_func (free_item);
  return message;
}

void
shop_message_free (ShopMessage *message)
{
  if (!message)
    return;
  g_ptr_array_unref (message->items);
  g_free (message->text);
  g_free (message);
}

typedef struct {
  const char *name;
  ShopSide from;
} Type;

static const Type types[] = {
    [SHOP_MESSAGE_HELLO] = {"hello", SHOP_SIDE_CLIENT},
    [SHOP_MESSAGE_RESYNC] = {"resync", SHOP_SIDE_CLIENT},
    [SHOP_MESSAGE_ADJUST] = {"adjust", SHOP_SIDE_CLIENT},
    [SHOP_MESSAGE_WELCOME] = {"welcome", SHOP_SIDE_SERVER},
    [SHOP_MESSAGE_SNAPSHOT] = {"snapshot", SHOP_SIDE_SERVER},
    [SHOP_MESSAGE_DELTA] = {"delta", SHOP_SIDE_SERVER},
    [SHOP_MESSAGE_HB] = {"hb", SHOP_SIDE_SERVER},
    [SHOP_MESSAGE_ERR] = {"err", SHOP_SIDE_SERVER},
    [SHOP_MESSAGE_ADJUSTED] = {"adjusted", SHOP_SIDE_SERVER},
};

static ShopMessageKind
find_kind (const char *name, ShopSide from)
{
  for (guint i = 1; i < G_N_ELEMENTS (types); i++)
    if (types[i].from == from && g_str_equal (types[i].name, name))
      return i;
  return SHOP_MESSAGE_OTHER;
}

ShopMessage *
shop_message_parse (const char *text, gsize length, ShopSide from, GError **error)
{
  g_autoptr (ShopJson) json = shop_json_load (text, length, SHOP_FRAME_MAX, error);
  g_autoptr (ShopMessage) message = NULL;
  const char *name = NULL;

  if (!json || !shop_json_require (json, "t", error) ||
      !shop_json_read_text (json, "t", SHOP_FRAME_MAX, &name, error))
    return NULL;
  message = shop_message_new (find_kind (name, from));
  if (message->kind != SHOP_MESSAGE_OTHER && !shop_message_read (message, json, error)) {
    g_prefix_error (error, "%s: ", types[message->kind].name);
    return NULL;
  }
  return g_steal_pointer (&message);
}

/* All of it, or, without items, the frame up to where they go. */
static char *
format (const ShopMessage *message, gboolean with_items)
{
  json_auto_t *json = json_object ();

  g_assert (message->kind > 0 && message->kind < G_N_ELEMENTS (types));
  json_object_set_new_nocheck (json, "t", json_string (types[message->kind].name));
  shop_message_write (message, with_items, json);
  return shop_json_dump (json);
}

char *
shop_message_format (const ShopMessage *message, GError **error)
{
  g_autofree char *text = format (message, TRUE);

  if (strlen (text) <= SHOP_FRAME_MAX)
    return g_steal_pointer (&text);
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "a %s is longer than %d bytes",
               types[message->kind].name, SHOP_FRAME_MAX);
  return NULL;
}

#define HEAD_MAX 512 /* bytes of a snapshot or delta without its items */

/* Lists of items, as text with commas between, each short enough for one frame; one at least. */
static GPtrArray *
pack_items (const char *const *items, guint n_items)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func (g_free);
  GString *pack = g_string_new (NULL);

  for (guint i = 0; i < n_items; i++) {
    if (pack->len > 0 && pack->len + 1 + strlen (items[i]) > SHOP_FRAME_MAX - HEAD_MAX) {
      g_ptr_array_add (packs, g_string_free (pack, FALSE));
      pack = g_string_new (NULL);
    }
    if (pack->len > 0)
      g_string_append_c (pack, ',');
    g_string_append (pack, items[i]);
  }
  g_ptr_array_add (packs, g_string_free (pack, FALSE));
  return packs;
}

GPtrArray *
shop_message_split (const ShopMessage *message, const char *const *items, guint n_items)
{
  g_autoptr (GPtrArray) packs = pack_items (items, n_items);
  GPtrArray *frames = g_ptr_array_new_with_free_func (g_free);
  gboolean is_delta = message->kind == SHOP_MESSAGE_DELTA;
  ShopMessage part = *message;

  g_assert (is_delta || message->kind == SHOP_MESSAGE_SNAPSHOT);
  part.parts = packs->len;
  for (guint i = 0; i < packs->len; i++) {
    g_autofree char *head = NULL;

    part.part = i + 1;
    part.seq = is_delta ? message->seq + i : message->seq;
    part.prev = i > 0 ? part.seq - 1 : message->prev;
    head = format (&part, FALSE);
    /* "…"items":[]}" */
    head[strlen (head) - strlen ("]}")] = '\0';
    g_ptr_array_add (frames, g_strconcat (head, packs->pdata[i], "]}", NULL));
  }
  return frames;
}
