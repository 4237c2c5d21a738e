/* Cards: whether they are shown, what they say, and whether that works. */
#include "show-draft.h"
#include "show-text.h"
#include "show-time.h"
#include "show-words.h"

/* Which commands a kind of card takes. */
static const struct {
  gboolean product, text, detail, until;
} takes[] = {
    [SHOW_CARD_PRODUCT] = {.product = TRUE},
    [SHOW_CARD_COUNTER] = {.product = TRUE},
    [SHOW_CARD_COUNTDOWN] = {.text = TRUE, .until = TRUE},
    [SHOW_CARD_LINK] = {.product = TRUE},
    [SHOW_CARD_LOWER_THIRD] = {.text = TRUE, .detail = TRUE},
    [SHOW_CARD_TERMS] = {.text = TRUE},
    [SHOW_CARD_ACCESS] = {.product = TRUE},
    [SHOW_CARD_HUBS] = {.product = TRUE},
    [SHOW_CARD_LOGO] = {0},
    [SHOW_CARD_AD] = {.text = TRUE},
};

gboolean
show_card_kind_takes_product (ShowCardKind kind)
{
  return takes[kind].product;
}

static gboolean
find_card (const ShowDraft *draft, const ShowCommand *command, guint *ret_index, GError **error)
{
  return show_words_to_index (command->args[0], draft->state->setup->cards, "card", "Cards",
                              ret_index, error);
}

static ShowCardKind
kind_of (const ShowDraft *draft, guint index)
{
  return g_array_index (draft->state->setup->cards, ShowCardSetup, index).kind;
}

static gboolean
refuse_kind (const ShowDraft *draft, guint index, const char *what, GError **error)
{
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED, "The card %s is a %s card: it has no %s.",
               g_array_index (draft->state->setup->cards, ShowCardSetup, index).name,
               show_card_kind_to_string (kind_of (draft, index)), what);
  return FALSE;
}

gboolean
show_reduce_card (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gboolean *shown, wish;
  guint index;

  if (!find_card (draft, command, &index, error))
    return FALSE;
  shown = &draft->state->cards[index].shown;
  wish = command->id == SHOW_CMD_CARD_TOGGLE ? !*shown : command->id == SHOW_CMD_CARD_SHOW;
  draft->changed = !*shown != !wish;
  *shown = wish;
  return TRUE;
}

void
show_draft_set_string (GRefString **place, const char *text)
{
  GRefString *old = *place;

  *place = text ? g_ref_string_new (text) : NULL;
  if (old)
    g_ref_string_release (old);
}

gboolean
show_reduce_card_product (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  const char *sku = command->args[1];
  guint index;

  if (!find_card (draft, command, &index, error))
    return FALSE;
  if (!takes[kind_of (draft, index)].product)
    return refuse_kind (draft, index, "product", error);
  if (!show_catalog_find (draft->state->products, sku)) {
    show_catalog_set_not_found (draft->state->products, sku, error);
    return FALSE;
  }
  show_draft_set_string (&draft->state->cards[index].sku, sku);
  return TRUE;
}

/* "off" takes a text away. */
gboolean
show_reduce_card_text (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gboolean is_detail = command->id == SHOW_CMD_CARD_DETAIL;
  const char *text = show_words_is_off (command->args[1]) ? NULL : command->args[1];
  gsize max = SHOW_TEXT_MAX;
  ShowCardState *card;
  guint index;

  if (!find_card (draft, command, &index, error))
    return FALSE;
  if (is_detail ? !takes[kind_of (draft, index)].detail : !takes[kind_of (draft, index)].text)
    return refuse_kind (draft, index, is_detail ? "second line" : "text", error);
  if (kind_of (draft, index) == SHOW_CARD_TERMS)
    max = SHOW_TERMS_MAX;
  if (text && !show_text_check (text, max, "The text", error))
    return FALSE;
  card = &draft->state->cards[index];
  show_draft_set_string (is_detail ? &card->detail : &card->text, text);
  return TRUE;
}

/* The only way in which a deadline moves. */
gboolean
show_reduce_card_until (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  gint64 now_ms = show_state_deadline_now_ms (draft->state), until_ms = 0;
  guint index;

  if (!find_card (draft, command, &index, error))
    return FALSE;
  if (!takes[kind_of (draft, index)].until)
    return refuse_kind (draft, index, "deadline", error);
  if (!show_words_is_off (command->args[1]) &&
      !show_time_parse (command->args[1], now_ms, "The deadline", &until_ms, error))
    return FALSE;
  if (until_ms > 0 && until_ms <= now_ms) {
    g_set_error_literal (error, SHOW_ERROR, SHOW_ERROR_REFUSED, "That time is over already.");
    return FALSE;
  }
  draft->state->cards[index].until_ms = until_ms;
  return TRUE;
}

void
show_reduce_card_problem (ShowDraft *draft, const ShowEvent *event)
{
  g_autofree char *problem = show_text_tidy (event->card.problem, SHOW_TEXT_MAX);
  ShowCardState *card = &draft->state->cards[event->card.index];

  g_assert (event->card.index < draft->state->setup->cards->len);
  if (g_strcmp0 (card->problem, problem) == 0)
    return;
  show_draft_set_string (&card->problem, problem);
  draft->changed = TRUE;
}
