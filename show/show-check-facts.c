/* Tech check: what the state of the show knows already. */
#include "show-check.h"
#include "show-draft.h"

static void
take_cameras (ShowCheckFacts *facts, const ShowState *state)
{
  facts->n_cameras = state->setup->cameras->len;
  for (guint i = 0; i < facts->n_cameras; i++) {
    facts->camera_names[i] = g_array_index (state->setup->cameras, ShowCameraSetup, i).name;
    facts->cameras[i].health = state->cameras[i]->status->health;
    facts->cameras[i].status = state->cameras[i]->status->text;
  }
}

static void
take_mics (ShowCheckFacts *facts, const ShowState *state)
{
  facts->n_mics = state->setup->mics->len;
  for (guint i = 0; i < facts->n_mics; i++) {
    facts->mic_names[i] = g_array_index (state->setup->mics, ShowMicSetup, i).name;
    facts->mics[i].health = state->mics[i].report->status->health;
    facts->mics[i].status = state->mics[i].report->status->text;
    facts->mics[i].mute = state->mics[i].mute;
    facts->mics[i].lost_ms = state->figures.mics[i].lost_ms;
  }
}

static void
take_outputs (ShowCheckFacts *facts, const ShowState *state)
{
  facts->n_outputs = state->setup->outputs->len;
  for (guint i = 0; i < facts->n_outputs; i++) {
    const ShowReport *report = state->outputs[i].report;

    facts->output_names[i] = g_array_index (state->setup->outputs, ShowOutputSetup, i).name;
    facts->outputs[i].health = report->status->health;
    facts->outputs[i].status = report->status->text;
    facts->outputs[i].kbps = report->counters.kbps;
    facts->outputs[i].queue_ms = report->counters.queue_ms;
    facts->outputs[i].retries = report->counters.retries;
  }
  facts->recording = state->recording.report->status->health;
  facts->recording_status = state->recording.report->status->text;
  facts->recording_bytes = state->recording.report->counters.sent_bytes;
  facts->recording_wanted = state->setup->record || state->recording.wanted;
}

static void
take_links (ShowCheckCard *card, const ShowState *state, guint index)
{
  const char *links[2];

  show_state_card_links (state, index, links);
  for (guint i = 0; i < 2; i++) {
    const ShowLink *tried = links[i] ? show_state_find_link (state, links[i]) : NULL;

    card->links[i].url = links[i];
    card->links[i].tried = tried != NULL;
    card->links[i].alive = tried && tried->alive;
    card->links[i].text = tried ? tried->text : NULL;
  }
}

static void
take_cards (ShowCheckFacts *facts, const ShowState *state)
{
  facts->n_cards = state->setup->cards->len;
  for (guint i = 0; i < facts->n_cards; i++) {
    const ShowCardSetup *setup = &g_array_index (state->setup->cards, ShowCardSetup, i);
    const ShowProduct *product = show_state_card_product (state, i);
    ShowCheckCard *card = &facts->cards[i];

    facts->card_names[i] = setup->name;
    card->sku = state->cards[i].sku;
    card->known = product != NULL;
    card->freshness = product ? show_state_freshness (state, product) : SHOW_UNKNOWN;
    if (setup->kind == SHOW_CARD_LINK)
      take_links (card, state, i);
  }
}

static void
take_shop (ShowCheckFacts *facts, const ShowState *state)
{
  const ShowFeedState *feed = &state->feed;

  facts->shop = feed->report->status->health;
  facts->shop_status = feed->report->status->text;
  facts->shop_local = state->setup->stock_is_local;
  facts->shop_synced = feed->synced;
  facts->shop_refused = feed->refused_items;
  facts->shop_refused_why = feed->refused_why;
  facts->n_products = state->products->len;
  if (feed->knows_offset)
    facts->shop_clock_off_s =
        (double) (state->now_ms - state->mono_ms - feed->shop_offset_ms) / 1000;
}

void
show_check_take_state (ShowCheckFacts *facts, const ShowState *state)
{
  take_cameras (facts, state);
  take_mics (facts, state);
  take_outputs (facts, state);
  take_cards (facts, state);
  take_shop (facts, state);
  facts->on_air = state->figures.on_air;
  facts->missed_ticks = state->figures.missed_ticks;
  facts->encoder_stops = state->figures.encoder_stops;
  facts->eased = state->figures.eased;
  facts->encode_ms = state->figures.encode_ms;
  facts->frame_ms = 1000.0 * state->setup->fps_d / MAX (state->setup->fps_n, 1);
}
