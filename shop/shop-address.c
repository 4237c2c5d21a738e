#include "shop-address.h"

#include <gio/gio.h>
#include <string.h>

static const struct {
  const char *scheme;
  gboolean websocket, tls;
  guint16 port;
} schemes[] = {
    {"ws", TRUE, FALSE, 80},
    {"wss", TRUE, TRUE, 443},
    {"http", FALSE, FALSE, 80},
    {"https", FALSE, TRUE, 443},
};

static const char *
fill (GUri *uri, ShopAddress *address)
{
  const char *query = g_uri_get_query (uri), *path = g_uri_get_path (uri);
  guint i = 0;

  while (i < G_N_ELEMENTS (schemes) && !g_str_equal (schemes[i].scheme, g_uri_get_scheme (uri)))
    i++;
  if (i == G_N_ELEMENTS (schemes))
    return "it begins with none of wss://, ws://, https://, http://";
  if (!g_uri_get_host (uri) || !*g_uri_get_host (uri))
    return "it names no server";
  if (g_uri_get_userinfo (uri))
    return "it has a user or password in it, which does not belong there";
  if (schemes[i].websocket && g_uri_get_fragment (uri))
    return "it has a # in it";
  if (g_uri_get_port (uri) == 0)
    return "there is no port 0";
  address->websocket = schemes[i].websocket;
  address->tls = schemes[i].tls;
  address->port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : schemes[i].port;
  address->host = g_strdup (g_uri_get_host (uri));
  address->path = g_strconcat (*path ? path : "/", query ? "?" : NULL, query, NULL);
  return NULL;
}

static gboolean
is_plain_ascii (const char *url)
{
  for (const char *c = url; *c; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;
  return TRUE;
}

gboolean
shop_address_parse (const char *url, ShopAddress *ret_address, char **ret_why)
{
  g_auto (ShopAddress) address = {0};
  g_autoptr (GUri) uri = NULL;
  const char *fault;

  if (strlen (url) > SHOP_URL_MAX)
    fault = "it is too long";
  else if (!is_plain_ascii (url) || !(uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL)))
    fault = "it is not an address";
  else
    fault = fill (uri, &address);
  if (fault && ret_why)
    *ret_why = g_strdup_printf ("%s: write one such as wss://shop.example.com/stock.", fault);
  if (fault)
    return FALSE;
  *ret_address = address;
  address = (ShopAddress){0};
  return TRUE;
}

void
shop_address_clear (ShopAddress *address)
{
  g_clear_pointer (&address->host, g_free);
  g_clear_pointer (&address->path, g_free);
}

/* fc00::/7, which GInetAddress does not know. */
static gboolean
is_unique_local (GInetAddress *inet)
{
  return g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 &&
         (g_inet_address_to_bytes (inet)[0] & 0xfe) == 0xfc;
}

gboolean
shop_address_is_near (const ShopAddress *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address->host);

  if (!inet)
    return g_ascii_strcasecmp (address->host, "localhost") == 0;
  return g_inet_address_get_is_loopback (inet) || g_inet_address_get_is_link_local (inet) ||
         g_inet_address_get_is_site_local (inet) || is_unique_local (inet);
}

char *
shop_address_get_authority (const ShopAddress *address)
{
  gboolean is_v6 = strchr (address->host, ':') != NULL;

  if (address->port == (address->tls ? 443 : 80))
    return g_strdup_printf (is_v6 ? "[%s]" : "%s", address->host);
  return g_strdup_printf (is_v6 ? "[%s]:%u" : "%s:%u", address->host, address->port);
}
