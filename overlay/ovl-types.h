/* Plain types of the overlay. Lengths of cards are in units: OVL_REFERENCE_PX of them are the
 * picture's shorter side, so that a line of text has the same size on the wall at 16:9 and on the
 * phone at 9:16. */
#pragma once
#include "show-types.h"

#define OVL_REFERENCE_PX 1080

typedef struct _OvlLook OvlLook;     /* what the config says: theme, language, safe area */
typedef struct _OvlLocale OvlLocale; /* words, numbers, dates of a language */
typedef struct _OvlText OvlText;     /* fonts, kept warm */
typedef struct _OvlSheet OvlSheet;   /* a card as it will be drawn */

/* Pixels on the picture. */
typedef struct {
  int x, y, width, height;
} OvlRect;

typedef struct {
  double x, y, width, height;
} OvlBox;

/* sRGB, not premultiplied, each 0..1. */
typedef struct {
  double red, green, blue, alpha;
} OvlColour;

#define OVL_ERROR (ovl_error_quark ())
GQuark ovl_error_quark (void);
typedef enum {
  OVL_ERROR_IMAGE = 1, /* a picture that cannot be read */
  OVL_ERROR_LINK,      /* a link that makes no good QR code */
  OVL_ERROR_WRITE,
  OVL_ERROR_EMPTY, /* a card that has nothing to show yet */
} OvlError;
