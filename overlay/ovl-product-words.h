/* What a product reads like: states and numbers in plain words. */
#pragma once
#include "ovl-locale.h"
#include "show-card.h"

typedef enum {
  OVL_LOOK_ON_SALE = 1, /* can be bought, and the count is the newest known */
  OVL_LOOK_AGED,        /* can be bought, and the count is being checked */
  OVL_LOOK_SOLD,        /* sold out */
  OVL_LOOK_QUIET,       /* cannot be bought now, or nothing certain is known */
} OvlProductLook;

typedef struct {
  OvlProductLook look;
  gboolean is_number; /* `main` is the count */
  char *main;         /* "17", "Sold out" */
  char *widest;       /* what `main` becomes at its widest; room is kept for it */
  char **captions;    /* "of 200", "in this drop": at most two lines */
  char *mark;         /* beside a clock, or NULL */
  char *last;         /* "last pieces"; NULL: there are more, or nobody knows for certain */
  char *title;
  char *price;      /* NULL: no price is told */
  char *was;        /* to be struck through, only together with `low30`; NULL: none is told */
  char *low30;      /* "Lowest price in 30 days: €19.90" */
  double left_part; /* how much of the drop is left, 0..1; negative: not told */
} OvlProductWords;

/* `content` must have a product. What nobody vouches for any more (SHOW_UNKNOWN), count or state,
 * is not in the words. */
OvlProductWords *ovl_product_words_new (const ShowCardContent *content, OvlLocale *locale);
void ovl_product_words_free (OvlProductWords *words); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlProductWords, ovl_product_words_free)
