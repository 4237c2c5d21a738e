#include "cap-backends.h"

#include "cfg-mask.h"
#include <string.h>

/* In the order in which people are told of them. */
static const CapBackend *const backends[] = {
    &cap_backend_v4l2, &cap_backend_rtsp, &cap_backend_rtsps, &cap_backend_srt,
    &cap_backend_alsa, &cap_backend_file, &cap_backend_test,
};

const CapBackend *
cap_backend_find (const char *source, gboolean camera, const char **ret_rest)
{
  for (guint i = 0; i < G_N_ELEMENTS (backends); i++) {
    const CapBackend *backend = backends[i];

    if (!g_str_has_prefix (source, backend->prefix) ||
        !(camera ? backend->camera : backend->microphone))
      continue;
    if (ret_rest)
      *ret_rest = source + strlen (backend->prefix);
    return backend;
  }
  return NULL;
}

static char *
list_forms (gboolean camera)
{
  g_autoptr (GString) forms = g_string_new (camera ? NULL : "camera:NAME");

  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    if (camera ? backends[i]->camera : backends[i]->microphone)
      g_string_append_printf (forms, "%s%s", forms->len ? ", " : "", backends[i]->form);
  return g_string_free (g_steal_pointer (&forms), FALSE);
}

gboolean
cap_backend_check (const char *source, gboolean camera, char **ret_why)
{
  const char *rest = NULL;
  const CapBackend *backend = cap_backend_find (source, camera, &rest);
  g_autofree char *forms = NULL, *masked = NULL;

  if (!camera && g_str_has_prefix (source, CAP_CAMERA_PREFIX)) {
    *ret_why =
        g_strdup_printf ("\"%s\" is the sound of a camera: it has no source of its own", source);
    return FALSE;
  }
  if (backend)
    return !backend->check || backend->check (rest, camera, ret_why);
  forms = list_forms (camera);
  masked = cfg_mask (source);
  *ret_why = g_strdup_printf ("\"%s\" is no source for a %s: write one of %s", masked,
                              camera ? "camera" : "microphone", forms);
  return FALSE;
}

/* Everything in front of the host's "@" and behind "?" may be secret; some cameras have a password
 * in the path. */
char *
cap_backend_public_source (const char *source)
{
  const char *host = strstr (source, "://"), *at, *end;
  const char *rest = strchr (source, ':');
  g_autofree char *bare = NULL;

  if (!host)
    return g_strdup (rest ? rest + 1 : source);
  host += strlen ("://");
  end = host + strcspn (host, "/?");
  at = g_strrstr_len (host, end - host, "@");
  end = host + strcspn (host, "?");
  at = at ? at + 1 : host;
  bare = g_strdup_printf ("%.*s%.*s", (int) (host - source), source, (int) (end - at), at);
  return cfg_mask (bare);
}
