/* A shop's messages as the frames that they are sent in. */
#pragma once
#include "shop-message.h"

static inline GPtrArray *
make_frames (const ShopMessage *message)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < message->items->len; i++) {
    json_auto_t *json = shop_item_to_json (message->items->pdata[i]);

    g_ptr_array_add (texts, shop_json_dump (json));
  }
  return shop_message_split (message, (const char *const *) texts->pdata, texts->len);
}
