#include "web-here.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

/* NULL for other families than IPv4 and IPv6. Transfer full. */
static GInetAddress *
to_inet (const struct sockaddr *address)
{
  g_autoptr (GSocketAddress) native = NULL;
  gsize size;

  if (!address || (address->sa_family != AF_INET && address->sa_family != AF_INET6))
    return NULL;
  size = address->sa_family == AF_INET ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6);
  native = g_socket_address_new_from_native ((gpointer) address, size);
  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (native)));
}

static gboolean
is_on_link_only (GInetAddress *address)
{
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
         g_inet_address_get_is_link_local (address);
}

/* IPv4 if there is one. Transfer full. */
static char *
find_other (guint interface)
{
  struct ifaddrs *all = NULL;
  char *found = NULL;
  gboolean is_ipv4 = FALSE;

  if (getifaddrs (&all) != 0)
    return NULL;
  for (const struct ifaddrs *one = all; one && !is_ipv4; one = one->ifa_next) {
    g_autoptr (GInetAddress) address =
        if_nametoindex (one->ifa_name) == interface ? to_inet (one->ifa_addr) : NULL;

    if (!address || is_on_link_only (address))
      continue;
    is_ipv4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
    if (found && !is_ipv4)
      continue;
    g_free (found);
    found = g_inet_address_to_string (address);
  }
  freeifaddrs (all);
  return found;
}

char *
web_here_get_address (GSocketAddress *local)
{
  GInetAddress *address;

  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return NULL;
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));
  return is_on_link_only (address)
             ? find_other (g_inet_socket_address_get_scope_id (G_INET_SOCKET_ADDRESS (local)))
             : g_inet_address_to_string (address);
}
