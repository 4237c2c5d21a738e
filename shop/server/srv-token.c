#include "srv-token.h"

#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 32

static const struct {
  const char *word;
  guint rights;
} words[] = {
    {"read", SRV_RIGHT_READ},
    {"rig", SRV_RIGHT_READ | SRV_RIGHT_ADJUST},
    {"seller", SRV_RIGHT_READ | SRV_RIGHT_SELL},
    {"admin", SRV_RIGHT_READ | SRV_RIGHT_ADJUST | SRV_RIGHT_SELL | SRV_RIGHT_ADMIN},
};

guint
srv_token_rights_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (text, words[i].word) == 0)
      return words[i].rights;
  return 0;
}

const char *
srv_token_rights_to_string (guint rights)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (rights == words[i].rights)
      return words[i].word;
  return "none";
}

char *
srv_token_generate (void)
{
  guchar bits[TOKEN_BYTES];
  g_autofree char *text = NULL;

  if (getrandom (bits, sizeof bits, 0) != (ssize_t) sizeof bits)
    g_error ("the system gives no random numbers");
  text = g_base64_encode (bits, sizeof bits);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return g_strconcat ("tbx_", text, NULL);
}

char *
srv_token_hash (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

gboolean
srv_token_check (SrvStore *store, const char *token, SrvToken *ret_token, GError **error)
{
  g_autofree char *hash = NULL;
  gboolean found = FALSE;

  if (!token || !*token)
    return srv_refuse (error, SRV_ERROR_UNAUTHORIZED,
                       "A token is needed: Authorization: Bearer TOKEN");
  if (strlen (token) <= SRV_TOKEN_MAX) {
    hash = srv_token_hash (token);
    if (!store->ops->find_token (store, hash, ret_token, &found, error))
      return FALSE;
  }
  return found || srv_refuse (error, SRV_ERROR_UNAUTHORIZED, "This token is not known.");
}

gboolean
srv_token_allows (const SrvToken *token, guint right, const char *drop, GError **error)
{
  if ((token->rights & right) != right)
    return srv_refuse (error, SRV_ERROR_FORBIDDEN, "This token may not do that.");
  if (*token->drop && drop && !g_str_equal (token->drop, drop))
    return srv_refuse (error, SRV_ERROR_FORBIDDEN, "This token is for another drop.");
  return TRUE;
}

char *
srv_token_sign (GBytes *key, const char *a, gsize a_length, const char *b, gsize b_length)
{
  gsize length, digest_length = 32;
  const guchar *secret = g_bytes_get_data (key, &length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, secret, length);
  guint8 digest[32];

  g_hmac_update (hmac, (const guchar *) a, (gssize) a_length);
  g_hmac_update (hmac, (const guchar *) b, (gssize) b_length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  return g_base64_encode (digest, digest_length);
}

gboolean
srv_token_equal (const char *a, const char *b)
{
  gsize length = a ? strlen (a) : 0;
  volatile guchar difference = 0;

  if (!a || !b || strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar) a[i] ^ (guchar) b[i];
  return difference == 0;
}
