#include "dmn-draft.h"

#include "ovl-sample.h"
#include "show-card.h"
#include "web-types.h"

static void
add_products (ShowEvent *event, const ShowState *running, const ShowSetup *setup,
              GPtrArray *products)
{
  for (guint i = 0; i < setup->cards->len; i++) {
    const char *sku = g_array_index (setup->cards, ShowCardSetup, i).sku;
    ShowProduct *product = sku ? show_state_find_product (running, sku) : NULL;

    if (product)
      g_ptr_array_add (products, product);
  }
  event->products.items = (ShowProduct *const *) products->pdata;
  event->products.n_items = products->len;
}

/* A show that begins now with that config, and knows the products that this one knows. */
static ShowState *
rehearse (const DmnConfig *config, const ShowState *running)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  g_autoptr (GPtrArray) products = g_ptr_array_new ();
  ShowEvent event = {.kind = SHOW_EVENT_PRODUCTS,
                     .now_ms = g_get_real_time () / 1000,
                     .mono_ms = g_get_monotonic_time () / 1000};
  g_autoptr (ShowState) state =
      show_state_new (config->setup, event.now_ms, event.mono_ms, effects);

  add_products (&event, running, config->setup, products);
  return show_state_reduce (state, &event, effects, NULL);
}

/* As on a good day: the number is fresh, and everything is there. */
static void
add_card (GPtrArray *contents, const ShowState *state, guint index)
{
  ShowCardContent *content = show_state_make_card (state, index);

  content->freshness = SHOW_FRESH;
  content->shown = TRUE;
  ovl_sample_complete (content);
  g_ptr_array_add (contents, content);
}

static gboolean
is_shown_in (const ShowState *state, const char *name)
{
  g_autoptr (ShowCardContent) content = NULL;
  guint index;

  if (!show_setup_find (show_state_get_setup (state)->cards, name, &index))
    return FALSE;
  content = show_state_make_card (state, index);
  return content->shown;
}

static void
add_all (GPtrArray *contents, const ShowState *state, const ShowState *running, gboolean hidden)
{
  const GArray *cards = show_state_get_setup (state)->cards;

  for (guint i = 0; i < cards->len; i++) {
    const ShowCardSetup *card = &g_array_index (cards, ShowCardSetup, i);

    if (hidden || card->shown || is_shown_in (running, card->name))
      add_card (contents, state, i);
  }
}

static void
add_named (GPtrArray *contents, const ShowState *state, const char *name)
{
  guint index;

  if (show_setup_find (show_state_get_setup (state)->cards, name, &index))
    add_card (contents, state, index);
}

static void
add_sample (GPtrArray *contents, const DmnConfig *config, const char *name)
{
  ShowCardContent *content = ovl_sample_find (name, config->look->theme->logo);

  if (content)
    g_ptr_array_add (contents, content);
}

GPtrArray *
dmn_draft_make_contents (const DmnConfig *config, const ShowState *running, const json_t *wanted,
                         gboolean *ret_as_picture, GError **error)
{
  const char *card = json_string_value (json_object_get (wanted, "card"));
  const char *sample = json_string_value (json_object_get (wanted, "sample"));
  g_autoptr (ShowState) state = rehearse (config, running);
  g_autoptr (GPtrArray) contents =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_card_content_free);

  if (card)
    add_named (contents, state, card);
  else if (sample)
    add_sample (contents, config, sample);
  else
    add_all (contents, state, running, FALSE);
  if (contents->len == 0 && !card && !sample)
    add_all (contents, state, running, TRUE);
  if (contents->len == 0 && (card || sample)) {
    g_set_error_literal (error, WEB_ERROR, WEB_ERROR_NOT_FOUND, "There is no such card.");
    return NULL;
  }
  *ret_as_picture = !card && !sample;
  return g_steal_pointer (&contents);
}
