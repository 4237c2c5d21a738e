/* Texts within JSON, from how they are written to what they say (RFC 8259, section 7). */
#include "shop-json-private.h"

#include <string.h>

static gboolean
read_hex (const char *text, gunichar *ret)
{
  gunichar code = 0;

  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
    code = code * 16 + (gunichar) g_ascii_xdigit_value (text[i]);
  }
  *ret = code;
  return TRUE;
}

/* What follows "\u"; half a pair of surrogates is no character, and NUL ends texts in C. */
static gboolean
unpack_code (const char **from, char **to)
{
  gunichar code, low;

  if (!read_hex (*from, &code))
    return FALSE;
  *from += 4;
  if (code >= 0xd800 && code < 0xdc00) {
    if ((*from)[0] != '\\' || (*from)[1] != 'u' || !read_hex (*from + 2, &low) || low < 0xdc00 ||
        low > 0xdfff)
      return FALSE;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    *from += 6;
  }
  if (code == 0 || (code >= 0xd800 && code < 0xe000))
    return FALSE;
  *to += g_unichar_to_utf8 (code, *to);
  return TRUE;
}

/* What follows a backslash. */
static gboolean
unpack_escape (const char **from, char **to)
{
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  const char *name = **from ? strchr (names, **from) : NULL;

  if (!name && **from != 'u')
    return FALSE;
  if (*(*from)++ == 'u')
    return unpack_code (from, to);
  *(*to)++ = meant[name - names];
  return TRUE;
}

gboolean
shop_json_unpack (const char **from, char **to)
{
  guchar c;

  while ((c = (guchar) (*from)[0]) != '"') {
    if (c < 0x20)
      return FALSE;
    (*from)++;
    if (c != '\\')
      *(*to)++ = (char) c;
    else if (!unpack_escape (from, to))
      return FALSE;
  }
  return TRUE;
}
