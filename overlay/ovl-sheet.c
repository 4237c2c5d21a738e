#include "ovl-sheet.h"

static void
part_clear (gpointer data)
{
  OvlPart *part = data;

  g_free (part->string);
  ovl_qr_free (part->qr);
  g_clear_pointer (&part->image, cairo_surface_destroy);
}

OvlSheet *
ovl_sheet_new (double width, double height, gboolean has_plate)
{
  OvlSheet *self = g_new0 (OvlSheet, 1);

  self->width = width;
  self->height = height;
  self->has_plate = has_plate;
  self->parts = g_array_new (FALSE, FALSE, sizeof (OvlPart));
  g_array_set_clear_func (self->parts, part_clear);
  return self;
}

void
ovl_sheet_free (OvlSheet *self)
{
  if (!self)
    return;
  g_array_unref (self->parts);
  g_free (self);
}

static void
add (OvlSheet *self, OvlPart part)
{
  g_array_append_val (self->parts, part);
}

void
ovl_sheet_add_fill (OvlSheet *self, OvlBox box, OvlShade shade)
{
  add (self, (OvlPart){.kind = OVL_PART_FILL, .box = box, .shade = shade});
}

void
ovl_sheet_add_text (OvlSheet *self, const OvlTextBox *box, const OvlTextStyle *style,
                    OvlShade shade, const char *string)
{
  if (string && string[0] && box->box.width > 0)
    add (self, (OvlPart){.kind = OVL_PART_TEXT,
                         .box = box->box,
                         .shade = shade,
                         .style = *style,
                         .size = box->size,
                         .lines = box->lines,
                         .string = g_strdup (string)});
}

void
ovl_sheet_add_bar (OvlSheet *self, OvlBox box, OvlShade shade, double share)
{
  add (self, (OvlPart){.kind = OVL_PART_BAR, .box = box, .shade = shade, .share = share});
}

void
ovl_sheet_add_clock (OvlSheet *self, OvlBox box, OvlShade shade)
{
  add (self, (OvlPart){.kind = OVL_PART_CLOCK, .box = box, .shade = shade});
}

void
ovl_sheet_add_qr (OvlSheet *self, OvlBox box, OvlQr *qr)
{
  add (self, (OvlPart){.kind = OVL_PART_QR, .box = box, .qr = qr});
}

void
ovl_sheet_add_image (OvlSheet *self, OvlBox box, cairo_surface_t *image)
{
  add (self,
       (OvlPart){.kind = OVL_PART_IMAGE, .box = box, .image = cairo_surface_reference (image)});
}

void
ovl_sheet_mirror (OvlSheet *self, guint first, double left, double right)
{
  for (guint i = first; i < self->parts->len; i++) {
    OvlPart *part = &g_array_index (self->parts, OvlPart, i);
    OvlAlign align = part->style.align;

    part->box.x = left + right - part->box.x - part->box.width;
    part->from_right = !part->from_right;
    if (align == OVL_ALIGN_LEFT || align == OVL_ALIGN_RIGHT)
      part->style.align = align == OVL_ALIGN_LEFT ? OVL_ALIGN_RIGHT : OVL_ALIGN_LEFT;
  }
}

static gboolean
equal_boxes (const OvlBox *a, const OvlBox *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

static gboolean
equal_styles (const OvlTextStyle *a, const OvlTextStyle *b)
{
  return a->font == b->font && a->align == b->align && a->tabular == b->tabular &&
         a->shrink == b->shrink && a->strike == b->strike;
}

static gboolean
equal_parts (const OvlPart *a, const OvlPart *b)
{
  const char *link_a = a->qr ? ovl_qr_get_link (a->qr) : NULL;
  const char *link_b = b->qr ? ovl_qr_get_link (b->qr) : NULL;

  return a->kind == b->kind && equal_boxes (&a->box, &b->box) && a->shade == b->shade &&
         equal_styles (&a->style, &b->style) && a->size == b->size && a->lines == b->lines &&
         g_strcmp0 (a->string, b->string) == 0 && a->share == b->share &&
         a->from_right == b->from_right && g_strcmp0 (link_a, link_b) == 0 && a->image == b->image;
}

gboolean
ovl_sheet_equal (const OvlSheet *a, const OvlSheet *b)
{
  if (!a || !b || a->width != b->width || a->height != b->height || a->has_plate != b->has_plate ||
      a->parts->len != b->parts->len)
    return a == b;
  for (guint i = 0; i < a->parts->len; i++)
    if (!equal_parts (&g_array_index (a->parts, OvlPart, i), &g_array_index (b->parts, OvlPart, i)))
      return FALSE;
  return TRUE;
}

static int
to_even (double value)
{
  return (int) (value / 2 + 0.5) * 2;
}

void
ovl_sheet_get_pixels (const OvlSheet *self, double scale, int *ret_width, int *ret_height)
{
  *ret_width = MAX (to_even (self->width * scale), 2);
  *ret_height = MAX (to_even (self->height * scale), 2);
}
