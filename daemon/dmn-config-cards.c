#include "dmn-config-cards.h"

#include "base-file.h"
#include "show-command.h"
#include "show-link.h"
#include "show-text.h"
#include "show-time.h"
#include <string.h>

#define AD_TEXT "#ad"

/* Which settings a kind cannot do without. What can be set while the show runs (the deadline of a
 * countdown) may wait. */
static const struct {
  gboolean sku, link, text, image;
} needs[] = {
    [SHOW_CARD_PRODUCT] = {.sku = TRUE},
    [SHOW_CARD_COUNTER] = {.sku = TRUE},
    [SHOW_CARD_COUNTDOWN] = {0},
    [SHOW_CARD_LINK] = {.link = TRUE},
    [SHOW_CARD_LOWER_THIRD] = {.text = TRUE},
    [SHOW_CARD_TERMS] = {.text = TRUE},
    [SHOW_CARD_ACCESS] = {.sku = TRUE},
    [SHOW_CARD_HUBS] = {.sku = TRUE},
    [SHOW_CARD_LOGO] = {.image = TRUE},
    [SHOW_CARD_AD] = {0},
};

typedef struct {
  DmnConfig *config;
  const OvlCardOptions *options;
  const char *image; /* its own or the theme's */
} Card;

static void
report (const Card *card, const char *key, const char *what)
{
  cfg_file_report (card->config->file, &ovl_card_section, card->options, key, "%s", what);
}

static void
check_needs (const Card *card)
{
  const OvlCardOptions *options = card->options;
  g_autofree char *fault = NULL;

  if (needs[options->kind].sku && !options->sku)
    report (card, NULL, "this card needs a product: add its SKU, such as sku = MUG-01.");
  if (needs[options->kind].link && !options->sku && !options->url)
    report (card, NULL,
            "this card needs a link: add url = https://shop.example/mug, or the sku of a product "
            "whose link the shop tells.");
  if (needs[options->kind].text && !options->text)
    report (card, NULL, "this card needs words: add text = and what it shall say.");
  /* The theme may have had one. */
  if (needs[options->kind].image && !card->image)
    cfg_file_report_missing (card->config->file, &ovl_card_section, options, NULL, "%s",
                             "this card needs a picture: add image = logo.png.");
  fault =
      options->image ? base_file_find_fault (options->image, "Put the picture there.", NULL) : NULL;
  if (fault)
    dmn_config_miss (card->config, &ovl_card_section, options, "image", options->image, fault);
}

static void
report_error (const Card *card, const char *key, GError *error)
{
  report (card, key, error->message);
  g_error_free (error);
}

static void
check_text (const Card *card, const char *key, const char *text)
{
  gsize max = card->options->kind == SHOW_CARD_TERMS ? SHOW_TERMS_MAX : SHOW_TEXT_MAX;
  GError *error = NULL;

  if (text && !show_text_check (text, max, "The text", &error))
    report_error (card, key, error);
}

static void
check_link (const Card *card, const char *key, const char *link)
{
  GError *error = NULL;

  if (link && !show_link_check (link, &error))
    report_error (card, key, error);
}

/* 0 when there is none. */
static gint64
read_until (const Card *card)
{
  GError *error = NULL;
  gint64 until_ms = 0;

  if (card->options->until &&
      !show_time_parse (card->options->until, 0, "The deadline", &until_ms, &error))
    report_error (card, "until", error);
  return until_ms;
}

static void
set_up_card (DmnConfig *config, const OvlCardOptions *options)
{
  const char *logo = options->kind == SHOW_CARD_LOGO ? config->look->theme->logo : NULL;
  const Card wrapped = {config, options, options->image ? options->image : logo};
  const char *text = options->text;
  ShowCardSetup card = {0};

  if (!text && options->kind == SHOW_CARD_AD)
    text = AD_TEXT;
  check_needs (&wrapped);
  check_text (&wrapped, "text", options->text);
  check_text (&wrapped, "detail", options->detail);
  check_link (&wrapped, "url", options->url);
  check_link (&wrapped, "fallback", options->fallback);
  if (options->sku && strlen (options->sku) > SHOW_SKU_MAX)
    report (&wrapped, "sku", "the SKU is longer than 64 bytes. Write the one that the shop has.");
  card =
      (ShowCardSetup){.kind = (ShowCardKind) options->kind,
                      .corner = options->corner ? (ShowCorner) options->corner
                                                : ovl_look_get_corner (config->look, options->kind),
                      .sku = g_strdup (options->sku),
                      .shown = options->shown,
                      .text = g_strdup (text),
                      .detail = g_strdup (options->detail),
                      .image = g_strdup (wrapped.image),
                      .url = g_strdup (options->url),
                      .fallback = g_strdup (options->fallback),
                      .until_ms = read_until (&wrapped)};
  g_strlcpy (card.name, options->name, sizeof card.name);
  g_array_append_val (config->setup->cards, card);
}

void
dmn_config_set_up_cards (DmnConfig *config)
{
  GPtrArray *cards = cfg_file_list (config->file, &ovl_card_section);

  for (guint i = 0; i < cards->len; i++)
    set_up_card (config, cards->pdata[i]);
}
