/* The stock model: a product and what is left of it, with the rules that keep a number honest.
 * Pure. */
#pragma once
#include "show-types.h"

typedef enum {
  SHOW_STOCK_UPCOMING = 1,
  SHOW_STOCK_LIVE,
  SHOW_STOCK_SOLD_OUT,
  SHOW_STOCK_PREORDER,
  SHOW_STOCK_PAUSED,
  SHOW_STOCK_ENDED,
} ShowStockState;

#define SHOW_HUBS_MAX    8   /* places where a product lies */
#define SHOW_WINDOWS_MAX 8   /* early-access windows of a product */
#define SHOW_URL_MAX     512 /* bytes */

/* Pieces at one place: a stall, a warehouse, a pick-up point. */
typedef struct {
  char name[SHOW_NAME_MAX + 1]; /* one line of UTF-8, unique within its product */
  gint64 available;
} ShowHub;

/* From when until when members of a tier may buy, before (or besides) everybody. */
typedef struct {
  char tier[SHOW_NAME_MAX + 1]; /* one line of UTF-8: "vip" */
  gint64 from_ms, to_ms;        /* wall clock, ms since 1970; from < to */
  gint64 cap;                   /* pieces set aside for them; 0 = not told */
} ShowWindow;

/* Immutable once published; refcounted. Quantities are absolute, pieces; prices are integer minor
 * units of an ISO 4217 currency; as long as the currency is empty no price is known, and none is
 * shown. */
typedef struct {
  char *sku;
  char *title;
  gint64 rev; /* rises with every change */
  gint64 cap; /* pieces in this drop; 0 = no cap is told */
  gint64 available;
  gint64 sold;
  gint64 price_minor;
  gint64 was_minor;   /* earlier price; 0 = none is told */
  gint64 low30_minor; /* lowest price of the last 30 days (EU 98/6/EC Art. 6a); 0 = not told */
  char currency[4];
  ShowStockState state;
  gint64 as_of_ms;   /* wall clock of the newest knowledge, ms since 1970 */
  gboolean doubtful; /* newer knowledge came and could not be read: no number is shown. Who reads
                        it says so by an item that has nothing but SKU, title and this. */
  ShowHub *hubs;     /* owned; they sum to `available` when there are any */
  guint n_hubs;
  gint64 pre_cap;      /* pieces that may be ordered ahead; 0 = no pre-order */
  gint64 pre_sold;     /* <= pre_cap */
  char ship_by[11];    /* pre-order's ship date, "2027-03-15"; empty = not told */
  char *url;           /* http(s) link to buy it; NULL = not told */
  ShowWindow *windows; /* owned; by `from_ms` */
  guint n_windows;
} ShowProduct;

#define SHOW_SKU_MAX      64                                   /* bytes */
#define SHOW_QUANTITY_MAX G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1: exact in JSON */

/* Live, nothing available, no price; one reference. Only made by these two functions: the
 * count of references lies in front of the struct. Any thread may ref and unref. */
ShowProduct *show_product_new (const char *sku, const char *title);
ShowProduct *show_product_copy (const ShowProduct *product); /* a new, mutable one */
ShowProduct *show_product_ref (ShowProduct *product);
void show_product_unref (ShowProduct *product);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowProduct, show_product_unref)

/* TRUE when a viewer would see no difference: all but `rev` and `as_of_ms` is the same. */
gboolean show_product_equal_content (const ShowProduct *a, const ShowProduct *b);

/* Of a product that is not published yet; copies what it is given. */
void show_product_set_hubs (ShowProduct *product, const ShowHub *hubs, guint n_hubs);
void show_product_set_windows (ShowProduct *product, const ShowWindow *windows, guint n_windows);
void show_product_set_url (ShowProduct *product, const char *url);

/* The earlier price may be struck through: it is higher than today's, and the lowest price of 30
 * days is told with it (EU 98/6/EC Art. 6a). */
gboolean show_product_may_strike (const ShowProduct *product);

/* A pre-order can be placed: there is a quota with something left in it, and a ship date. */
gboolean show_product_may_preorder (const ShowProduct *product);

/* TRUE for a day of the calendar, written as a ship date is: "2027-03-15". */
gboolean show_product_is_day (const char *text);

/* TRUE when all is within the limits of shop/PROTOCOL.md: sold <= cap when a cap is told, hubs sum
 * to what is available, pre_sold <= pre_cap, 0 <= numbers <= 2^53-1, SKU (1..SHOW_SKU_MAX bytes),
 * title (1..SHOW_TEXT_MAX characters), hubs and tiers are one line of UTF-8 and unique, windows end
 * after they begin, the ship date is a day of the calendar, the link is http or https, the currency
 * is empty or has three capital letters. Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_product_validate (const ShowProduct *product, GError **error);

/* "live", "sold_out" … as in the stock protocol. */
const char *show_stock_state_to_string (ShowStockState state);

/* The other way; 0 for a word that is none of them. */
ShowStockState show_stock_state_from_string (const char *text);
