/* All that is to be read on a card, for the record. */
#include "show-json.h"

static void
set (json_t *facts, const char *key, json_t *value)
{
  if (json_is_null (value))
    json_decref (value);
  else
    json_object_set_new (facts, key, value);
}

static void
set_price (json_t *facts, const ShowProduct *product)
{
  if (product->currency[0] == '\0')
    return;
  set (facts, "price_minor", json_integer (product->price_minor));
  set (facts, "currency", json_string (product->currency));
  if (!show_product_may_strike (product))
    return;
  set (facts, "was_minor", json_integer (product->was_minor));
  set (facts, "low30_minor", json_integer (product->low30_minor));
}

static json_t *
json_places (const ShowProduct *product)
{
  json_t *places = json_object ();

  for (guint i = 0; i < product->n_hubs; i++)
    json_object_set_new (places, product->hubs[i].name, json_integer (product->hubs[i].available));
  return places;
}

/* Not when the picture says "updating…": then nothing of it is told. */
static void
set_stock (json_t *facts, const ShowProduct *product)
{
  set (facts, "state", json_string (show_stock_state_to_string (product->state)));
  set (facts, "available", json_integer (product->available));
  if (product->cap > 0)
    set (facts, "cap", json_integer (product->cap));
  if (product->n_hubs > 0)
    set (facts, "places", json_places (product));
  if (product->state != SHOW_STOCK_PREORDER)
    return;
  set (facts, "pre_cap", json_integer (product->pre_cap));
  set (facts, "pre_sold", json_integer (product->pre_sold));
  set (facts, "ship_by", json_string (product->ship_by));
}

static const char *const access_names[] = {
    [SHOW_ACCESS_NONE] = NULL, [SHOW_ACCESS_BEFORE] = "before", [SHOW_ACCESS_MEMBERS] = "members"};

static void
set_access (json_t *facts, const ShowCardContent *content)
{
  if (content->access == SHOW_ACCESS_NONE)
    return;
  set (facts, "access", json_string (access_names[content->access]));
  set (facts, "tier", json_string (content->window.tier));
}

json_t *
show_card_content_to_facts (const ShowCardContent *content)
{
  json_t *facts = json_pack ("{s:s, s:s}", "kind", show_card_kind_to_string (content->kind),
                             "freshness", show_freshness_to_string (content->freshness));

  if (content->product) {
    set (facts, "title", json_string (content->product->title));
    set_price (facts, content->product);
  }
  if (content->product && content->freshness != SHOW_UNKNOWN)
    set_stock (facts, content->product);
  set_access (facts, content);
  set (facts, "text", show_json_text (content->text));
  set (facts, "detail", show_json_text (content->detail));
  set (facts, "image", show_json_text (content->image));
  set (facts, "link", show_json_text (content->link));
  set (facts, "until", show_json_time (content->until_ms));
  return facts;
}
