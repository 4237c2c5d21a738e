#include "ovl-options.h"

#include "ovl-locale.h"
#include "show-card.h"

#include <stddef.h>
#include <string.h>

static gboolean
check_locale (const char *value, char **ret_why)
{
  if (ovl_locale_is_known (value))
    return TRUE;
  *ret_why =
      g_strdup ("nobody knows this language. Write one such as en, de-AT, fr, es, ja or ar.");
  return FALSE;
}

/* Those that are there; a file's path is as good. */
static const char *const themes[] = {"glass", "paper", "market", NULL};

static const CfgOption overlay_options[] = {
    {.key = "theme",
     .type = CFG_PATH,
     .choices = themes,
     .offset = offsetof (OvlOptions, theme),
     .default_text = OVL_THEME_DEFAULT,
     .help =
         "What cards and slates look like: glass (dark), paper (light, bookish), market (bold), "
         "or the file of a theme of your own. \"tallybox doc theme paper\" prints one to start "
         "from."},
    {.key = "locale",
     .type = CFG_STRING,
     .offset = offsetof (OvlOptions, locale),
     .default_text = OVL_LOCALE_DEFAULT,
     .check = check_locale,
     .help = "Language and country of the cards. Words are there in en, de, fr, es, ja and ar; "
             "numbers, prices and dates in every language."},
    {.key = "safe_area",
     .type = CFG_STRING,
     .offset = offsetof (OvlOptions, safe_area),
     .example = "tiktok",
     .help = "Which part of the picture is free for cards: ebu-graphics, ebu-action, meta, tiktok, "
             "or the name of a [safe-area] of your own. Without it meta for upright pictures, "
             "otherwise ebu-graphics. \"tallybox cards FOLDER\" draws it."},
    {.key = NULL},
};

const CfgSection ovl_section = {
    .name = "overlay",
    .help = "What cards and slates look like, all of them.",
    .struct_size = sizeof (OvlOptions),
    .options = overlay_options,
};

#define EDGE(side, whole)                                                                          \
  {                                                                                                \
    .key = #side, .type = CFG_DOUBLE, .offset = offsetof (OvlSafeAreaOptions, side),               \
    .default_text = "5", .min = 0, .max = 45, .unit = "% of the " whole,                           \
    .help = "What stays free at the " #side "."                                                    \
  }

static const CfgOption safe_area_options[] = {
    EDGE (top, "height"),  EDGE (bottom, "height"), EDGE (left, "width"),
    EDGE (right, "width"), {.key = NULL},
};

const CfgSection ovl_safe_area_section = {
    .name = "safe-area",
    .named = TRUE,
    .max = OVL_SAFE_AREAS_MAX,
    .help = "A part of the picture that is free for cards, as the apps of a platform leave it. One "
            "with the name of a built-in one takes its place.",
    .struct_size = sizeof (OvlSafeAreaOptions),
    .options = safe_area_options,
};

gboolean
ovl_options_find_safe_area (const char *name, const GPtrArray *areas, OvlSafeArea *ret_area)
{
  const OvlSafeArea *builtin = ovl_safe_find (name);

  for (guint i = 0; i < areas->len; i++) {
    const OvlSafeAreaOptions *own = areas->pdata[i];

    if (!g_str_equal (own->name, name))
      continue;
    *ret_area = (OvlSafeArea){.top = own->top / 100,
                              .bottom = own->bottom / 100,
                              .left = own->left / 100,
                              .right = own->right / 100};
    g_strlcpy (ret_area->name, name, sizeof ret_area->name);
    return TRUE;
  }
  if (builtin)
    *ret_area = *builtin;
  return builtin != NULL;
}

const char *
ovl_options_get_theme (const OvlOptions *options)
{
  const char *slash = strrchr (options->theme, G_DIR_SEPARATOR);
  const char *last = slash ? slash + 1 : options->theme;

  return ovl_theme_get_builtin_text (last) ? last : options->theme;
}

static const char *const kinds[] = {"product",     "counter", "countdown", "link",
                                    "lower-third", "terms",   "access",    "hubs",
                                    "logo",        "ad",      NULL};

G_STATIC_ASSERT (SHOW_CARD_PRODUCT == 1 && SHOW_CARD_AD == 10);

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
     .choices = show_corner_names,
     .example = "bottom-left",
     .help = "Where on the picture the card stands. Several in one corner stack. Without it each "
             "kind has its usual corner."},
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
     .help = "logo: the picture, a PNG or SVG with a transparent ground, if not the theme's."},
    {.key = "url",
     .type = CFG_STRING,
     .offset = offsetof (OvlCardOptions, url),
     .example = "https://shop.example/mug",
     .help = "link: where to buy, if not at the product's own link. With sku, it counts for that "
             "product only."},
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
