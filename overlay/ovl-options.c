#include "ovl-options.h"

#include "show-card.h"

#include <stddef.h>

static const char *const kinds[] = {"product",     "counter", "countdown", "link",
                                    "lower-third", "terms",   "access",    "hubs",
                                    "logo",        "ad",      NULL};
static const char *const corners[] = {"top-left", "top-right", "bottom-left", "bottom-right", NULL};

G_STATIC_ASSERT (SHOW_CARD_PRODUCT == 1 && SHOW_CARD_AD == 10);
G_STATIC_ASSERT (SHOW_CORNER_TOP_LEFT == 1 && SHOW_CORNER_BOTTOM_RIGHT == 4);

static const CfgOption card_options[] = {
    {.key = "kind",
     .type = CFG_CHOICE,
     .offset = offsetof (OvlCardOptions, kind),
     .default_text = "product",
     .choices = kinds,
     .help =
         "What the card shows. product: title, price and how many are left. counter: the number "
         "left alone. countdown: the time until a deadline. link: a QR code and a short link to "
         "buy. lower-third: who is speaking. terms: the small print. access: who may buy "
         "early. hubs: how many are left at each place. logo: a small picture. ad: \"#ad\"."},
    {.key = "corner",
     .type = CFG_CHOICE,
     .offset = offsetof (OvlCardOptions, corner),
     .default_text = "bottom-left",
     .choices = corners,
     .help = "Where on the picture the card stands."},
    {.key = "sku",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, sku),
     .example = "MUG-01",
     .help = "The product that the card is about, by its SKU in the shop. product, counter, link, "
             "access and hubs need one."},
    {.key = "shown",
     .type = CFG_BOOL,
     .offset = offsetof (OvlCardOptions, shown),
     .default_text = "no",
     .help = "Whether the card is on the picture from the start."},
    {.key = "text",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, text),
     .example = "Mia Berger",
     .help = "lower-third: the name. terms: the words. countdown: what it counts down to. ad: "
             "instead of #ad."},
    {.key = "detail",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, detail),
     .example = "Potter, Studio Lehm",
     .help = "lower-third: the second line."},
    {.key = "image",
     .type = CFG_PATH,
     .offset = offsetof (OvlCardOptions, image),
     .example = "logo.png",
     .help = "logo: the picture, a PNG or SVG with a transparent ground."},
    {.key = "url",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, url),
     .example = "https://shop.example/mug",
     .help = "link: where to buy, if not at the product's own link."},
    {.key = "fallback",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, fallback),
     .example = "https://shop.example",
     .help = "link: shown when the other link is dead."},
    {.key = "until",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, until),
     .example = "2027-03-15T19:00:00Z",
     .help = "countdown: the deadline, with its time zone (Z is UTC)."},
    {.key = NULL},
};

const CfgSection ovl_card_section = {
    .name = "card",
    .named = TRUE,
    .max = SHOW_CARDS_MAX,
    .help = "A card over the picture. It is shown and hidden by its name.",
    .struct_size = sizeof (OvlCardOptions),
    .options = card_options,
};
