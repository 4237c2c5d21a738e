/* Cards, products and the link to the shop, as the API gives them. */
#include "show-json.h"

/* null: nothing counts down. */
static json_t *
json_left (const ShowCardContent *content)
{
  return content->left_s < 0 ? json_null () : json_integer (content->left_s);
}

/* What is known of a link: `alive` is null while it was not tried. */
static json_t *
json_link (const ShowState *state, const char *url)
{
  const ShowLink *tried = show_state_find_link (state, url);

  return json_pack ("{s:s, s:o, s:o}", "url", url, "alive",
                    tried ? json_boolean (tried->alive) : json_null (), "text",
                    show_json_text (tried ? tried->text : NULL));
}

static json_t *
json_links (const ShowState *state, guint index)
{
  json_t *list = json_array ();
  const char *links[2];

  show_state_card_links (state, index, links);
  for (guint i = 0; i < 2; i++)
    if (links[i])
      json_array_append_new (list, json_link (state, links[i]));
  return list;
}

/* A number that is another one when the card looks different; null: there is nothing to draw. */
static json_t *
json_picture (const ShowCardState *card)
{
  return show_card_content_is_whole (card->says) ? json_integer (card->looks) : json_null ();
}

json_t *
show_json_card (const ShowState *state, guint index)
{
  const ShowCardContent *content = state->cards[index].says;
  g_autofree char *says = show_card_content_says (content);

  return json_pack ("{s:s, s:s, s:o, s:b, s:b, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                    "name", content->name, "kind", show_card_kind_to_string (content->kind), "sku",
                    show_json_text (state->cards[index].sku), "shown", content->shown, "drawn",
                    show_card_content_is_drawn (content), "problem",
                    show_json_text (state->cards[index].problem), "freshness",
                    show_freshness_to_string (content->freshness), "says", says, "text",
                    show_json_text (content->text), "detail", show_json_text (content->detail),
                    "until", show_json_time (content->until_ms), "left_s", json_left (content),
                    "link", show_json_text (content->link), "links", json_links (state, index),
                    "picture", json_picture (&state->cards[index]));
}

/* Products: a list of 10,000 is made at once, so this is plain and quick. */

static void
set (json_t *object, const char *key, json_t *value)
{
  json_object_set_new_nocheck (object, key, value);
}

/* null: not known, and not shown. */
static json_t *
json_price (const ShowProduct *product)
{
  json_t *price;

  if (product->currency[0] == '\0')
    return json_null ();
  price = json_object ();
  set (price, "minor", json_integer (product->price_minor));
  set (price, "currency", json_string_nocheck (product->currency));
  set (price, "was", product->was_minor > 0 ? json_integer (product->was_minor) : json_null ());
  set (price, "low30",
       product->low30_minor > 0 ? json_integer (product->low30_minor) : json_null ());
  return price;
}

static json_t *
json_hubs (const ShowProduct *product)
{
  json_t *list = json_array ();

  for (guint i = 0; i < product->n_hubs; i++)
    json_array_append_new (list, json_pack ("{s:s, s:I}", "name", product->hubs[i].name,
                                            "available", (json_int_t) product->hubs[i].available));
  return list;
}

static json_t *
json_preorder (const ShowProduct *product)
{
  if (product->pre_cap == 0)
    return json_null ();
  return json_pack ("{s:I, s:I, s:o}", "cap", (json_int_t) product->pre_cap, "sold",
                    (json_int_t) product->pre_sold, "ship_by",
                    show_json_text (product->ship_by[0] ? product->ship_by : NULL));
}

static json_t *
json_windows (const ShowProduct *product)
{
  json_t *list = json_array ();

  for (guint i = 0; i < product->n_windows; i++) {
    const ShowWindow *window = &product->windows[i];

    json_array_append_new (list, json_pack ("{s:s, s:o, s:o, s:I}", "tier", window->tier, "from",
                                            show_json_time (window->from_ms), "to",
                                            show_json_time (window->to_ms), "cap",
                                            (json_int_t) window->cap));
  }
  return list;
}

