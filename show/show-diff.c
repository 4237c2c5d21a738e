/* What differs between two states, for those who know the first one. */
#include "show-json.h"
#include <string.h>

/* Takes `value`; an empty object or list of changes is left out. */
static void
set_if_any (json_t *diff, const char *key, json_t *value)
{
  if (json_object_size (value) > 0)
    json_object_set_new (diff, key, value);
  else
    json_decref (value);
}

/* The fields of `after` that `before` (may be NULL) has otherwise. */
static json_t *
diff_fields (const json_t *before, json_t *after)
{
  json_t *diff = json_object (), *value;
  const char *key;

  json_object_foreach (after, key, value)
  {
    if (!json_equal (value, json_object_get (before, key)))
      json_object_set (diff, key, value);
  }
  return diff;
}

static const char *
name_of (const json_t *item)
{
  return json_string_value (json_object_get (item, "name"));
}

/* NULL: it is not there. `place`: where it most likely is. */
static const json_t *
find_named (const json_t *list, const char *name, size_t place)
{
  const json_t *item = json_array_get (list, place);
  size_t i;

  if (g_strcmp0 (name_of (item), name) == 0)
    return item;
  json_array_foreach (list, i, item)
  {
    if (g_strcmp0 (name_of (item), name) == 0)
      return item;
  }
  return NULL;
}

/* Lists of things with names; hardly ever does one come or go. */
static json_t *
diff_named (const json_t *before, const json_t *after)
{
  json_t *diff = json_object (), *item;
  size_t i;

  json_array_foreach (after, i, item)
  {
    set_if_any (diff, name_of (item), diff_fields (find_named (before, name_of (item), i), item));
  }
  json_array_foreach (before, i, item)
  {
    if (!find_named (after, name_of (item), i))
      json_object_set_new (diff, name_of (item), json_null ());
  }
  return diff;
}

static void
diff_product (json_t *diff, ShowProduct *before, ShowProduct *after)
{
  json_t *old, *new;

  if (before && !after)
    json_object_set_new (diff, before->sku, json_null ());
  if (!after)
    return;
  old = before ? show_product_to_json (before) : NULL;
  new = show_product_to_json (after);
  set_if_any (diff, after->sku, diff_fields (old, new));
  json_decref (old);
  json_decref (new);
}

/* Both are sorted, and share what did not change: only that is looked at. */
static json_t *
diff_products (const ShowCatalog *before, const ShowCatalog *after)
{
  json_t *diff = json_object ();
  guint i = 0, j = 0;

  while (i < before->len || j < after->len) {
    ShowProduct *old = i < before->len ? before->pdata[i] : NULL;
    ShowProduct *new = j < after->len ? after->pdata[j] : NULL;
    int order = !old ? 1 : !new ? -1 : old == new ? 0 : strcmp (old->sku, new->sku);

    if (order != 0 || old != new)
      diff_product (diff, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
    i += order <= 0;
    j += order >= 0;
  }
  return diff;
}

static json_t *
diff_part (const json_t *before, json_t *after)
{
  if (json_is_object (after))
    return diff_fields (before, after);
  return json_is_array (after) ? diff_named (before, after) : json_object ();
}

json_t *
show_state_diff_json (const ShowState *before, const ShowState *after, gint64 now_ms,
                      gint64 mono_ms)
{
  json_t *diff =
      json_pack ("{s:I, s:I}", "base", (json_int_t) before->rev, "rev", (json_int_t) after->rev);
  json_t *old, *new, *part;
  const char *key;

  if (before == after)
    return diff;
  old = show_json_state (before, now_ms, mono_ms);
  new = show_json_state (after, now_ms, mono_ms);
  json_object_foreach (new, key, part)
  {
    set_if_any (diff, key, diff_part (json_object_get (old, key), part));
  }
  set_if_any (diff, "products", diff_products (before->products, after->products));
  json_decref (old);
  json_decref (new);
  return diff;
}
