/* A card as it will be drawn: a plate and the parts on it, each in its box. Cards put their parts
 * on a sheet, and one painter draws them. So what all cards must keep (nothing leaves its box, they
 * can be mirrored, they grow with the picture) is kept in one place. Lengths are in units of
 * OVL_REFERENCE_PX. Drawing thread. */
#pragma once
#include "ovl-qr.h"
#include "ovl-text.h"

typedef enum {
  OVL_PART_FILL = 1, /* `shade` */
  OVL_PART_TEXT,     /* `string` in `style`, `size`, `lines`, `shade` */
  OVL_PART_BAR,      /* `share` of it in `shade`, all of it in OVL_BAR_TRACK */
  OVL_PART_CLOCK,    /* a clock that stands still, in `shade`: a mark, not a count-up */
  OVL_PART_QR,       /* `qr` with its quiet zone, whatever the theme black on opaque white */
  OVL_PART_IMAGE,    /* `image` */
} OvlPartKind;

typedef struct {
  OvlPartKind kind;
  OvlBox box;
  OvlShade shade;
  OvlTextStyle style;
  double size;
  int lines;
  char *string; /* owned */
  double share; /* 0..1 */
  gboolean from_right;
  OvlQr *qr;              /* owned */
  cairo_surface_t *image; /* owned reference */
} OvlPart;

struct _OvlSheet {
  double width, height;
  gboolean has_plate;
  GArray *parts; /* OvlPart, drawn in this order */
};

/* `has_plate`: with the theme's plate and hairline; parts are clipped to its outline. */
OvlSheet *ovl_sheet_new (double width, double height, gboolean has_plate);
void ovl_sheet_free (OvlSheet *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlSheet, ovl_sheet_free)

void ovl_sheet_add_fill (OvlSheet *self, OvlBox box, OvlShade shade);
/* `string` NULL: nothing. */
void ovl_sheet_add_text (OvlSheet *self, const OvlTextBox *box, const OvlTextStyle *style,
                         OvlShade shade, const char *string);
void ovl_sheet_add_bar (OvlSheet *self, OvlBox box, OvlShade shade, double share);
void ovl_sheet_add_clock (OvlSheet *self, OvlBox box, OvlShade shade);
void ovl_sheet_add_qr (OvlSheet *self, OvlBox box, OvlQr *qr);                 /* takes `qr` */
void ovl_sheet_add_image (OvlSheet *self, OvlBox box, cairo_surface_t *image); /* references it */

/* Swaps left and right of the parts from number `first` on, within `left`..`right`. */
void ovl_sheet_mirror (OvlSheet *self, guint first, double left, double right);

/* TRUE when both are drawn the same. */
gboolean ovl_sheet_equal (const OvlSheet *a, const OvlSheet *b);

/* Pixels of a sheet at `scale` pixels a unit; even, as 4:2:0 wants it. */
void ovl_sheet_get_pixels (const OvlSheet *self, double scale, int *ret_width, int *ret_height);

/* ARGB32 of ovl_sheet_get_pixels(). Transfer full. */
cairo_surface_t *ovl_sheet_paint (const OvlSheet *self, OvlText *text, const OvlTheme *theme,
                                  double scale);
