/* What a card says: content only, no looks. The overlay draws from this and nothing else, and
 * redraws only when show_card_content_equal() says that it changed. Pure. */
#pragma once
#include "show-stock.h"

typedef enum {
  SHOW_CARD_PRODUCT = 1, /* title, price, "N of CAP in this drop" */
} ShowCardKind;

typedef enum {
  SHOW_FRESH = 1, /* the number is the newest known */
  SHOW_AGED,      /* older than 15 s: shown with a mark */
  SHOW_UNKNOWN,   /* older than 60 s: hidden, "updating…" */
} ShowFreshness;

#define SHOW_AGED_AFTER_MS    15000
#define SHOW_UNKNOWN_AFTER_MS 60000

/* A card as it should stand on the picture now. Immutable, owned by its holder. */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  ShowCardKind kind;
  ShowCorner corner;
  gboolean shown;
  ShowProduct *product; /* reference; NULL while the SKU is unknown: the card is not drawn */
  ShowFreshness freshness;
} ShowCardContent;

ShowCardContent *show_card_content_copy (const ShowCardContent *content);
/* NULL is fine. */
void show_card_content_free (ShowCardContent *content);

/* TRUE when both would be drawn the same; a product's `rev` and `as_of_ms` are not drawn. NULL
 * equals NULL only. */
gboolean show_card_content_equal (const ShowCardContent *a, const ShowCardContent *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowCardContent, show_card_content_free)

/* What the card says, for people who do not see the picture: "17 of 200 in this drop", "Sold out",
 * "updating…". Transfer full. */
char *show_card_content_says (const ShowCardContent *content);

/* "product" and "fresh" "aged" "unknown", as in the JSON of the state. */
const char *show_card_kind_to_string (ShowCardKind kind);
const char *show_freshness_to_string (ShowFreshness freshness);
