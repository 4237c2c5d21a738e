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
  char currency[4];
  ShowStockState state;
  gint64 as_of_ms; /* wall clock of the newest knowledge, ms since 1970 */
} ShowProduct;

#define SHOW_SKU_MAX      64                                   /* bytes */
#define SHOW_QUANTITY_MAX G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1: exact in JSON */

/* Live, nothing available, price 0.00 EUR; one reference. Only made by these two functions: the
 * count of references lies in front of the struct. Any thread may ref and unref. */
ShowProduct *show_product_new (const char *sku, const char *title);
ShowProduct *show_product_copy (const ShowProduct *product); /* a new, mutable one */
ShowProduct *show_product_ref (ShowProduct *product);
void show_product_unref (ShowProduct *product);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowProduct, show_product_unref)

/* TRUE when a viewer would see no difference: all but `rev` and `as_of_ms` is the same. */
gboolean show_product_equal_content (const ShowProduct *a, const ShowProduct *b);

/* TRUE when all is within the limits of shop/PROTOCOL.md: sold <= cap when a cap is told, 0 <=
 * numbers <= 2^53-1, SKU (1..SHOW_SKU_MAX bytes) and title (1..SHOW_TEXT_MAX characters) are one
 * line of UTF-8, the currency is empty or has three capital letters. Errors:
 * SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_product_validate (const ShowProduct *product, GError **error);

/* "live", "sold_out" … as in the stock protocol. */
const char *show_stock_state_to_string (ShowStockState state);

/* The other way; 0 for a word that is none of them. */
ShowStockState show_stock_state_from_string (const char *text);
