#include "show-link.h"
#include "show-command.h"
#include "show-text.h"
#include <string.h>

/* Of "host:port" with anything before and after it: there is a host, and nobody's name and password
 * are before it. */
static gboolean
has_plain_host (const char *authority)
{
  gsize length = strcspn (authority, "/?#");

  return length > 0 && authority[0] != ':' && !memchr (authority, '@', length);
}

/* Most links are: a host and a path of characters that stand for themselves (RFC 3986,
 * section 2.3). A snapshot has ten thousand of them. */
static gboolean
is_plain (const char *rest)
{
  for (; *rest; rest++)
    if (!g_ascii_isalnum (*rest) && !strchr ("-._~/", *rest))
      return FALSE;
  return TRUE;
}

static gboolean
is_web_address (const char *url)
{
  const char *rest = strstr (url, "://");
  gsize scheme = rest ? (gsize) (rest - url) : 0;

  return ((scheme == 5 && g_ascii_strncasecmp (url, "https", 5) == 0) ||
          (scheme == 4 && g_ascii_strncasecmp (url, "http", 4) == 0)) &&
         has_plain_host (rest + strlen ("://")) &&
         (is_plain (rest + strlen ("://")) ||
          (g_str_is_ascii (url) && g_uri_is_valid (url, G_URI_FLAGS_ENCODED, NULL)));
}

gboolean
show_link_check (const char *url, GError **error)
{
  if (strlen (url) > SHOW_URL_MAX)
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "The link is longer than %d bytes.",
                 SHOW_URL_MAX);
  else if (!is_web_address (url))
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT,
                         "The link must be an address such as https://shop.example/mug.");
  else
    return TRUE;
  return FALSE;
}

ShowLink *
show_link_new (const char *url, gboolean alive, const char *text)
{
  ShowLink *link = g_atomic_rc_box_new0 (ShowLink);

  link->url = g_strdup (url);
  link->alive = alive;
  link->text = show_text_tidy (text, SHOW_TEXT_MAX);
  return link;
}

static void
clear_link (gpointer data)
{
  ShowLink *link = data;

  g_free (link->url);
  g_free (link->text);
}

void
show_link_unref (gpointer link)
{
  if (link)
    g_atomic_rc_box_release_full (link, clear_link);
}

static const char *
skip_prefix (const char *text, const char *prefix)
{
  return g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0 ? text + strlen (prefix) : text;
}

/* "?a=1&utm_source=x" -> "?a=1"; nothing at all when only UTM parameters are there. */
static void
append_query (GString *text, const char *query)
{
  g_auto (GStrv) parameters = g_strsplit (query, "&", -1);
  char mark = '?';

  for (guint i = 0; parameters[i]; i++)
    if (*parameters[i] && g_ascii_strncasecmp (parameters[i], "utm_", 4) != 0) {
      g_string_append_c (text, mark);
      g_string_append (text, parameters[i]);
      mark = '&';
    }
}

char *
show_link_to_text (const char *url)
{
  const char *rest = skip_prefix (skip_prefix (skip_prefix (url, "https://"), "http://"), "www.");
  gsize length = strcspn (rest, "?#");
  GString *text = g_string_new_len (rest, (gssize) length);
  const char *query = rest[length] == '?' ? rest + length + 1 : "";
  const char *fragment = strchr (rest, '#');
  g_autofree char *plain_query = g_strndup (query, strcspn (query, "#"));

  while (text->len > 0 && text->str[text->len - 1] == '/')
    g_string_truncate (text, text->len - 1);
  append_query (text, plain_query);
  if (fragment)
    g_string_append (text, fragment);
  return g_string_free (text, FALSE);
}
