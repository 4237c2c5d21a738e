/* What the link to the shop says: how it fares, what it answered, which buy links work. */
#include "show-draft.h"
#include "show-text.h"

/* A new idea of the shop's clock counts when it differs by more than the network's jitter: seconds
 * must not go back and forth. */
#define CLOCK_JITTER_MS 250

static void
set_clock (ShowFeedState *feed, const ShowFeed *news)
{
  if (!news->knows_offset)
    return;
  if (!feed->knows_offset || ABS (news->shop_offset_ms - feed->shop_offset_ms) > CLOCK_JITTER_MS)
    feed->shop_offset_ms = news->shop_offset_ms;
  feed->knows_offset = TRUE;
}

static void
set_report (ShowFeedState *feed, const ShowFeed *news)
{
  g_autofree char *why = show_text_tidy (news->refused_why, SHOW_TEXT_MAX);

  show_report_unref (feed->report);
  feed->report = show_report_new (news->status, &(ShowCounters){0}, NULL);
  g_clear_pointer (&feed->refused_why, g_ref_string_release);
  if (why)
    feed->refused_why = g_ref_string_new (why);
  feed->refused_items = news->refused_items;
}

void
show_reduce_feed (ShowDraft *draft, const ShowEvent *event)
{
  ShowFeedState *feed = &draft->state->feed;
  const ShowFeed *news = event->feed;

  set_report (feed, news);
  set_clock (feed, news);
  feed->synced = news->synced;
  feed->seq = news->synced ? news->seq : 0;
  feed->heard_ms = news->heard_ms;
  feed->source_ms = news->source_ms;
  feed->stale_ms = news->stale_ms;
  if (news->synced)
    feed->known_ms = MAX (feed->known_ms, news->heard_ms);
  if (news->synced && news->seq > 0)
    show_draft_set_pending (draft,
                            show_pending_list_settle (draft->state->pending, news->seq, FALSE));
  draft->changed = TRUE;
}

void
show_reduce_pending (ShowDraft *draft, const ShowEvent *event)
{
  for (guint i = 0; i < event->pending.n_items; i++) {
    ShowPendingList *list = draft->state->pending;

    if (show_pending_list_find (list, event->pending.items[i].id) < 0)
      show_draft_set_pending (draft, show_pending_list_add (list, &event->pending.items[i]));
  }
}

/* Answers */

static const char *const why_words[] = {[SHOW_ADJUST_STALL_SALE] = "sale",
                                        [SHOW_ADJUST_RETURN] = "return",
                                        [SHOW_ADJUST_COUNT] = "count"};

static const struct {
  const char *code, *words;
} code_words[] = {
    {"sold_out", "the shop has no more. Take it back, or give the shop more."},
    {"forbidden", "the shop lets this rig change nothing. Ask it for a token that may."},
    {"unknown_sku", "the shop does not know this SKU."},
    {"invalid", "the shop takes no such correction."},
    {SHOW_ADJUSTED_NOT_KEPT, "it could not be stored here. Make it again."},
};

static const char *
words_of (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (code_words); i++)
    if (g_strcmp0 (code_words[i].code, code) == 0)
      return code_words[i].words;
  return "the shop gave no reason that is known here.";
}

static void
clear_refusal (gpointer data)
{
  g_free (((ShowRefusal *) data)->text);
}

void
show_refusal_unref (gpointer refusal)
{
  if (refusal)
    g_atomic_rc_box_release_full (refusal, clear_refusal);
}

static ShowRefusal *
refusal_new (const ShowAdjustment *adjustment, const char *code, gint64 now_ms)
{
  ShowRefusal *refusal = g_atomic_rc_box_new0 (ShowRefusal);

  refusal->adjustment = *adjustment;
  refusal->at_ms = now_ms;
  refusal->text = g_strdup_printf ("The %s of %" G_GINT64_FORMAT " of %s does not count: %s",
                                   why_words[adjustment->why], ABS (adjustment->by),
                                   adjustment->sku, words_of (code));
  return refusal;
}

static void
add_refusal (ShowDraft *draft, const ShowAdjustment *adjustment)
{
  GPtrArray *old = draft->state->refusals;
  GPtrArray *new = g_ptr_array_new_with_free_func (show_refusal_unref);

  for (guint i = old->len >= SHOW_REFUSALS_MAX ? 1 : 0; i < old->len; i++)
    g_ptr_array_add (new, g_atomic_rc_box_acquire (old->pdata[i]));
  g_ptr_array_add (new,
                   refusal_new (adjustment, draft->event->adjusted->code, draft->event->now_ms));
  g_ptr_array_unref (old);
  draft->state->refusals = new;
}

/* An answer to what nobody waits for is none of ours. */
void
show_reduce_adjusted (ShowDraft *draft, const ShowEvent *event)
{
  ShowState *state = draft->state;
  const ShowAdjusted *answer = event->adjusted;
  int index = show_pending_list_find (state->pending, answer->id);

  if (index < 0)
    return;
  if (!answer->ok) {
    add_refusal (draft, &g_array_index (state->pending, ShowPending, index).adjustment);
    show_draft_set_pending (draft, show_pending_list_remove (state->pending, (guint) index));
    return;
  }
  show_draft_set_pending (draft,
                          show_pending_list_answer (state->pending, (guint) index, answer->seq));
  if (state->feed.seq > 0)
    show_draft_set_pending (draft,
                            show_pending_list_settle (state->pending, state->feed.seq, FALSE));
}

/* Buy links */

static gboolean
is_wanted (const ShowState *state, const char *url)
{
  return g_ptr_array_find_with_equal_func (state->links, url, g_str_equal, NULL);
}

static gboolean
is_known (const ShowState *state, const ShowLinkReport *report)
{
  const ShowLink *known = show_state_find_link (state, report->url);
  g_autofree char *text = show_text_tidy (report->text, SHOW_TEXT_MAX);

  return known && !known->alive == !report->alive && g_strcmp0 (known->text, text) == 0;
}

void
show_reduce_link (ShowDraft *draft, const ShowEvent *event)
{
  ShowState *state = draft->state;
  const ShowLinkReport *report = event->link;
  GPtrArray *tried;

  if (!is_wanted (state, report->url) || is_known (state, report))
    return;
  tried = g_ptr_array_new_with_free_func (show_link_unref);
  for (guint i = 0; i < state->tried->len; i++)
    if (!g_str_equal (((ShowLink *) state->tried->pdata[i])->url, report->url))
      g_ptr_array_add (tried, g_atomic_rc_box_acquire (state->tried->pdata[i]));
  g_ptr_array_add (tried, show_link_new (report->url, report->alive, report->text));
  g_ptr_array_unref (state->tried);
  state->tried = tried;
  draft->changed = TRUE;
}
