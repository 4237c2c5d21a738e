/* JSON text to values (RFC 8259), for texts of ten thousand products: in place in one copy of the
 * text, without an allocation for each value. What it takes and what comes of it is what jansson
 * takes and makes of it, which tests/fuzz/fuzz-shop-json.c holds. */
#include "shop-json.h"

#include "shop-json-private.h"
#include "shop-types.h"
#include <math.h>
#include <string.h>

#define BLOCK_MIN    16   /* values; a heartbeat has five */
#define BLOCK_MAX    1024 /* values */
#define FEW_NAMES    16   /* up to so many are compared each with each */
#define EXACT_DIGITS 15   /* a whole number with so many is exact in a double */

typedef struct _Block Block;
struct _Block {
  Block *older;
  guint size, used;
  ShopJson values[];
};

typedef struct {
  ShopJson root; /* first, so that who has the root has it all */
  Block *blocks;
  char *text; /* texts are unpacked in place: none is longer than it was written */
} Document;

typedef struct {
  Document *document;
  char *at;
  guint depth;
} Reader;

static ShopJson *
new_value (Document *document)
{
  Block *block = document->blocks;

  if (!block || block->used == block->size) {
    guint size = block ? MIN (2 * block->size, BLOCK_MAX) : BLOCK_MIN;
    Block *next = g_malloc (sizeof *next + size * sizeof *next->values);

    *next = (Block){.older = block, .size = size};
    document->blocks = block = next;
  }
  block->values[block->used] = (ShopJson){0};
  return &block->values[block->used++];
}

void
shop_json_free (ShopJson *root)
{
  Document *document = (Document *) root;

  if (!document)
    return;
  while (document->blocks) {
    Block *block = document->blocks;

    document->blocks = block->older;
    g_free (block);
  }
  g_free (document->text);
  g_free (document);
}

static char
skip_blanks (Reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r')
    reader->at++;
  return *reader->at;
}

/* Numbers */

static const char *
skip_digits (const char *text)
{
  while (g_ascii_isdigit (*text))
    text++;
  return text;
}

/* Behind the number that begins at `text`, or NULL when none does. */
static const char *
skip_number (const char *text)
{
  const char *end = *text == '-' ? text + 1 : text, *begin = end;

  end = *begin == '0' ? begin + 1 : skip_digits (begin);
  if (end > begin && *end == '.') {
    begin = end + 1;
    end = skip_digits (begin);
  }
  if (end > begin && (*end == 'e' || *end == 'E')) {
    begin = end[1] == '+' || end[1] == '-' ? end + 2 : end + 1;
    end = skip_digits (begin);
  }
  return end > begin ? end : NULL;
}

static gboolean
read_number (Reader *reader, ShopJson *value)
{
  const char *digits = reader->at + (*reader->at == '-'), *end = skip_number (reader->at);
  gint64 whole = 0;

  if (!end)
    return FALSE;
  for (int n = 0; digits < end && n < EXACT_DIGITS && g_ascii_isdigit (*digits); n++)
    whole = whole * 10 + (*digits++ - '0');
  value->kind = SHOP_JSON_NUMBER;
  if (digits == end)
    value->number = (double) (*reader->at == '-' ? -whole : whole);
  else
    value->number = g_ascii_strtod (reader->at, NULL);
  reader->at += end - reader->at;
  return !isinf (value->number);
}

static gboolean
read_text (Reader *reader, const char **ret_text, guint *ret_bytes)
{
  char *begin = ++reader->at, *to = begin;
  const char *from = begin;
  gboolean ok = shop_json_unpack (&from, &to);

  reader->at += from - begin;
  if (!ok)
    return FALSE;
  reader->at++;
  *to = '\0';
  *ret_text = begin;
  *ret_bytes = (guint) (to - begin);
  return TRUE;
}

