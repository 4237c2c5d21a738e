/* Whether a cue can be taken, and what it would do. */
#include "show-draft.h"

static const ShowCueSetup *
cue_setup (const ShowState *state, guint index)
{
  g_assert (index < state->setup->cues->len);
  return &g_array_index (state->setup->cues, ShowCueSetup, index);
}

guint
show_state_get_cue (const ShowState *state)
{
  return state->cue_on;
}

guint
show_state_cue_product_cards (const ShowState *state, guint index)
{
  const ShowCueSetup *cue = cue_setup (state, index);
  guint takers = 0, shown = 0;

  if (!cue->sku)
    return 0;
  for (guint i = 0; i < state->setup->cards->len; i++) {
    ShowCardKind kind = g_array_index (state->setup->cards, ShowCardSetup, i).kind;

    takers |= show_card_kind_takes_product (kind) ? 1u << i : 0;
    shown |= state->cards[i].shown ? 1u << i : 0;
  }
  return cue->show & takers ? cue->show & takers : shown & ~cue->hide & takers;
}

/* What makes it senseless to offer the product; NULL: nothing that is known for sure. */
static const char *
why_not_sold (const ShowProduct *product)
{
  switch (product->state) {
  case SHOW_STOCK_SOLD_OUT:
    return "is sold out";
  case SHOW_STOCK_ENDED:
    return "is not sold any more";
  case SHOW_STOCK_LIVE:
    return product->available == 0 ? "is sold out" : NULL;
  case SHOW_STOCK_PREORDER:
    return product->pre_sold >= product->pre_cap ? "has no pre-orders left" : NULL;
  case SHOW_STOCK_UPCOMING:
  case SHOW_STOCK_PAUSED:
    return NULL;
  }
  g_assert_not_reached ();
}

/* A product that is not known yet, or whose number is too old, holds nothing up: the shop may be
 * silent, and the show goes on. */
static char *
product_problem (const ShowState *state, const char *sku)
{
  ShowProduct *known = sku ? show_catalog_find (state->products, sku) : NULL;
  g_autoptr (ShowProduct) shown = NULL;
  const char *why;

  if (!known || show_state_freshness (state, known) == SHOW_UNKNOWN)
    return NULL;
  shown = show_state_make_shown (state, known);
  why = why_not_sold (shown);
  return why ? g_strdup_printf ("\"%s\" %s", shown->title, why) : NULL;
}

/* A link may be dead for a moment only, and nobody can mend it from here: such a card is left out
 * and holds nothing up. */
static gboolean
lacks_link (const ShowCardContent *content)
{
  return content->kind == SHOW_CARD_LINK && !content->link;
}

static char *
card_problem (const ShowState *state, guint index, const char *sku)
{
  ShowCardContent content;
  g_autofree char *says = NULL;
  char *problem = NULL;

  show_state_fill_card (state, index, sku, &content);
  if (!lacks_link (&content) && !show_card_content_is_whole (&content) &&
      (content.product || !sku)) {
    says = show_card_content_says (&content);
    problem = g_strdup_printf ("The card %s has nothing to show. %s", content.name, says);
  }
  show_card_content_clear (&content);
  return problem;
}

char *
show_state_cue_problem (const ShowState *state, guint index)
{
  const ShowCueSetup *cue = cue_setup (state, index);
  guint about = show_state_cue_product_cards (state, index);
  char *problem = product_problem (state, cue->sku);

  for (guint i = 0; !problem && i < state->setup->cards->len; i++)
    if (cue->show & (1u << i))
      problem = card_problem (state, i, about & (1u << i) ? cue->sku : state->cards[i].sku);
  return problem;
}

/* NULL: it is not left out. */
static char *
say_left_out (const ShowState *state, guint index, const char *sku)
{
  ShowCardContent content;
  char *text = NULL;

  show_state_fill_card (state, index, sku, &content);
  if (lacks_link (&content))
    text =
        g_strdup_printf ("The card %s is left out until it has a link that works.", content.name);
  show_card_content_clear (&content);
  return text;
}

char *
show_state_cue_left_out (const ShowState *state, guint index, gboolean taken)
{
  const ShowCueSetup *cue = cue_setup (state, index);
  guint about = show_state_cue_product_cards (state, index);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < state->setup->cards->len; i++) {
    guint bit = 1u << i;
    g_autofree char *text = NULL;

    if ((cue->show | about) & bit && (!taken || state->cards[i].shown))
      text = say_left_out (state, i, about & bit && !taken ? cue->sku : state->cards[i].sku);
    if (text)
      g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", text);
  }
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}
