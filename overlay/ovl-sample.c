#include "ovl-sample.h"

#define TITLE            "Hand-thrown stoneware mug"
#define LONG_TITLE       TITLE ", moss green, with a lid, a saucer and an olive wood spoon"
#define SAMPLE_LINK      "https://shop.example/mug"
#define SAMPLE_LINK_TEXT "shop.example/mug"
#define TERMS_TEXT                                                                                 \
  "Pre-orders ship by 15 March 2027. You may withdraw within 14 days of delivery; we pay the "     \
  "money back the way it came. Prices include VAT, shipping is extra."

typedef struct {
  const char *name;
  ShowCardKind kind;
  ShowStockState state; /* 0: the card is not about a product */
  ShowFreshness freshness;
  gint64 available, cap;
  const char *text, *detail;
  gint64 left_s;
  ShowAccess access;
  gboolean reduced; /* with an earlier price */
  guint n_hubs;
} Sample;

/* A card about a product, in a state, with so many left of a cap. */
#define OF(id, what, at, age, left, of, ...)                                                       \
  {                                                                                                \
    .name = id, .kind = SHOW_CARD_##what, .state = SHOW_STOCK_##at, .freshness = SHOW_##age,       \
    .available = left, .cap = of, ##__VA_ARGS__                                                    \
  }
#define BARE(id, what, ...)                                                                        \
  {                                                                                                \
    .name = id, .kind = SHOW_CARD_##what, ##__VA_ARGS__                                            \
  }

static const Sample samples[] = {
    OF ("product", PRODUCT, LIVE, FRESH, 143, 200),
    OF ("product-reduced", PRODUCT, LIVE, FRESH, 143, 200, .reduced = TRUE),
    OF ("product-last", PRODUCT, LIVE, FRESH, 3, 200),
    OF ("product-many", PRODUCT, LIVE, FRESH, 1043, 1200, .text = "Olive oil"),
    OF ("product-long", PRODUCT, LIVE, FRESH, 17, 200, .text = LONG_TITLE),
    OF ("product-no-cap", PRODUCT, LIVE, FRESH, 64, 0),
    OF ("product-aged", PRODUCT, LIVE, AGED, 143, 200),
    OF ("product-aged-reduced", PRODUCT, LIVE, AGED, 143, 200, .reduced = TRUE),
    OF ("product-updating", PRODUCT, LIVE, UNKNOWN, 143, 200),
    OF ("product-upcoming", PRODUCT, UPCOMING, FRESH, 200, 200),
    OF ("product-sold-out", PRODUCT, SOLD_OUT, FRESH, 0, 200),
    OF ("product-preorder", PRODUCT, PREORDER, FRESH, 0, 200),
    OF ("product-paused", PRODUCT, PAUSED, FRESH, 90, 200),
    OF ("product-ended", PRODUCT, ENDED, FRESH, 90, 200),
    OF ("counter", COUNTER, LIVE, FRESH, 143, 200),
    OF ("counter-aged", COUNTER, LIVE, AGED, 1043, 1200),
    OF ("counter-sold-out", COUNTER, SOLD_OUT, FRESH, 0, 200),
    BARE ("countdown", COUNTDOWN, .text = "Drop starts", .left_s = 272),
    BARE ("countdown-hours", COUNTDOWN, .text = "Orders close", .left_s = 15153),
    BARE ("countdown-days", COUNTDOWN, .text = "Spring collection, in the shop and at the stall",
          .left_s = 187200),
    BARE ("countdown-bare", COUNTDOWN, .left_s = 59),
    BARE ("countdown-now", COUNTDOWN, .text = "Drop starts"),
    OF ("link", LINK, LIVE, FRESH, 143, 200),
    BARE ("lower-third", LOWER_THIRD, .text = "Mia Berger", .detail = "Potter, Studio Lehm"),
    BARE ("lower-third-bare", LOWER_THIRD, .text = "The glazing room"),
    BARE ("terms", TERMS, .text = TERMS_TEXT),
    BARE ("terms-short", TERMS, .text = "Prices include VAT."),
    OF ("access-before", ACCESS, UPCOMING, FRESH, 200, 200, .left_s = 252,
        .access = SHOW_ACCESS_BEFORE),
    OF ("access-open", ACCESS, LIVE, FRESH, 200, 200, .left_s = 252, .access = SHOW_ACCESS_MEMBERS),
    OF ("hubs", HUBS, LIVE, FRESH, 143, 200, .n_hubs = 3),
    OF ("hubs-aged", HUBS, LIVE, AGED, 143, 200, .n_hubs = 2),
    OF ("hubs-many", HUBS, LIVE, FRESH, 1043, 1200, .n_hubs = 8),
    OF ("hubs-updating", HUBS, LIVE, UNKNOWN, 143, 200, .n_hubs = 3),
    BARE ("logo", LOGO),
    BARE ("ad", AD, .text = "#ad"),
};