/* Arrays and objects */

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Strangers choose names and how many there are, so neither a hash nor each with each. */
static gboolean
are_many_unique (const ShopJson *object)
{
  g_autofree const char **names = g_new (const char *, object->n);
  guint n = 0;

  for (const ShopJson *one = object->first; one; one = one->next)
    names[n++] = one->name;
  g_qsort_with_data (names, (gint) n, sizeof *names, compare_names, NULL);
  for (guint i = 1; i < n; i++)
    if (strcmp (names[i - 1], names[i]) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
are_names_unique (const ShopJson *object)
{
  if (object->n > FEW_NAMES)
    return are_many_unique (object);
  for (const ShopJson *one = object->first; one; one = one->next)
    for (const ShopJson *other = one->next; other; other = other->next)
      if (strcmp (one->name, other->name) == 0)
        return FALSE;
  return TRUE;
}

static gboolean read_value (Reader *reader, ShopJson *value);

static gboolean
read_name (Reader *reader, ShopJson *value)
{
  guint bytes;

  if (skip_blanks (reader) != '"' || !read_text (reader, &value->name, &bytes) ||
      skip_blanks (reader) != ':')
    return FALSE;
  reader->at++;
  return TRUE;
}

/* What is behind the bracket that begins it. */
static gboolean
read_members (Reader *reader, ShopJson *parent, char end)
{
  gboolean has_names = parent->kind == SHOP_JSON_OBJECT;
  ShopJson **last = &parent->first;

  if (skip_blanks (reader) == end) {
    reader->at++;
    return TRUE;
  }
  for (;; reader->at++) {
    ShopJson *value = new_value (reader->document);

    if ((has_names && !read_name (reader, value)) || !read_value (reader, value))
      return FALSE;
    *last = value;
    last = &value->next;
    parent->n++;
    if (skip_blanks (reader) != ',')
      break;
  }
  return *reader->at++ == end && (!has_names || are_names_unique (parent));
}

static gboolean
read_parent (Reader *reader, ShopJson *value, ShopJsonKind kind, char end)
{
  if (++reader->depth > SHOP_JSON_DEPTH_MAX)
    return FALSE;
  reader->at++;
  value->kind = kind;
  if (!read_members (reader, value, end))
    return FALSE;
  reader->depth--;
  return TRUE;
}

/* Values */

static gboolean
read_word (Reader *reader, ShopJson *value, const char *word, ShopJsonKind kind)
{
  gsize length = strlen (word);

  if (strncmp (reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;
  value->kind = kind;
  return TRUE;
}

static gboolean
read_value (Reader *reader, ShopJson *value)
{
  switch (skip_blanks (reader)) {
  case '{':
    return read_parent (reader, value, SHOP_JSON_OBJECT, '}');
  case '[':
    return read_parent (reader, value, SHOP_JSON_ARRAY, ']');
  case '"':
    value->kind = SHOP_JSON_TEXT;
    return read_text (reader, &value->text, &value->n);
  case 't':
    return read_word (reader, value, "true", SHOP_JSON_TRUE);
  case 'f':
    return read_word (reader, value, "false", SHOP_JSON_FALSE);
  case 'n':
    return read_word (reader, value, "null", SHOP_JSON_NULL);
  default:
    return read_number (reader, value);
  }
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "it %s", what);
  return FALSE;
}

static gboolean
read_document (Document *document, gsize length, GError **error)
{
  Reader reader = {.document = document, .at = document->text};

  if (read_value (&reader, &document->root) && skip_blanks (&reader) == '\0' &&
      reader.at == document->text + length)
    return document->root.kind == SHOP_JSON_OBJECT || refuse (error, "is not a JSON object");
  if (reader.depth > SHOP_JSON_DEPTH_MAX)
    return refuse (error, "is nested too deeply");
  g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE, "it is not JSON (byte %" G_GSIZE_FORMAT ")",
               (gsize) (reader.at - document->text));
  return FALSE;
}

ShopJson *
shop_json_load (const char *text, gsize length, gsize max_bytes, GError **error)
{
  Document *document;

  if (length == 0) {
    refuse (error, "is empty");
    return NULL;
  }
  if (length > max_bytes) {
    g_set_error (error, SHOP_ERROR, SHOP_ERROR_MESSAGE,
                 "it is longer than %" G_GSIZE_FORMAT " bytes", max_bytes);
    return NULL;
  }
  if (!g_utf8_validate_len (text, length, NULL)) {
    refuse (error, "is not UTF-8 text");
    return NULL;
  }
  document = g_new0 (Document, 1);
  document->text = g_malloc (length + 1);
  memcpy (document->text, text, length);
  document->text[length] = '\0';
  if (read_document (document, length, error))
    return &document->root;
  shop_json_free (&document->root);
  return NULL;
}

/* Changing it */

void
shop_json_remove (ShopJson *object, const char *key)
{
  if (object->kind != SHOP_JSON_OBJECT)
    return;
  for (ShopJson **at = &object->first; *at; at = &(*at)->next)
    if (strcmp ((*at)->name, key) == 0) {
      *at = (*at)->next;
      object->n--;
      return;
    }
}

void
shop_json_put_number (ShopJson *root, ShopJson *object, const char *key, double number)
{
  ShopJson *value = new_value ((Document *) root);

  g_assert (object->kind == SHOP_JSON_OBJECT);
  shop_json_remove (object, key);
  *value =
      (ShopJson){.kind = SHOP_JSON_NUMBER, .name = key, .number = number, .next = object->first};
  object->first = value;
  object->n++;
}
