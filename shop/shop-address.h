/* Where something is on the network: the parts of ws://, wss://, http:// and https:// addresses.
 * Pure, any thread. */
#pragma once
#include <glib.h>

#define SHOP_URL_MAX 512 /* bytes */

typedef struct {
  gboolean websocket; /* ws or wss; otherwise http or https */
  gboolean tls;
  char *host; /* without the brackets of an IPv6 address */
  guint16 port;
  char *path; /* with the query, never empty: "/stock?x=1" */
} ShopAddress;

/* ASCII, no user or password, no fragment for websockets. FALSE with `ret_why` ("what is wrong:
 * what to write instead."), which repeats nothing of the address; may be NULL. */
gboolean shop_address_parse (const char *url, ShopAddress *ret_address, char **ret_why);
void shop_address_clear (ShopAddress *address); /* all 0 is fine */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ShopAddress, shop_address_clear)

/* TRUE for localhost and literal addresses of this machine and of private networks (RFC 1918, RFC
 * 4193, link-local): what is sent there does not cross the internet. */
gboolean shop_address_is_near (const ShopAddress *address);

/* "host", "host:8080", "[::1]:8080": as in the Host header; without the scheme's own port.
 * Transfer full. */
char *shop_address_get_authority (const ShopAddress *address);
