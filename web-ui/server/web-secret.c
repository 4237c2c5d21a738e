#include "web-secret.h"

#include <crypt.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define TOKEN_BYTES 32
#define CODE_CHARS  10
#define CODE_GROUP  5

static const char code_letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

G_STATIC_ASSERT (sizeof code_letters == 32 + 1);

static void
fill_random (guint8 *bytes, gsize n)
{
  gsize filled = 0;

  while (filled < n) {
    gssize got = getrandom (bytes + filled, n - filled, 0);

    g_assert (got > 0 || errno == EINTR);
    filled += got > 0 ? (gsize) got : 0;
  }
}

char *
web_secret_new_token (void)
{
  guint8 bytes[TOKEN_BYTES];
  char *token;

  fill_random (bytes, sizeof bytes);
  token = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (token, "+", '-');
  g_strdelimit (token, "/", '_');
  *strchrnul (token, '=') = '\0';
  return token;
}

char *
web_secret_new_code (void)
{
  guint8 bytes[CODE_CHARS];
  GString *code = g_string_new (NULL);

  fill_random (bytes, sizeof bytes);
  for (guint i = 0; i < CODE_CHARS; i++) {
    if (i == CODE_GROUP)
      g_string_append_c (code, '-');
    g_string_append_c (code, code_letters[bytes[i] & 31]);
  }
  return g_string_free (code, FALSE);
}

static char
tidy_letter (char letter)
{
  char upper = g_ascii_toupper (letter);

  if (upper == 'I' || upper == 'L')
    return '1';
  return upper == 'O' ? '0' : upper;
}

char *
web_secret_tidy_code (const char *typed)
{
  GString *code = g_string_new (NULL);
  guint n = 0;

  for (; *typed && n <= CODE_CHARS; typed++) {
    if (*typed == '-' || g_ascii_isspace (*typed))
      continue;
    if (n == CODE_GROUP)
      g_string_append_c (code, '-');
    g_string_append_c (code, tidy_letter (*typed));
    n++;
  }
  return g_string_free (code, FALSE);
}

char *
web_secret_digest (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

/* A hash's first half: the method, its cost and the salt. */
char *
web_secret_new_hash_of_nothing (void)
{
  guint8 salt[16];
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];

  fill_random (salt, sizeof salt);
  return crypt_gensalt_rn ("$y$", 0, (const char *) salt, sizeof salt, setting, sizeof setting)
             ? g_strdup (setting)
             : NULL;
}

char *
web_secret_hash_pin (const char *pin)
{
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  g_autofree char *setting = web_secret_new_hash_of_nothing ();
  const char *hash = setting ? crypt_r (pin, setting, data) : NULL;

  return hash && hash[0] != '*' ? g_strdup (hash) : NULL;
}

gboolean
web_secret_check_pin (const char *pin, const char *hash)
{
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *again = crypt_r (pin, hash, data);

  return again && again[0] != '*' && web_secret_equal (again, hash);
}

gboolean
web_secret_is_pin (const char *text)
{
  gsize length = strlen (text);

  return length >= WEB_PIN_MIN && length <= WEB_PIN_MAX;
}

gboolean
web_secret_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  guint8 differs = 0;

  if (length != strlen (b))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    differs |= (guint8) (a[i] ^ b[i]);
  return differs == 0;
}
