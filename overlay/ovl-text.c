#include "ovl-text.h"

/* Drawing thread only. */
struct _OvlText {
  PangoFontMap *fonts;
  PangoContext *context;
  PangoLayout *layout;
  PangoFontDescription *font;
};

OvlText *
ovl_text_new (const char *family)
{
  OvlText *self = g_new0 (OvlText, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  self->fonts = pango_cairo_font_map_new ();
  self->context = pango_font_map_create_context (self->fonts);
  /* Grey and unhinted: a picture that is scaled and compressed has no pixel grid to hint for, and
   * the widths then scale exactly with the picture. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  pango_cairo_context_set_resolution (self->context, 72);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  cairo_font_options_destroy (options);
  self->layout = pango_layout_new (self->context);
  self->font = pango_font_description_from_string (family);
  return self;
}

void
ovl_text_free (OvlText *self)
{
  if (!self)
    return;
  g_clear_object (&self->layout);
  g_clear_object (&self->context);
  g_clear_object (&self->fonts);
  g_clear_pointer (&self->font, pango_font_description_free);
  g_free (self);
}

/* Valid UTF-8 without control characters, at most SHOW_TEXT_MAX characters. */
static char *
clean_text (const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);
  GString *clean = g_string_new (NULL);
  const char *p = valid;

  for (int n = 0; *p && n < SHOW_TEXT_MAX; n++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (clean, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
  }
  return g_string_free (clean, FALSE);
}

static PangoAttrList *
style_attributes (const OvlTextStyle *style, double size_px)
{
  PangoAttrList *list = pango_attr_list_new ();
  int tracking = (int) (style->tracking_em * size_px * PANGO_SCALE);

  if (tracking != 0)
    pango_attr_list_insert (list, pango_attr_letter_spacing_new (tracking));
  if (style->tabular)
    pango_attr_list_insert (list, pango_attr_font_features_new ("tnum=1"));
  return list;
}

static void
set_size (OvlText *self, const OvlTextStyle *style, double size_px)
{
  g_autoptr (PangoAttrList) attributes = style_attributes (style, size_px);

  pango_font_description_set_absolute_size (self->font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (self->font, style->weight);
  pango_layout_set_font_description (self->layout, self->font);
  pango_layout_set_attributes (self->layout, attributes);
}

static double
natural_width (OvlText *self)
{
  PangoRectangle logical;

  pango_layout_set_width (self->layout, -1);
  pango_layout_get_extents (self->layout, NULL, &logical);
  return logical.width / (double) PANGO_SCALE;
}

/* Returns the size in use, which is smaller than the box's where the style may shrink. */
static double
lay_out (OvlText *self, const OvlTextBox *box, const OvlTextStyle *style, const char *string)
{
  double size = box->size_px;

  pango_layout_set_text (self->layout, string, -1);
  set_size (self, style, size);
  if (style->shrink) {
    double width = natural_width (self) / box->lines;

    if (width > box->box.width) {
      size *= MAX (box->box.width / width, OVL_TEXT_SHRINK_MIN);
      set_size (self, style, size);
    }
  }
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (self->layout, -box->lines);
  /* A hair wider, or rounding ellipsises what was just made to fit. */
  pango_layout_set_width (self->layout, (int) (box->box.width * PANGO_SCALE) + PANGO_SCALE / 4);
  return size;
}

/* A hexadecimal box is no thing to show viewers: better nothing. */
static void
drop_unknown_glyphs (PangoLayoutLine *line)
{
  for (GSList *l = line->runs; l; l = l->next) {
    PangoGlyphString *glyphs = ((PangoLayoutRun *) l->data)->glyphs;

    for (int i = 0; i < glyphs->num_glyphs; i++)
      if (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) {
        glyphs->glyphs[i].glyph = PANGO_GLYPH_EMPTY;
        glyphs->glyphs[i].geometry.width = 0;
      }
  }
}

static double
line_start (PangoLayoutLine *line, const OvlBox *box, OvlAlign align)
{
  PangoRectangle logical;
  double room;

  pango_layout_line_get_extents (line, NULL, &logical);
  room = box->width - logical.width / (double) PANGO_SCALE;
  if (align == OVL_ALIGN_CENTRE)
    return box->x + room / 2;
  return align == OVL_ALIGN_RIGHT ? box->x + room : box->x;
}

static void
draw_line (OvlText *self, cairo_t *cr, const OvlTextBox *box, OvlAlign align, double size, int i)
{
  PangoLayoutLine *line = pango_layout_get_line (self->layout, i);
  double height = box->box.height / box->lines;
  double baseline = box->box.y + i * height + (height + size * OVL_CAPITAL_EM) / 2;

  drop_unknown_glyphs (line);
  cairo_move_to (cr, line_start (line, &box->box, align), baseline);
  pango_cairo_show_layout_line (cr, line);
}

void
ovl_text_draw (OvlText *self, cairo_t *cr, const OvlTextBox *box, const OvlTextStyle *style,
               const char *string)
{
  g_autofree char *clean = clean_text (string);
  double size = lay_out (self, box, style, clean);
  int n_lines = MIN (pango_layout_get_line_count (self->layout), box->lines);

  cairo_save (cr);
  cairo_rectangle (cr, box->box.x, box->box.y, box->box.width, box->box.height);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, style->colour.red, style->colour.green, style->colour.blue,
                         style->colour.alpha);
  for (int i = 0; i < n_lines; i++)
    draw_line (self, cr, box, style->align, size, i);
  cairo_restore (cr);
}

double
ovl_text_measure_em (OvlText *self, const OvlTextStyle *style, const char *string)
{
  g_autofree char *clean = clean_text (string);
  const double size_px = 100;

  pango_layout_set_text (self->layout, clean, -1);
  set_size (self, style, size_px);
  return natural_width (self) / size_px;
}

gboolean
ovl_text_is_rtl (OvlText *self, const char *string)
{
  g_autofree char *clean = clean_text (string);
  PangoLayoutLine *line;

  pango_layout_set_text (self->layout, clean, -1);
  line = pango_layout_get_line_readonly (self->layout, 0);
  return pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL;
}
