#include "ovl-options.h"

#include "show-card.h"

#include <stddef.h>

static const char *const kinds[] = {"product", NULL};
static const char *const corners[] = {"top-left", "top-right", "bottom-left", "bottom-right", NULL};

G_STATIC_ASSERT (SHOW_CARD_PRODUCT == 1);
G_STATIC_ASSERT (SHOW_CORNER_TOP_LEFT == 1 && SHOW_CORNER_BOTTOM_RIGHT == 4);

static const CfgOption card_options[] = {
    {.key = "kind",
     .type = CFG_CHOICE,
     .offset = offsetof (OvlCardOptions, kind),
     .default_text = "product",
     .choices = kinds,
     .help = "What the card shows. \"product\": title, price and how many are left."},
    {.key = "corner",
     .type = CFG_CHOICE,
     .offset = offsetof (OvlCardOptions, corner),
     .default_text = "bottom-left",
     .choices = corners,
     .help = "Where on the picture the card stands."},
    {.key = "sku",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, sku),
     .required = TRUE,
     .example = "MUG-01",
     .help = "The product that the card is about, by its SKU in the shop."},
    {.key = "shown",
     .type = CFG_BOOL,
     .offset = offsetof (OvlCardOptions, shown),
     .default_text = "no",
     .help = "Whether the card is on the picture from the start."},
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
