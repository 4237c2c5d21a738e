/* Inside of the codec, for shop-message*.c only. */
#pragma once
#include "shop-message.h"

/* Fills a message whose kind is set from the members of a frame's object. Errors:
 * SHOP_ERROR_MESSAGE. */
gboolean shop_message_read (ShopMessage *message, const ShopJson *json, GError **error);

/* Adds the members to a frame's object, `items` last, and those only when `with_items`: otherwise
 * it is an empty array. */
void shop_message_write (const ShopMessage *message, gboolean with_items, json_t *json);