static const char *const places[SHOW_HUBS_MAX] = {
    "Stall on the square", "Warehouse", "Studio",        "Station kiosk",
    "Museum shop",         "Harbour",   "Old town hall", "Online",
};

/* The first place has none: that reads differently. */
static void
add_hubs (ShowProduct *product, guint n)
{
  ShowHub hubs[SHOW_HUBS_MAX] = {0};
  gint64 left = product->available;

  for (guint i = n; i-- > 0;) {
    g_strlcpy (hubs[i].name, places[i], sizeof hubs[i].name);
    hubs[i].available = i == 0 ? 0 : i == 1 ? left : left / 3;
    left -= hubs[i].available;
  }
  show_product_set_hubs (product, hubs, n);
}

static ShowProduct *
new_product (const Sample *sample)
{
  ShowProduct *product = show_product_new ("MUG-01", sample->text ? sample->text : TITLE);

  product->state = sample->state;
  product->available = sample->available;
  product->cap = sample->cap;
  product->price_minor = 2490;
  g_strlcpy (product->currency, "EUR", sizeof product->currency);
  if (sample->reduced) {
    product->was_minor = 2990;
    product->low30_minor = 2690;
  }
  if (sample->state == SHOW_STOCK_PREORDER) {
    product->pre_cap = 30;
    g_strlcpy (product->ship_by, "2027-03-15", sizeof product->ship_by);
  }
  if (sample->n_hubs > 0)
    add_hubs (product, sample->n_hubs);
  return product;
}

guint
ovl_sample_get_count (void)
{
  return G_N_ELEMENTS (samples);
}

const char *
ovl_sample_get_name (guint index)
{
  g_assert (index < G_N_ELEMENTS (samples));
  return samples[index].name;
}

ShowCardContent *
ovl_sample_new (guint index, const char *logo)
{
  const Sample *sample = &samples[index];
  ShowCardContent *content = g_new0 (ShowCardContent, 1);

  g_assert (index < G_N_ELEMENTS (samples));
  g_strlcpy (content->name, sample->name, sizeof content->name);
  content->kind = sample->kind;
  content->corner = SHOW_CORNER_BOTTOM_LEFT;
  content->shown = TRUE;
  content->freshness = sample->freshness ? sample->freshness : SHOW_FRESH;
  content->left_s = sample->kind == SHOW_CARD_COUNTDOWN || sample->access ? sample->left_s : -1;
  content->access = sample->access ? sample->access : SHOW_ACCESS_NONE;
  if (sample->access)
    g_strlcpy (content->window.tier, "vip", sizeof content->window.tier);
  if (sample->state)
    content->product = new_product (sample);
  else
    content->text = g_strdup (sample->text);
  content->detail = g_strdup (sample->detail);
  if (sample->kind == SHOW_CARD_LINK) {
    content->link = g_strdup (SAMPLE_LINK);
    content->link_text = g_strdup (SAMPLE_LINK_TEXT);
  }
  if (sample->kind == SHOW_CARD_LOGO)
    content->image = g_strdup (logo);
  return content;
}

ShowCardContent *
ovl_sample_find (const char *name, const char *logo)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_str_equal (samples[i].name, name))
      return ovl_sample_new (i, logo);
  return NULL;
}

static const Sample *
find_kind (ShowCardKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (samples[i].kind == kind)
      return &samples[i];
  return NULL;
}

/* A link may do without one. */
static gboolean
lacks_product (const ShowCardContent *content, const Sample *sample)
{
  return sample->state && sample->kind != SHOW_CARD_LINK &&
         (!content->product || (sample->n_hubs > 0 && content->product->n_hubs == 0));
}

void
ovl_sample_complete (ShowCardContent *content)
{
  const Sample *sample = find_kind (content->kind);

  if (lacks_product (content, sample)) {
    show_product_unref (content->product);
    content->product = new_product (sample);
  }
  if (sample->kind == SHOW_CARD_LINK && !content->link) {
    content->link = g_strdup (SAMPLE_LINK);
    content->link_text = g_strdup (SAMPLE_LINK_TEXT);
  }
  if (content->left_s < 0 && sample->left_s > 0)
    content->left_s = sample->left_s;
  if (sample->access && content->access == SHOW_ACCESS_NONE) {
    content->access = sample->access;
    g_strlcpy (content->window.tier, "vip", sizeof content->window.tier);
  }
}
