#include "web-obs-auth.h"

#include "web-secret.h"
#include <string.h>

#define SHA256_BYTES 32

static char *
hash (const char *first, const char *second)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[SHA256_BYTES];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) first, (gssize) strlen (first));
  g_checksum_update (checksum, (const guchar *) second, (gssize) strlen (second));
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

char *
web_obs_auth_make_secret (const char *password, const char *salt)
{
  return hash (password, salt);
}

char *
web_obs_auth_make_answer (const char *secret, const char *challenge)
{
  return hash (secret, challenge);
}

gboolean
web_obs_auth_check (const char *secret, const char *challenge, const char *answer)
{
  g_autofree char *right = web_obs_auth_make_answer (secret, challenge);

  return web_secret_equal (right, answer);
}
