/* What a card says: content only, no looks. The overlay draws from this and nothing else, and
 * redraws only when show_card_content_equal() says that it changed. Pure. */
#pragma once
#include "show-stock.h"

typedef enum {
  SHOW_CARD_PRODUCT = 1, /* title, price, "N of CAP in this drop" */
  SHOW_CARD_COUNTER,     /* the number left alone */
  SHOW_CARD_COUNTDOWN,   /* time left until a deadline */
  SHOW_CARD_LINK,        /* QR code and short link to buy */
  SHOW_CARD_LOWER_THIRD, /* who is speaking, or what is seen */
  SHOW_CARD_TERMS,       /* disclaimer, pre-order terms */
  SHOW_CARD_ACCESS,      /* early access: who may buy now, and until when */
  SHOW_CARD_HUBS,        /* what is left at each place */
  SHOW_CARD_LOGO,        /* a small picture */
  SHOW_CARD_AD,          /* "#ad" */
} ShowCardKind;

/* How an early-access card stands to the product's windows. */
typedef enum {
  SHOW_ACCESS_NONE = 1, /* no window now or to come: the card is not drawn */
  SHOW_ACCESS_BEFORE,   /* opens for `window` in `left_s` */
  SHOW_ACCESS_MEMBERS,  /* open for `window` only, for another `left_s` */
} ShowAccess;

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
  /* Reference: as it is to be shown, with the oversell buffer and what was sold here but not told
   * to the shop yet taken off. NULL while the SKU is unknown, or for a card that is not about one.
   */
  ShowProduct *product;
  ShowFreshness freshness;
  char *text;        /* owned: name, terms, label of a countdown; may be NULL */
  char *detail;      /* owned: second line of a lower third; may be NULL */
  char *image;       /* owned: path of a logo's PNG or SVG; may be NULL */
  char *link;        /* owned: the link that works, for the QR code; NULL: none does */
  char *link_text;   /* owned: the same for people to read and type: "shop.example/mug" */
  gint64 left_s;     /* countdown and early access: whole seconds left, rounded up; -1: none */
  gint64 until_ms;   /* the deadline that `left_s` leads to, ms since 1970; 0: none */
  ShowAccess access; /* early access only, otherwise SHOW_ACCESS_NONE */
  ShowWindow window; /* early access only: the window that `access` speaks of */
} ShowCardContent;

/* TRUE when there is something to draw: it is shown, and has what its kind needs (a product, a
 * deadline, a link …). A pre-order without a ship date, for one, is not drawn. */
gboolean show_card_content_is_drawn (const ShowCardContent *content);
/* The same, were it shown. */
gboolean show_card_content_is_whole (const ShowCardContent *content);

ShowCardContent *show_card_content_copy (const ShowCardContent *content);
/* NULL is fine. */
void show_card_content_free (ShowCardContent *content);
/* Frees what it owns, for one that is a member of something. */
void show_card_content_clear (ShowCardContent *content);

/* TRUE when both would be drawn the same; a product's `rev` and `as_of_ms` are not drawn. NULL
 * equals NULL only. */
gboolean show_card_content_equal (const ShowCardContent *a, const ShowCardContent *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowCardContent, show_card_content_free)

/* What the card says, for people who do not see the picture: "17 of 200 in this drop", "Sold out",
 * "updating…"; for a card that has nothing to show, what it lacks. Transfer full. */
char *show_card_content_says (const ShowCardContent *content);

/* "product" and "fresh" "aged" "unknown", as in the JSON of the state. */
const char *show_card_kind_to_string (ShowCardKind kind);
const char *show_freshness_to_string (ShowFreshness freshness);
