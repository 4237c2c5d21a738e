/* The cards of a state: what they say now, and when that will change by itself. */
#include "show-draft.h"
#include <string.h>

static const ShowCardSetup *
card_setup (const ShowState *state, guint index)
{
  g_assert (index < state->setup->cards->len);
  return &g_array_index (state->setup->cards, ShowCardSetup, index);
}

ShowProduct *
show_state_card_product (const ShowState *state, guint index)
{
  const char *sku = state->cards[index].sku;

  return sku ? show_catalog_find (state->products, sku) : NULL;
}

/* Making the content */

ShowProduct *
show_state_make_shown (const ShowState *state, ShowProduct *product)
{
  ShowPendingSum sum;

  show_pending_list_sum (state->pending, product, &sum);
  return show_product_as_shown (product, &sum, state->oversell_buffer);
}

static void
fill_product (const ShowState *state, ShowProduct *product, ShowCardContent *content)
{
  content->product = show_state_make_shown (state, product);
  content->freshness = show_state_freshness (state, product);
}

/* Rounded up, so that 0 is shown when nothing is left, and not a second before. */
static gint64
seconds_until (const ShowState *state, gint64 until_ms)
{
  return (MAX (until_ms - show_state_deadline_now_ms (state), 0) + 999) / 1000;
}

static void
fill_countdown (const ShowState *state, guint index, const char *sku, ShowCardContent *content)
{
  content->until_ms = state->cards[index].until_ms;
  if (content->until_ms > 0)
    content->left_s = seconds_until (state, content->until_ms);
}

/* The window that is open now or, if none is, the next one. */
static void
fill_access (const ShowState *state, guint index, const char *sku, ShowCardContent *content)
{
  const ShowProduct *product = content->product;
  gint64 now_ms = show_state_deadline_now_ms (state);

  for (guint i = 0; product && i < product->n_windows; i++) {
    const ShowWindow *window = &product->windows[i];

    if (now_ms >= window->to_ms)
      continue;
    content->window = *window;
    content->access = now_ms >= window->from_ms ? SHOW_ACCESS_MEMBERS : SHOW_ACCESS_BEFORE;
    content->until_ms = now_ms >= window->from_ms ? window->to_ms : window->from_ms;
    content->left_s = seconds_until (state, content->until_ms);
    return;
  }
}

const ShowLink *
show_state_find_link (const ShowState *state, const char *url)
{
  for (guint i = 0; i < state->tried->len; i++) {
    const ShowLink *link = state->tried->pdata[i];

    if (g_str_equal (link->url, url))
      return link;
  }
  return NULL;
}

/* The card's own address is that of the product that it was set up for: under a cue that is about
 * another one it would sell the wrong thing. */
static const char *
better_link (const ShowCardSetup *setup, const char *sku, const ShowProduct *product)
{
  if (setup->url && (!setup->sku || g_strcmp0 (sku, setup->sku) == 0))
    return setup->url;
  return product ? product->url : NULL;
}

void
show_state_links_about (const ShowState *state, guint index, const char *sku,
                        const char *ret_links[2])
{
  const ShowCardSetup *setup = card_setup (state, index);
  const ShowProduct *product = sku ? show_catalog_find (state->products, sku) : NULL;

  ret_links[0] = better_link (setup, sku, product);
  ret_links[1] = setup->fallback;
}

void
show_state_card_links (const ShowState *state, guint index, const char *ret_links[2])
{
  show_state_links_about (state, index, state->cards[index].sku, ret_links);
}

/* The first one that is not known to be dead: a link that was not tried yet is shown. */
static void
fill_link (const ShowState *state, guint index, const char *sku, ShowCardContent *content)
{
  const char *links[2];

  show_state_links_about (state, index, sku, links);
  for (guint i = 0; i < 2; i++) {
    const ShowLink *tried = links[i] ? show_state_find_link (state, links[i]) : NULL;

    if (!links[i] || (tried && !tried->alive))
      continue;
    content->link = g_strdup (links[i]);
    content->link_text = show_link_to_text (links[i]);
    return;
  }
}

