/* What a card's content reads like: states and numbers in plain words. Pure. */
#pragma once
#include "show-card.h"

typedef enum {
  OVL_LOOK_ON_SALE = 1, /* can be bought, and the count is the newest known */
  OVL_LOOK_AGED,        /* can be bought, and the count is being checked */
  OVL_LOOK_SOLD,        /* sold out */
  OVL_LOOK_QUIET,       /* cannot be bought now, or nothing certain is known */
} OvlCardLook;

typedef struct {
  OvlCardLook look;
  gboolean is_number; /* `main` is the count */
  char *main;         /* "17", "Sold out" */
  char *widest;       /* what `main` becomes at its widest; room is kept for it */
  char *captions[2];  /* "of 200", "in this drop"; NULL where there is none */
  const char *mark;   /* beside a clock, or NULL */
  char *title;
  char *price;      /* NULL: no price is told */
  double left_part; /* how much of the drop is left, 0..1; negative: not told */
} OvlCardWords;

/* `content` must have a product. What nobody vouches for any
 * more (SHOW_UNKNOWN), count or state, is not in the words. */
OvlCardWords *ovl_card_words_new (const ShowCardContent *content, const char *locale);
void ovl_card_words_free (OvlCardWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlCardWords, ovl_card_words_free)
