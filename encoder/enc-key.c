#include "enc-key.h"

#include "base-log.h"
#include "base-secret.h"
#include "enc-types.h"

#include <string.h>

static BaseSecretPlace
place_of (const EncOutputOptions *options)
{
  return (BaseSecretPlace){
      "stream key", "key_file", "key_credential", options->key_file, options->key_credential, TRUE};
}

char *
enc_key_find_fault (const EncOutputOptions *options)
{
  const BaseSecretPlace place = place_of (options);

  return base_secret_find_fault (&place);
}

char *
enc_key_read (const EncOutputOptions *options, GError **error)
{
  const BaseSecretPlace place = place_of (options);
  g_autofree char *why = NULL;
  char *key = base_secret_read (&place, &why);

  if (!key)
    g_set_error (error, ENC_ERROR, ENC_ERROR_KEY, "output %s: %s", options->name, why);
  return key;
}

static void
strip_addresses (GString *text)
{
  char *sign;

  while ((sign = strstr (text->str, "://"))) {
    gsize from = (gsize) (sign - text->str), to = from + 3;

    while (from > 0 && g_ascii_isalnum (text->str[from - 1]))
      from--;
    while (to < text->len && !g_ascii_isspace (text->str[to]))
      to++;
    g_string_erase (text, (gssize) from, (gssize) (to - from));
    g_string_insert (text, (gssize) from, "(address)");
  }
}

char *
enc_key_strip (const char *text)
{
  g_autofree char *masked = base_log_mask (text);
  g_autoptr (GString) out = g_string_new (masked);

  strip_addresses (out);
  return g_strchomp (g_string_free (g_steal_pointer (&out), FALSE));
}
