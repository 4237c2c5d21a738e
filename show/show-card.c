#include "show-card.h"

static const char *const kind_names[] = {
    [SHOW_CARD_PRODUCT] = "product",
    [SHOW_CARD_COUNTER] = "counter",
    [SHOW_CARD_COUNTDOWN] = "countdown",
    [SHOW_CARD_LINK] = "link",
    [SHOW_CARD_LOWER_THIRD] = "lower-third",
    [SHOW_CARD_TERMS] = "terms",
    [SHOW_CARD_ACCESS] = "access",
    [SHOW_CARD_HUBS] = "hubs",
    [SHOW_CARD_LOGO] = "logo",
    [SHOW_CARD_AD] = "ad",
};

static const char *const freshness_names[] = {
    [SHOW_FRESH] = "fresh",
    [SHOW_AGED] = "aged",
    [SHOW_UNKNOWN] = "unknown",
};

ShowCardContent *
show_card_content_copy (const ShowCardContent *content)
{
  ShowCardContent *copy = g_memdup2 (content, sizeof *content);

  if (copy->product)
    show_product_ref (copy->product);
  copy->text = g_strdup (content->text);
  copy->detail = g_strdup (content->detail);
  copy->image = g_strdup (content->image);
  copy->link = g_strdup (content->link);
  copy->link_text = g_strdup (content->link_text);
  return copy;
}

void
show_card_content_clear (ShowCardContent *content)
{
  show_product_unref (content->product);
  g_free (content->text);
  g_free (content->detail);
  g_free (content->image);
  g_free (content->link);
  g_free (content->link_text);
}

void
show_card_content_free (ShowCardContent *content)
{
  if (!content)
    return;
  show_card_content_clear (content);
  g_free (content);
}

static gboolean
equal_words (const ShowCardContent *a, const ShowCardContent *b)
{
  return g_strcmp0 (a->text, b->text) == 0 && g_strcmp0 (a->detail, b->detail) == 0 &&
         g_strcmp0 (a->image, b->image) == 0 && g_strcmp0 (a->link, b->link) == 0 &&
         g_strcmp0 (a->link_text, b->link_text) == 0;
}

static gboolean
equal_time (const ShowCardContent *a, const ShowCardContent *b)
{
  return a->left_s == b->left_s && a->until_ms == b->until_ms && a->access == b->access &&
         g_str_equal (a->window.tier, b->window.tier) && a->window.from_ms == b->window.from_ms &&
         a->window.to_ms == b->window.to_ms && a->window.cap == b->window.cap;
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
         !a->shown == !b->shown && a->freshness == b->freshness && equal_words (a, b) &&
         equal_time (a, b) && equal_product (a->product, b->product);
}

/* What a card of that kind cannot do without. */
static const struct {
  gboolean product, text, image, link, time, access, hubs;
} needs[] = {
    [SHOW_CARD_PRODUCT] = {.product = TRUE},
    [SHOW_CARD_COUNTER] = {.product = TRUE},
    [SHOW_CARD_COUNTDOWN] = {.time = TRUE},
    [SHOW_CARD_LINK] = {.link = TRUE},
    [SHOW_CARD_LOWER_THIRD] = {.text = TRUE},
    [SHOW_CARD_TERMS] = {.text = TRUE},
    [SHOW_CARD_ACCESS] = {.product = TRUE, .time = TRUE, .access = TRUE},
    [SHOW_CARD_HUBS] = {.product = TRUE, .hubs = TRUE},
    [SHOW_CARD_LOGO] = {.image = TRUE},
    [SHOW_CARD_AD] = {.text = TRUE},
};

/* A pre-order without its ship date would promise nothing that can be held. */
static gboolean
is_honest (const ShowProduct *product)
{
  return product->state != SHOW_STOCK_PREORDER || product->ship_by[0] != '\0';
}

gboolean
show_card_content_is_drawn (const ShowCardContent *content)
{
  return content->shown && show_card_content_is_whole (content);
}

gboolean
show_card_content_is_whole (const ShowCardContent *content)
{
  g_assert (content->kind > 0 && content->kind < G_N_ELEMENTS (needs));
  if (content->product && !is_honest (content->product))
    return FALSE;
  return (!needs[content->kind].product || content->product) &&
         (!needs[content->kind].text || content->text) &&
         (!needs[content->kind].image || content->image) &&
         (!needs[content->kind].link || content->link) &&
         (!needs[content->kind].time || content->left_s >= 0) &&
         (!needs[content->kind].access || content->access != SHOW_ACCESS_NONE) &&
         (!needs[content->kind].hubs || (content->product && content->product->n_hubs > 0));
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