static void (*const fills[]) (const ShowState *state, guint index, const char *sku,
                              ShowCardContent *content) = {
    [SHOW_CARD_COUNTDOWN] = fill_countdown,
    [SHOW_CARD_ACCESS] = fill_access,
    [SHOW_CARD_LINK] = fill_link,
};

void
show_state_fill_card (const ShowState *state, guint index, const char *sku,
                      ShowCardContent *ret_content)
{
  const ShowCardSetup *setup = card_setup (state, index);
  const ShowCardState *card = &state->cards[index];
  ShowProduct *product = sku ? show_catalog_find (state->products, sku) : NULL;

  *ret_content = (ShowCardContent){
      .kind = setup->kind,
      .corner = setup->corner,
      .shown = card->shown,
      .freshness = sku ? SHOW_UNKNOWN : SHOW_FRESH,
      .text = g_strdup (card->text),
      .detail = g_strdup (card->detail),
      .image = g_strdup (setup->image),
      .left_s = -1,
      .access = SHOW_ACCESS_NONE,
  };
  g_strlcpy (ret_content->name, setup->name, sizeof ret_content->name);
  if (product)
    fill_product (state, product, ret_content);
  if (setup->kind < G_N_ELEMENTS (fills) && fills[setup->kind])
    fills[setup->kind](state, index, sku, ret_content);
}

ShowCardContent *
show_state_make_card (const ShowState *state, guint index)
{
  g_assert (index < state->setup->cards->len);
  return show_card_content_copy (state->cards[index].says);
}

/* When that will change by itself */

static gint64
sooner (gint64 a_ms, gint64 b_ms)
{
  return a_ms == 0 || (b_ms > 0 && b_ms < a_ms) ? b_ms : a_ms;
}

/* When the number on card `index` will be one step older than it says; 0 = never. */
static gint64
next_age_ms (const ShowState *state, guint index)
{
  const ShowProduct *product = show_state_card_product (state, index);
  ShowFreshness freshness = state->cards[index].says->freshness;
  ShowAgeLimits limits;
  gint64 next_ms;

  if (!product || freshness == SHOW_UNKNOWN)
    return 0;
  limits = show_state_age_limits (state, product);
  next_ms = freshness == SHOW_FRESH ? limits.aged_ms : limits.unknown_ms;
  return next_ms == G_MAXINT64 ? 0 : next_ms;
}

/* When a shown card counts its next second down; 0 = never. */
static gint64
next_second_ms (const ShowState *state, guint index)
{
  const ShowCardContent *says = state->cards[index].says;
  gint64 offset_ms = show_state_deadline_now_ms (state) - state->mono_ms;

  if (!says->shown || says->left_s <= 0)
    return 0;
  return says->until_ms - (says->left_s - 1) * 1000 - offset_ms;
}

gint64
show_state_next_tick_ms (const ShowState *state)
{
  gint64 next_ms = 0;

  for (guint i = 0; i < state->setup->cards->len; i++) {
    next_ms = sooner (next_ms, next_age_ms (state, i));
    next_ms = sooner (next_ms, next_second_ms (state, i));
  }
  return next_ms;
}

/* Settling */

static void
clear_content (gpointer content)
{
  show_card_content_clear (content);
}

void
show_draft_release_content (ShowCardContent *says)
{
  if (says)
    g_atomic_rc_box_release_full (says, clear_content);
}

static gboolean
has_same_source (const ShowCardContent *a, const ShowCardContent *b)
{
  return !a->product == !b->product &&
         (!a->product ||
          (a->product->rev == b->product->rev && a->product->as_of_ms == b->product->as_of_ms));
}

/* Whether it is on the picture makes no other picture of the card. */
static gboolean
looks_same (const ShowCardContent *old, const ShowCardContent *content)
{
  ShowCardContent as_shown = *content;

  if (!old)
    return FALSE;
  as_shown.shown = old->shown;
  return show_card_content_equal (old, &as_shown);
}