json_t *
show_product_to_json (const ShowProduct *product)
{
  json_t *object = json_object ();

  set (object, "sku", json_string_nocheck (product->sku));
  set (object, "title", json_string_nocheck (product->title));
  set (object, "rev", json_integer (product->rev));
  set (object, "cap", json_integer (product->cap));
  set (object, "available", json_integer (product->available));
  set (object, "sold", json_integer (product->sold));
  set (object, "price", json_price (product));
  set (object, "state", json_string_nocheck (show_stock_state_to_string (product->state)));
  set (object, "hubs", json_hubs (product));
  set (object, "pre", json_preorder (product));
  set (object, "url", show_json_text (product->url));
  set (object, "windows", json_windows (product));
  set (object, "as_of", show_json_time (product->as_of_ms));
  set (object, "doubtful", json_boolean (product->doubtful));
  return object;
}

json_t *
show_state_product_to_json (const ShowState *state, const char *sku)
{
  const ShowProduct *product = show_state_find_product (state, sku);

  return product ? show_product_to_json (product) : NULL;
}

json_t *
show_state_products_to_json (const ShowState *state)
{
  json_t *list = json_array ();

  for (guint i = 0; i < state->products->len; i++)
    json_array_append_new (list, show_product_to_json (state->products->pdata[i]));
  return list;
}

/* The link to the shop */

static const char *const why_names[] = {[SHOW_ADJUST_STALL_SALE] = "stall_sale",
                                        [SHOW_ADJUST_RETURN] = "return",
                                        [SHOW_ADJUST_COUNT] = "count"};

const char *
show_adjust_why_to_string (ShowAdjustWhy why)
{
  g_assert (why > 0 && why < G_N_ELEMENTS (why_names));
  return why_names[why];
}

ShowAdjustWhy
show_adjust_why_from_string (const char *text)
{
  for (guint i = 1; i < G_N_ELEMENTS (why_names); i++)
    if (g_strcmp0 (why_names[i], text) == 0)
      return i;
  return 0;
}

static json_t *
json_adjustment (const ShowAdjustment *adjustment)
{
  return json_pack ("{s:s, s:s, s:I, s:s, s:o, s:o}", "id", adjustment->id, "sku", adjustment->sku,
                    "by", (json_int_t) adjustment->by, "why",
                    show_adjust_why_to_string (adjustment->why), "place",
                    show_json_text (adjustment->hub[0] ? adjustment->hub : NULL), "at",
                    show_json_time (adjustment->at_ms));
}

static json_t *
json_pending (const ShowState *state)
{
  json_t *list = json_array ();

  for (guint i = 0; i < state->pending->len; i++) {
    const ShowPending *pending = &g_array_index (state->pending, ShowPending, i);
    json_t *item = json_adjustment (&pending->adjustment);

    set (item, "answered", json_boolean (pending->answered));
    json_array_append_new (list, item);
  }
  return list;
}

static json_t *
json_refusals (const ShowState *state)
{
  json_t *list = json_array ();

  for (guint i = 0; i < state->refusals->len; i++) {
    const ShowRefusal *refusal = state->refusals->pdata[i];
    json_t *item = json_adjustment (&refusal->adjustment);

    set (item, "refused_at", show_json_time (refusal->at_ms));
    set (item, "text", json_string (refusal->text));
    json_array_append_new (list, item);
  }
  return list;
}

/* Whole seconds since then; null for never. */
static json_t *
json_age (gint64 then_ms, gint64 mono_ms)
{
  return then_ms ? json_integer (MAX (mono_ms - then_ms, 0) / 1000) : json_null ();
}

json_t *
show_json_shop (const ShowState *state, gint64 now_ms, gint64 mono_ms)
{
  const ShowFeedState *feed = &state->feed;
  const ShowStatus *status = feed->report->status;

  return json_pack (
      "{s:s, s:s, s:o, s:o, s:b, s:b, s:I, s:o, s:o, s:i, s:o, s:i, s:I, s:I, s:o, s:o}", "state",
      show_health_to_string (status->health), "text", status->text, "detail",
      show_json_text (status->detail), "retry_in_s", show_json_retry (status, now_ms), "local",
      state->setup->stock_is_local, "synced", feed->synced, "seq", (json_int_t) feed->seq,
      "heard_s_ago", json_age (feed->heard_ms, mono_ms), "source_age_s",
      json_age (feed->source_ms, mono_ms), "refused_items", (int) feed->refused_items,
      "refused_why", show_json_text (feed->refused_why), "products", (int) state->products->len,
      "buffer", (json_int_t) state->oversell_buffer, "pending_adjustments",
      (json_int_t) state->pending->len, "adjustments", json_pending (state), "refused_adjustments",
      json_refusals (state));
}
