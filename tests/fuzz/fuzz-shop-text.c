/* Times and addresses, fed with anything. */
#include "shop-address.h"
#include "shop-json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_time (const char *text)
{
  gint64 ms = -1, back = -1;

  if (!shop_time_parse (text, &ms))
    return;
  g_autofree char *again = shop_time_format (ms);
  g_assert_true (shop_time_parse (again, &back));
  g_assert_cmpint (ms, ==, back);
}

static void
check_address (const char *text)
{
  g_auto (ShopAddress) address = {0}, back = {0};
  g_autofree char *why = NULL, *authority = NULL, *url = NULL;

  if (!shop_address_parse (text, &address, &why)) {
    g_assert_nonnull (why);
    return;
  }
  g_assert_true (*address.host && address.path[0] == '/' && address.port > 0);
  shop_address_is_near (&address);
  authority = shop_address_get_authority (&address);
  url = g_strconcat (address.websocket ? "ws" : "http", address.tls ? "s" : "", "://", authority,
                     address.path, NULL);
  if (shop_address_parse (url, &back, NULL))
    g_assert_cmpuint (address.port, ==, back.port);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_time (text);
  check_address (text);
  return 0;
}
