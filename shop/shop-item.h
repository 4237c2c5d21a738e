/* An item of the stock protocol (shop/PROTOCOL.md, "Items") from and to JSON. Pure, any thread. */
#pragma once
#include "shop-json.h"
#include "shop-types.h"

typedef enum {
  SHOP_ITEM_GOOD = 1, /* `product` is complete and valid */
  SHOP_ITEM_GONE,     /* the product is taken out */
  SHOP_ITEM_REFUSED,  /* it cannot be believed, because of `why` */
} ShopItemKind;

typedef struct {
  ShopItemKind kind;
  char *sku;            /* SHOP_ITEM_REFUSED: NULL when not even that can be read */
  gint64 rev;           /* SHOP_ITEM_GONE */
  ShowProduct *product; /* SHOP_ITEM_GOOD; owned reference */
  char *why; /* SHOP_ITEM_REFUSED, for people: "MUG-01: 7 sold is more than the cap …" */
} ShopItem;

/* Never NULL. `rev` stands in where the item tells none; `at_ms` becomes the product's `as_of_ms`.
 */
ShopItem *shop_item_parse (const ShopJson *json, gint64 rev, gint64 at_ms);
ShopItem *shop_item_new (ShowProduct *product); /* good; takes a reference of its own */
ShopItem *shop_item_new_gone (const char *sku, gint64 rev);
void shop_item_free (ShopItem *item); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopItem, shop_item_free)

/* A new reference. The product must be valid (show_product_validate). Fields that would only tell
 * "none" are left out. */
json_t *shop_item_product_to_json (const ShowProduct *product);

/* The same for an item, which is not a refused one. */
json_t *shop_item_to_json (const ShopItem *item);

/* Members of an item on their own, for who keeps them in that form. Reading: SHOP_ERROR_MESSAGE. */
#define SHOP_LISTS_MAX 4096 /* bytes that hubs and windows take at most, both in one object */
void shop_item_write_hubs (json_t *json, const ShowProduct *product);
void shop_item_write_windows (json_t *json, const ShowProduct *product);
gboolean shop_item_read_hubs (const ShopJson *json, ShowProduct *product, GError **error);
gboolean shop_item_read_windows (const ShopJson *json, ShowProduct *product, GError **error);
