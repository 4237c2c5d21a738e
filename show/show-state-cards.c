/* The cards of a state: what they say, and how old that is. */
#include "show-draft.h"

static const ShowCardSetup *
card_setup (const ShowState *state, guint index)
{
  g_assert (index < state->setup->cards->len);
  return &g_array_index (state->setup->cards, ShowCardSetup, index);
}

static ShowProduct *
find_card_product (const ShowState *state, guint index)
{
  const char *sku = card_setup (state, index)->sku;

  return sku ? show_catalog_find (state->products, sku) : NULL;
}

ShowFreshness
show_state_card_freshness (const ShowState *state, guint index, gint64 now_ms)
{
  const ShowProduct *product = find_card_product (state, index);

  if (!product ||
      (!state->setup->stock_is_local && now_ms - product->as_of_ms >= SHOW_UNKNOWN_AFTER_MS))
    return SHOW_UNKNOWN;
  if (!state->setup->stock_is_local && now_ms - product->as_of_ms >= SHOW_AGED_AFTER_MS)
    return SHOW_AGED;
  return SHOW_FRESH;
}

void
show_state_peek_card (const ShowState *state, guint index, ShowCardContent *ret_content)
{
  const ShowCardSetup *setup = card_setup (state, index);

  *ret_content = (ShowCardContent){
      .kind = setup->kind,
      .corner = setup->corner,
      .shown = state->cards[index].shown,
      .product = find_card_product (state, index),
      .freshness = state->cards[index].freshness,
      .text = setup->text,
      .detail = setup->detail,
      .image = setup->image,
      .left_s = -1,
      .access = SHOW_ACCESS_NONE,
  };
  g_strlcpy (ret_content->name, setup->name, sizeof ret_content->name);
}

ShowCardContent *
show_state_make_card (const ShowState *state, guint index)
{
  ShowCardContent content;

  show_state_peek_card (state, index, &content);
  return show_card_content_copy (&content);
}

/* When the number on card `index` will be one step older than the state knows; 0 = never. */
static gint64
next_step_ms (const ShowState *state, guint index)
{
  static const gint64 after_ms[] = {
      [SHOW_FRESH] = SHOW_AGED_AFTER_MS, [SHOW_AGED] = SHOW_UNKNOWN_AFTER_MS, [SHOW_UNKNOWN] = 0};
  const ShowProduct *product = find_card_product (state, index);
  gint64 step_ms = after_ms[state->cards[index].freshness];

  return product && step_ms > 0 ? product->as_of_ms + step_ms : 0;
}

gint64
show_state_next_tick_ms (const ShowState *state)
{
  gint64 first_ms = 0;

  if (state->setup->stock_is_local)
    return 0;
  for (guint i = 0; i < state->setup->cards->len; i++) {
    gint64 step_ms = next_step_ms (state, i);

    if (step_ms > 0 && (first_ms == 0 || step_ms < first_ms))
      first_ms = step_ms;
  }
  return first_ms;
}

static void
settle_card (ShowDraft *draft, const ShowState *before, guint index)
{
  ShowCardState *card = &draft->state->cards[index];
  ShowFreshness freshness = show_state_card_freshness (draft->state, index, draft->now_ms);
  ShowCardContent old_content, content;

  draft->changed |= freshness != card->freshness;
  card->freshness = freshness;
  show_state_peek_card (before, index, &old_content);
  show_state_peek_card (draft->state, index, &content);
  if ((old_content.shown || content.shown) && !show_card_content_equal (&old_content, &content))
    show_draft_add_effect (draft, SHOW_EFFECT_CARD, index)->card =
        show_card_content_copy (&content);
}

void
show_draft_settle_cards (ShowDraft *draft, const ShowState *before)
{
  for (guint i = 0; i < draft->state->setup->cards->len; i++)
    settle_card (draft, before, i);
}
