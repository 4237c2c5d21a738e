/* The words of cards and slates, in the languages that the overlay speaks. Pure data. */
#pragma once
#include <glib.h>

/* Patterns of ICU's MessageFormat; what {0} is stands behind each. Two lines are separated by a
 * line feed. */
typedef enum {
  OVL_SAY_SOON = 1, /* in place of the count, by the product's state */
  OVL_SAY_SOON_NOTE,
  OVL_SAY_SOLD_OUT,
  OVL_SAY_SOLD_OUT_NOTE,
  OVL_SAY_PREORDER,
  OVL_SAY_PREORDER_NOTE, /* text: the day by which it ships */
  OVL_SAY_PAUSED,
  OVL_SAY_PAUSED_NOTE,
  OVL_SAY_ENDED,
  OVL_SAY_ENDED_NOTE,
  OVL_SAY_UPDATING,
  OVL_SAY_CHECKING,
  OVL_SAY_OF_CAP,    /* text: the cap; under the count */
  OVL_SAY_AVAILABLE, /* number: the count; under the count */
  OVL_SAY_LAST,      /* number: the count, of which little is left */
  OVL_SAY_LOW30,     /* text: a price */
  OVL_SAY_SCAN,
  OVL_SAY_NOW, /* the deadline has come */
  OVL_SAY_EARLY_ACCESS,
  OVL_SAY_LEFT,      /* text: a time */
  OVL_SAY_OPENS_FOR, /* text: a tier; the time follows */
  OVL_SAY_SET_ASIDE, /* number: pieces */
  OVL_SAY_STARTING,  /* slates: headline and line */
  OVL_SAY_STARTING_LINE,
  OVL_SAY_BREAK,
  OVL_SAY_BREAK_LINE,
  OVL_SAY_END,
  OVL_SAY_END_LINE,
  OVL_SAY_CAMERA,
  OVL_SAY_CAMERA_LINE,
  OVL_SAYS, /* how many */
} OvlSay;

/* The pattern in `language` ("de"), or in English when the overlay does not speak it. */
const char *ovl_words_get (const char *language, OvlSay say);

/* TRUE when there are words in `language`. */
gboolean ovl_words_speak (const char *language);
