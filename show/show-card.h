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
void show_card_content_free (ShowCardContent *content);
gboolean show_card_content_equal (const ShowCardContent *a, const ShowCardContent *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowCardContent, show_card_content_free)
