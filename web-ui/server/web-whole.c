#include "web-whole.h"

#include <string.h>

struct _WebWhole {
  GPtrArray *products; /* of whom the texts are; a reference, NULL: none yet */
  GPtrArray *texts;    /* one each */
};

WebWhole *
web_whole_new (void)
{
  WebWhole *self = g_new0 (WebWhole, 1);

  self->products = g_ptr_array_new ();
  self->texts = g_ptr_array_new_with_free_func (free);
  return self;
}

void
web_whole_free (WebWhole *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->products);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/* Takes `json`. */
static char *
to_text (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  json_decref (json);
  return text;
}

/* The text of `product`, if it is among those from `*at` on, up to which all stand before it. A
 * product never changes, so the same one has the same text. Transfer full, or NULL. */
static char *
take_text (WebWhole *self, guint *at, const ShowProduct *product)
{
  for (; *at < self->products->len; (*at)++) {
    const ShowProduct *known = self->products->pdata[*at];

    if (known == product)
      return g_steal_pointer (&self->texts->pdata[*at]);
    if (strcmp (known->sku, product->sku) >= 0)
      break;
  }
  return NULL;
}

static void
follow (WebWhole *self, GPtrArray *products)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_full (products->len, free);
  guint at = 0;

  for (guint i = 0; i < products->len; i++) {
    char *text = take_text (self, &at, products->pdata[i]);

    g_ptr_array_add (texts, text ? text : to_text (show_product_to_json (products->pdata[i])));
  }
  g_ptr_array_unref (self->products);
  self->products = g_ptr_array_ref (products);
  g_ptr_array_unref (self->texts);
  self->texts = g_steal_pointer (&texts);
}

void
web_whole_append (WebWhole *self, const ShowState *state, GString *text)
{
  GPtrArray *products = show_state_get_products (state);
  char *rest = to_text (
      show_state_to_json (state, g_get_real_time () / 1000, g_get_monotonic_time () / 1000));

  if (products != self->products)
    follow (self, products);
  g_string_append_len (text, rest, (gssize) strlen (rest) - 1); /* its brace closes at the end */
  free (rest);
  g_string_append (text, ",\"products\":[");
  for (guint i = 0; i < products->len; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    g_string_append (text, self->texts->pdata[i]);
  }
  g_string_append (text, "]}");
}
