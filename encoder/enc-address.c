#include "enc-address.h"

#include <string.h>

static gboolean
refuse (char **ret_why, const char *why)
{
  *ret_why = g_strdup (why);
  return FALSE;
}

/* Stream keys are long and mix letters with digits; instance names such as _definst_ do not. */
static gboolean
looks_like_key (const char *app)
{
  const char *last = strrchr (app, '/');

  return last && strlen (last + 1) >= ENC_KEY_IN_PATH && strpbrk (last, "0123456789");
}

static char *
trim_slashes (const char *path)
{
  g_autofree char *app = NULL;
  gsize length;

  while (*path == '/')
    path++;
  app = g_strdup (path);
  for (length = strlen (app); length > 0 && app[length - 1] == '/'; length--)
    app[length - 1] = '\0';
  return g_steal_pointer (&app);
}

static gboolean
check_uri (GUri *uri, char **ret_why)
{
  const char *scheme = g_uri_get_scheme (uri), *host = g_uri_get_host (uri);

  if (!g_str_equal (scheme, "rtmp") && !g_str_equal (scheme, "rtmps"))
    return refuse (ret_why, "it must begin with rtmp:// or rtmps://, such as "
                            "url = rtmps://live.example.com/app.");
  if (g_uri_get_userinfo (uri))
    return refuse (ret_why, "a user name or password does not belong into it. "
                            "Write rtmp://HOST/APP, and the stream key into key_file.");
  if (!host || !*host)
    return refuse (ret_why, "the name of the server is missing. Write rtmp://HOST/APP.");
  if (g_uri_get_query (uri) || g_uri_get_fragment (uri))
    return refuse (ret_why,
                   "a part after ? or # does not belong into it. "
                   "Write rtmp://HOST/APP, and the rest after the stream key in key_file.");
  if (g_uri_get_port (uri) == 0 || g_uri_get_port (uri) > G_MAXUINT16)
    return refuse (ret_why, "the port must be a number from 1 to 65535.");
  return TRUE;
}

gboolean
enc_address_parse (const char *url, EncAddress *ret_address, char **ret_why)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *app = NULL;
  gboolean tls;

  if (strlen (url) > ENC_URL_MAX)
    return refuse (ret_why, "it is too long. Write rtmp://HOST/APP.");
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (!uri)
    return refuse (ret_why, "it is not an address. Write rtmp://HOST/APP.");
  if (!check_uri (uri, ret_why))
    return FALSE;
  app = trim_slashes (g_uri_get_path (uri));
  if (!*app)
    return refuse (ret_why, "the part after the server is missing. Write rtmp://HOST/APP.");
  if (strpbrk (app, " \t\r\n"))
    return refuse (ret_why, "it has a blank in it. Write rtmp://HOST/APP.");
  if (looks_like_key (app))
    return refuse (ret_why, "it seems to have the stream key in it. Write rtmp://HOST/APP here, "
                            "and the key alone into key_file.");
  tls = g_str_equal (g_uri_get_scheme (uri), "rtmps");
  *ret_address = (EncAddress){
      .tls = tls,
      .host = g_strdup (g_uri_get_host (uri)),
      .port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri)
              : tls                    ? ENC_RTMPS_PORT
                                       : ENC_RTMP_PORT,
      .app = g_steal_pointer (&app),
  };
  return TRUE;
}

void
enc_address_clear (EncAddress *address)
{
  g_clear_pointer (&address->host, g_free);
  g_clear_pointer (&address->app, g_free);
}
