#include "show-card.h"

static const char *const kind_names[] = {[SHOW_CARD_PRODUCT] = "product"};

static const char *const freshness_names[] = {
    [SHOW_FRESH] = "fresh",
    [SHOW_AGED] = "aged",
    [SHOW_UNKNOWN] = "unknown",
};

/* What stands in place of the number, by the product's state; NULL: the number itself. */
static const char *const state_says[] = {
    [SHOW_STOCK_UPCOMING] = "Coming soon",  [SHOW_STOCK_LIVE] = NULL,
    [SHOW_STOCK_SOLD_OUT] = "Sold out",     [SHOW_STOCK_PREORDER] = "Pre-order",
    [SHOW_STOCK_PAUSED] = "Sale is paused", [SHOW_STOCK_ENDED] = "This drop has ended",
};

ShowCardContent *
show_card_content_copy (const ShowCardContent *content)
{
  ShowCardContent *copy = g_memdup2 (content, sizeof *content);

  if (copy->product)
    show_product_ref (copy->product);
  return copy;
}

void
show_card_content_free (ShowCardContent *content)
{
  if (!content)
    return;
  show_product_unref (content->product);
  g_free (content);
}

static gboolean
equal_product (const ShowProduct *a, const ShowProduct *b)
{
  return a == b || (a && b && show_product_equal_content (a, b));
}

gboolean
show_card_content_equal (const ShowCardContent *a, const ShowCardContent *b)
{
  if (a == b || !a || !b)
    return a == b;
  return g_str_equal (a->name, b->name) && a->kind == b->kind && a->corner == b->corner &&
         !a->shown == !b->shown && a->freshness == b->freshness &&
         equal_product (a->product, b->product);
}

char *
show_card_content_says (const ShowCardContent *content)
{
  const ShowProduct *product = content->product;

  if (!product)
    return g_strdup ("Waiting for its product");
  if (content->freshness == SHOW_UNKNOWN)
    return g_strdup ("updating…");
  if (state_says[product->state])
    return g_strdup (state_says[product->state]);
  if (product->cap > 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " in this drop",
                            product->available, product->cap);
  return g_strdup_printf ("%" G_GINT64_FORMAT " left", product->available);
}

const char *
show_card_kind_to_string (ShowCardKind kind)
{
  g_assert (kind > 0 && kind < G_N_ELEMENTS (kind_names));
  return kind_names[kind];
}

const char *
show_freshness_to_string (ShowFreshness freshness)
{
  g_assert (freshness > 0 && freshness < G_N_ELEMENTS (freshness_names));
  return freshness_names[freshness];
}
