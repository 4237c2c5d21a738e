/* The codec of the stock protocol and what takes its messages, fed with anything. What was taken is
 * good, and is the same when it is written and read again. */
#include "shop-sync.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_item (const ShopItem *item)
{
  g_assert_true (item->kind == SHOP_ITEM_REFUSED ? item->why != NULL : item->sku != NULL);
  if (item->kind == SHOP_ITEM_GOOD)
    g_assert_true (show_product_validate (item->product, NULL));
}

/* Items that were refused have no text of their own. */
static gboolean
is_whole (const ShopMessage *message)
{
  for (guint i = 0; i < message->items->len; i++)
    if (((ShopItem *) message->items->pdata[i])->kind == SHOP_ITEM_REFUSED)
      return FALSE;
  return message->kind != SHOP_MESSAGE_OTHER;
}

static void
check_round (const ShopMessage *message, ShopSide side)
{
  g_autofree char *text = shop_message_format (message, NULL), *again = NULL;
  g_autoptr (ShopMessage) back = NULL;

  /* Compact text can be longer than what it was read from: numbers such as 1e9. */
  if (!text)
    return;
  back = shop_message_parse (text, strlen (text), side, NULL);
  g_assert_nonnull (back);
  again = shop_message_format (back, NULL);
  g_assert_cmpstr (text, ==, again);
}

static void
check_side (const char *text, size_t length, ShopSide side)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopMessage) message = shop_message_parse (text, length, side, &error);

  g_assert_true ((message == NULL) == (error != NULL));
  if (!message)
    return;
  for (guint i = 0; i < message->items->len; i++)
    check_item (message->items->pdata[i]);
  if (is_whole (message))
    check_round (message, side);
}

/* Lines are messages of one connection. */
static void
check_session (const char *text, size_t length)
{
  g_autoptr (ShopSync) sync = shop_sync_new (NULL, "e", 1);
  const char *end = text + length;

  while (text < end) {
    const char *line_end = memchr (text, '\n', (size_t) (end - text));
    size_t line_length = (size_t) ((line_end ? line_end : end) - text);
    g_autoptr (ShopMessage) message =
        shop_message_parse (text, line_length, SHOP_SIDE_SERVER, NULL);
    g_auto (ShopSyncChange) change = {0};

    if (message && message->kind >= SHOP_MESSAGE_WELCOME && message->kind <= SHOP_MESSAGE_HB)
      shop_sync_take (sync, message, 1);
    if (shop_sync_collect (sync, &change))
      for (guint i = 0; i < change.items->len; i++)
        g_assert_true (show_product_validate (change.items->pdata[i], NULL));
    text += line_length + 1;
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size);

  check_side (text, size, SHOP_SIDE_SERVER);
  check_side (text, size, SHOP_SIDE_CLIENT);
  if (size > 0)
    check_session (text, size);
  return 0;
}
