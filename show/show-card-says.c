/* What a card says in plain words. */
#include "show-card.h"
#include "show-time.h"

/* What stands in place of the number, by the product's state; NULL: the number itself. */
static const char *const state_says[] = {
    [SHOW_STOCK_UPCOMING] = "Coming soon",  [SHOW_STOCK_LIVE] = NULL,
    [SHOW_STOCK_SOLD_OUT] = "Sold out",     [SHOW_STOCK_PREORDER] = NULL,
    [SHOW_STOCK_PAUSED] = "Sale is paused", [SHOW_STOCK_ENDED] = "This drop has ended",
};

#define N "%" G_GINT64_FORMAT

static char *
say_preorder (const ShowProduct *product)
{
  if (product->ship_by[0] == '\0')
    return g_strdup ("Not shown: a pre-order needs its ship date");
  if (!show_product_may_preorder (product))
    return g_strdup ("Pre-orders are sold out");
  return g_strdup_printf ("Pre-order, ships by %s, " N " of " N " ordered", product->ship_by,
                          product->pre_sold, product->pre_cap);
}

static char *
say_number (const ShowCardContent *content)
{
  const ShowProduct *product = content->product;

  if (!product)
    return g_strdup ("Waiting for its product");
  if (content->freshness == SHOW_UNKNOWN)
    return g_strdup ("updating…");
  if (product->state == SHOW_STOCK_PREORDER)
    return say_preorder (product);
  if (state_says[product->state])
    return g_strdup (state_says[product->state]);
  if (product->available == 0)
    return g_strdup (state_says[SHOW_STOCK_SOLD_OUT]);
  if (product->cap > 0)
    return g_strdup_printf (N " of " N " in this drop", product->available, product->cap);
  return g_strdup_printf (N " left", product->available);
}

static char *
say_countdown (const ShowCardContent *content)
{
  g_autofree char *left = show_time_left_to_text (content->left_s);

  if (content->left_s < 0)
    return g_strdup_printf (
        "No deadline is set. Set one in the settings, or write: card until %s TIME", content->name);
  return g_strdup_printf ("%s%s%s left", content->text ? content->text : "",
                          content->text ? " " : "", left);
}

static char *
say_link (const ShowCardContent *content)
{
  return g_strdup (content->link_text ? content->link_text : "Not shown: no link that works");
}

static char *
say_text (const ShowCardContent *content)
{
  if (!content->text)
    return g_strdup_printf ("No text is set. Set one in the settings, or write: card text %s TEXT",
                            content->name);
  if (!content->detail)
    return g_strdup (content->text);
  return g_strdup_printf ("%s, %s", content->text, content->detail);
}

static char *
say_access (const ShowCardContent *content)
{
  g_autofree char *left = show_time_left_to_text (content->left_s);

  if (!content->product)
    return say_number (content);
  if (content->access == SHOW_ACCESS_NONE)
    return g_strdup ("No early access now or to come");
  if (content->access == SHOW_ACCESS_BEFORE)
    return g_strdup_printf ("Opens for %s in %s", content->window.tier, left);
  return g_strdup_printf ("Only for %s for another %s", content->window.tier, left);
}

static char *
say_hubs (const ShowCardContent *content)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!content->product || content->freshness == SHOW_UNKNOWN)
    return say_number (content);
  for (guint i = 0; i < content->product->n_hubs; i++)
    g_string_append_printf (text, "%s%s " N, i > 0 ? ", " : "", content->product->hubs[i].name,
                            content->product->hubs[i].available);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE)
                       : g_strdup ("Not shown: its product tells no places");
}

static char *
say_logo (const ShowCardContent *content)
{
  return content->image ? g_path_get_basename (content->image) : g_strdup ("No picture is set");
}

static char *(*const says[]) (const ShowCardContent *content) = {
    [SHOW_CARD_PRODUCT] = say_number,      [SHOW_CARD_COUNTER] = say_number,
    [SHOW_CARD_COUNTDOWN] = say_countdown, [SHOW_CARD_LINK] = say_link,
    [SHOW_CARD_LOWER_THIRD] = say_text,    [SHOW_CARD_TERMS] = say_text,
    [SHOW_CARD_ACCESS] = say_access,       [SHOW_CARD_HUBS] = say_hubs,
    [SHOW_CARD_LOGO] = say_logo,           [SHOW_CARD_AD] = say_text,
};

char *
show_card_content_says (const ShowCardContent *content)
{
  g_assert (content->kind > 0 && content->kind < G_N_ELEMENTS (says));
  return says[content->kind](content);
}