static void
settle_card (ShowDraft *draft, guint index)
{
  ShowCardState *card = &draft->state->cards[index];
  const ShowCardContent *old = card->says;
  ShowCardContent content;

  show_state_fill_card (draft->state, index, card->sku, &content);
  if (old && show_card_content_equal (old, &content) && has_same_source (old, &content)) {
    show_card_content_clear (&content);
    return;
  }
  draft->changed = TRUE;
  if (!old || ((old->shown || content.shown) && !show_card_content_equal (old, &content)))
    show_draft_add_effect (draft, SHOW_EFFECT_CARD, index)->card =
        show_card_content_copy (&content);
  card->looks += !looks_same (old, &content);
  show_draft_release_content (card->says);
  card->says = g_atomic_rc_box_dup (sizeof content, &content);
}

static void
add_links_of (const ShowState *state, guint index, const char *sku, GPtrArray *links)
{
  const char *both[2];

  show_state_links_about (state, index, sku, both);
  for (guint j = 0; j < 2; j++)
    if (both[j] && !g_ptr_array_find_with_equal_func (links, both[j], g_str_equal, NULL))
      g_ptr_array_add (links, g_strdup (both[j]));
}

static void
add_links (const ShowState *state, gboolean shown, GPtrArray *links)
{
  for (guint i = 0; i < state->setup->cards->len; i++)
    if (card_setup (state, i)->kind == SHOW_CARD_LINK && !state->cards[i].shown == !shown)
      add_links_of (state, i, state->cards[i].sku, links);
}

/* Those that GO would bring: what is known of them then is what decides. */
static void
add_standby_links (const ShowState *state, GPtrArray *links)
{
  const ShowCueSetup *cue;
  guint about;

  if (state->cue_next == 0)
    return;
  cue = &g_array_index (state->setup->cues, ShowCueSetup, state->cue_next - 1);
  about = show_state_cue_product_cards (state, state->cue_next - 1);
  for (guint i = 0; i < state->setup->cards->len; i++)
    if (card_setup (state, i)->kind == SHOW_CARD_LINK && (cue->show | about) & (1u << i))
      add_links_of (state, i, about & (1u << i) ? cue->sku : state->cards[i].sku, links);
}

static gboolean
is_same_list (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

static char **
list_to_strv (const GPtrArray *list)
{
  char **strv = g_new0 (char *, list->len + 1);

  for (guint i = 0; i < list->len; i++)
    strv[i] = g_strdup (list->pdata[i]);
  return strv;
}

/* What is known of links that are asked for no longer is forgotten: it would be old when they come
 * back. */
static GPtrArray *
keep_tried (const ShowState *state, GPtrArray *links)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (show_link_unref);

  for (guint i = 0; i < state->tried->len; i++) {
    ShowLink *link = state->tried->pdata[i];

    if (g_ptr_array_find_with_equal_func (links, link->url, g_str_equal, NULL))
      g_ptr_array_add (kept, g_atomic_rc_box_acquire (link));
  }
  return kept;
}

static void
settle_links (ShowDraft *draft)
{
  ShowState *state = draft->state;
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  ShowEffect *effect;
  GPtrArray *tried;
  guint n_shown;

  add_links (state, TRUE, links);
  add_standby_links (state, links);
  n_shown = links->len;
  add_links (state, FALSE, links);
  if (n_shown == state->n_links_shown && is_same_list (links, state->links))
    return;
  draft->changed = TRUE;
  tried = keep_tried (state, links);
  g_ptr_array_unref (state->tried);
  state->tried = tried;
  g_ptr_array_unref (state->links);
  state->links = g_steal_pointer (&links);
  state->n_links_shown = n_shown;
  effect = show_draft_add_effect (draft, SHOW_EFFECT_LINKS, 0);
  effect->links = list_to_strv (state->links);
  effect->n_links_shown = n_shown;
}

void
show_draft_settle (ShowDraft *draft)
{
  settle_links (draft);
  for (guint i = 0; i < draft->state->setup->cards->len; i++)
    settle_card (draft, i);
}
