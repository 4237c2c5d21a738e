#include "web-guard.h"

#include <gio/gio.h>
#include <string.h>

#define HOST_MAX 253 /* RFC 1035, 2.3.4 */

static gboolean
is_port (const char *text)
{
  return *text && strspn (text, "0123456789") == strlen (text) && strlen (text) <= 5;
}

char *
web_guard_host (const char *authority)
{
  const char *end = authority[0] == '[' ? strchr (authority, ']') : strchr (authority, ':');
  g_autofree char *host = NULL;

  if (authority[0] == '[') {
    if (!end || (end[1] && (end[1] != ':' || !is_port (end + 2))))
      return NULL;
    host = g_strndup (authority + 1, (gsize) (end - authority - 1));
    return g_hostname_is_ip_address (host) ? g_steal_pointer (&host) : NULL;
  }
  if (end && !is_port (end + 1))
    return NULL;
  host = end ? g_strndup (authority, (gsize) (end - authority)) : g_strdup (authority);
  if (!*host || strlen (host) > HOST_MAX || strpbrk (host, "@/\\?# \t") || !g_str_is_ascii (host))
    return NULL;
  return g_steal_pointer (&host);
}

static gboolean
is_own_host (const char *authority, const char *const *names)
{
  g_autofree char *host = web_guard_host (authority);

  if (!host)
    return FALSE;
  if (g_hostname_is_ip_address (host) || g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  for (; *names; names++)
    if (g_ascii_strcasecmp (host, *names) == 0)
      return TRUE;
  return FALSE;
}

/* "https://rig.local:8443" and the header Host "rig.local:8443". */
static gboolean
is_same_origin (const char *origin, const char *host)
{
  static const char *const schemes[] = {"https://", "http://"};

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (origin, schemes[i]))
      return g_ascii_strcasecmp (origin + strlen (schemes[i]), host) == 0;
  return FALSE;
}

static gboolean
is_safe (const char *method)
{
  return g_str_equal (method, "GET") || g_str_equal (method, "HEAD") ||
         g_str_equal (method, "OPTIONS");
}

/* Types that no HTML form can send: another site's page would have to ask first. */
static gboolean
is_own_type (const char *type)
{
  return type && (g_str_has_prefix (type, "application/json") || g_str_equal (type, WEB_TYPE_SDP));
}

static gboolean
refuse (int status, const char *why, int *ret_status, const char **ret_why)
{
  *ret_status = status;
  *ret_why = why;
  return FALSE;
}

gboolean
web_guard_check (const WebGuardFacts *facts, const char *const *names, int *ret_status,
                 const char **ret_why)
{
  gboolean acts = !is_safe (facts->method);

  if (!facts->hosts[0] || facts->hosts[1])
    return refuse (400, "The request must name its host exactly once.", ret_status, ret_why);
  if (!is_own_host (facts->hosts[0], names) ||
      (facts->absolute && !is_own_host (facts->absolute, names)))
    return refuse (400,
                   "This machine is not known by that name. Use its address, or add the name to "
                   "[web] names.",
                   ret_status, ret_why);
  if (facts->origin && (acts || facts->is_websocket) &&
      !is_same_origin (facts->origin, facts->hosts[0]))
    return refuse (403, "Another site's page must not do this.", ret_status, ret_why);
  if (!facts->origin && acts && facts->by_cookie)
    return refuse (403, "The browser did not say which page asks.", ret_status, ret_why);
  if (acts && facts->has_body && !is_own_type (facts->content_type))
    return refuse (415, "Send application/json.", ret_status, ret_why);
  return TRUE;
}
