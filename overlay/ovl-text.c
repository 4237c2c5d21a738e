#include "ovl-text.h"

#include "ovl-figures.h"

/* All is laid out at this size of the em and scaled when it is drawn: choosing fonts for a new size
 * takes fontconfig milliseconds, scaling unhinted outlines nothing. */
#define EM       100
#define ELLIPSIS "…"

/* Drawing thread only. */
struct _OvlText {
  PangoFontMap *map;
  PangoContext *context;
  PangoLayout *layout;
  PangoFontDescription *fonts[OVL_FONTS];
  double capital_em[OVL_FONTS]; /* height of capitals */
  OvlFigures *figures[OVL_FONTS];
};

/* Letters of these fonts were drawn for small sizes; large ones stand closer. Of the em. */
static const double tracking_em[OVL_FONTS] = {
    [OVL_FONT_HEADING] = -0.012, [OVL_FONT_NUMBER] = -0.02};

static void
set_font_options (PangoContext *context)
{
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Grey and unhinted: a picture that is scaled and compressed has no pixel grid to hint for, and
   * the widths then scale exactly with the picture. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
}

static void
add_font (OvlText *self, OvlFont font, const OvlFontStyle *style)
{
  PangoRectangle ink;

  self->figures[font] = ovl_figures_new ();
  self->fonts[font] = pango_font_description_from_string (style->families);
  pango_font_description_set_weight (self->fonts[font], (PangoWeight) style->weight);
  pango_font_description_set_absolute_size (self->fonts[font], EM * PANGO_SCALE);
  pango_layout_set_text (self->layout, "H", -1);
  pango_layout_set_font_description (self->layout, self->fonts[font]);
  pango_layout_get_extents (self->layout, &ink, NULL);
  self->capital_em[font] = ink.height / (double) (EM * PANGO_SCALE);
}

OvlText *
ovl_text_new (const OvlTheme *theme, const char *language, gboolean is_rtl)
{
  OvlText *self = g_new0 (OvlText, 1);

  self->map = pango_cairo_font_map_new ();
  self->context = pango_font_map_create_context (self->map);
  set_font_options (self->context);
  pango_context_set_language (self->context, pango_language_from_string (language));
  pango_context_set_base_dir (self->context, is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  self->layout = pango_layout_new (self->context);
  for (OvlFont font = 1; font < OVL_FONTS; font++)
    add_font (self, font, &theme->fonts[font]);
  return self;
}

void
ovl_text_free (OvlText *self)
{
  if (!self)
    return;
  for (OvlFont font = 1; font < OVL_FONTS; font++) {
    g_clear_pointer (&self->fonts[font], pango_font_description_free);
    g_clear_pointer (&self->figures[font], ovl_figures_free);
  }
  g_clear_object (&self->layout);
  g_clear_object (&self->context);
  g_clear_object (&self->map);
  g_free (self);
}

/* Valid UTF-8 without control characters, at most SHOW_TERMS_MAX characters. */
static char *
clean_text (const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);
  GString *clean = g_string_new (NULL);
  const char *p = valid;

  for (int n = 0; *p && n < SHOW_TERMS_MAX; n++, p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (clean, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
  }
  return g_string_free (clean, FALSE);
}

/* Space between letters would tear apart what is written in one stroke. */
static gboolean
may_track (const char *string)
{
  for (const char *p = string; *p; p = g_utf8_next_char (p))
    switch (g_unichar_get_script (g_utf8_get_char (p))) {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_INHERITED:
    case G_UNICODE_SCRIPT_LATIN:
    case G_UNICODE_SCRIPT_GREEK:
    case G_UNICODE_SCRIPT_CYRILLIC:
      break;
    default:
      return FALSE;
    }
  return TRUE;
}

/* Of the layout's text on one line, in em. */
static double
natural_em (OvlText *self, const OvlTextStyle *style)
{
  const char *text = pango_layout_get_text (self->layout);
  PangoRectangle logical;

  pango_layout_get_extents (self->layout, NULL, &logical);
  return logical.width / (double) (EM * PANGO_SCALE) +
         (style->tabular ? ovl_figures_measure_em (self->figures[style->font], text) : 0);
}

static void
set_styled (OvlText *self, const OvlTextStyle *style, const char *string)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  int tracking = (int) (tracking_em[style->font] * EM * PANGO_SCALE);

  if (tracking != 0 && may_track (string))
    pango_attr_list_insert (list, pango_attr_letter_spacing_new (tracking));
  pango_attr_list_insert (list, pango_attr_font_features_new (style->tabular ? OVL_FIGURES_TABULAR
                                                                             : OVL_FIGURES_PLAIN));
  if (style->strike)
    pango_attr_list_insert (list, pango_attr_strikethrough_new (TRUE));
  pango_layout_set_text (self->layout, string, -1);
  pango_layout_set_attributes (self->layout, list);
}

static gboolean
is_unknown (const PangoGlyphInfo *glyph)
{
  return (glyph->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
}

/* For each byte of the layout's text at which a cluster begins: 1, or 2 when no font has it. */
static void
mark_clusters (PangoLayoutLine *line, guint8 *marks)
{
  for (GSList *l = line->runs; l; l = l->next) {
    const PangoLayoutRun *run = l->data;

    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
      guint8 *mark = &marks[run->item->offset + run->glyphs->log_clusters[i]];

      *mark = MAX (*mark, is_unknown (&run->glyphs->glyphs[i]) ? 2 : 1);
    }
  }
}

/* A row of hexadecimal boxes is no thing to show viewers, and letters that are silently missing
 * make another word: an ellipsis stands for each row of characters that no font has. Transfer
 * full; NULL when all have one. */
static char *
mend (OvlText *self, const char *string)
{
  g_autofree guint8 *marks = g_new0 (guint8, strlen (string) + 1);
  GString *mended = NULL;
  guint8 mark = 1, before = 1;

  if (pango_layout_get_unknown_glyphs_count (self->layout) == 0)
    return NULL;
  for (GSList *l = pango_layout_get_lines_readonly (self->layout); l; l = l->next)
    mark_clusters (l->data, marks);
  mended = g_string_new (NULL);
  for (const char *p = string; *p; p = g_utf8_next_char (p)) {
    mark = marks[p - string] ? marks[p - string] : mark;
    if (mark == 1)
      g_string_append_unichar (mended, g_utf8_get_char (p));
    else if (before == 1)
      g_string_append (mended, ELLIPSIS);
    before = mark;
  }
  return g_string_free (mended, FALSE);
}

/* The layout has `string`, on one line. */
static void
set_text (OvlText *self, const OvlTextStyle *style, const char *string)
{
  g_autofree char *clean = clean_text (string);
  g_autofree char *mended = NULL;

  pango_layout_set_width (self->layout, -1);
  pango_layout_set_height (self->layout, -1);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_font_description (self->layout, self->fonts[style->font]);
  if (style->tabular)
    ovl_figures_learn (self->figures[style->font], self->layout, clean);
  set_styled (self, style, clean);
  mended = mend (self, clean);
  if (mended)
    set_styled (self, style, mended);
}

static void
wrap (OvlText *self, double width_em)
{
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  /* A hair wider, or rounding ellipsises what was just made to fit. */
  pango_layout_set_width (self->layout, (int) (width_em * EM * PANGO_SCALE) + PANGO_SCALE / 2);
}

/* Returns the size in use, which is smaller than the box's where the style may shrink. */
static double
lay_out (OvlText *self, const OvlTextBox *box, const OvlTextStyle *style, const char *string)
{
  double size = box->size, width;

  set_text (self, style, string);
  width = style->shrink ? natural_em (self, style) * size / box->lines : 0;
  if (width > box->box.width)
    size *= MAX (box->box.width / width, OVL_TEXT_SHRINK_MIN);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (self->layout, -box->lines);
  wrap (self, box->box.width / size);
  return size;
}

/* What mending has overlooked leaves no mark. */
static void
drop_unknown_glyphs (PangoLayoutLine *line)
{
  for (GSList *l = line->runs; l; l = l->next) {
    PangoGlyphString *glyphs = ((PangoLayoutRun *) l->data)->glyphs;

    for (int i = 0; i < glyphs->num_glyphs; i++)
      if (is_unknown (&glyphs->glyphs[i])) {
        glyphs->glyphs[i].glyph = PANGO_GLYPH_EMPTY;
        glyphs->glyphs[i].geometry.width = 0;
      }
  }
}

static double
line_start (PangoLayoutLine *line, const OvlBox *box, OvlAlign align, double size)
{
  PangoRectangle logical;
  double room;

  pango_layout_line_get_extents (line, NULL, &logical);
  room = box->width - logical.width * size / (EM * PANGO_SCALE);
  if (align == OVL_ALIGN_CENTRE)
    return box->x + room / 2;
  return align == OVL_ALIGN_RIGHT ? box->x + room : box->x;
}

static void
draw_line (OvlText *self, cairo_t *cr, const OvlTextBox *box, const OvlTextStyle *style,
           double size, int i)
{
  PangoLayoutLine *line = pango_layout_get_line (self->layout, i);
  double height = box->box.height / box->lines, capital = size * self->capital_em[style->font];

  drop_unknown_glyphs (line);
  if (style->tabular)
    ovl_figures_level (self->figures[style->font], line, EM);
  cairo_save (cr);
  cairo_translate (cr, line_start (line, &box->box, style->align, size),
                   box->box.y + i * height + (height + capital) / 2);
  cairo_scale (cr, size / EM, size / EM);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout_line (cr, line);
  cairo_restore (cr);
}

void
ovl_text_draw (OvlText *self, cairo_t *cr, const OvlTextBox *box, const OvlTextStyle *style,
               OvlColour colour, const char *string)
{
  double size = lay_out (self, box, style, string), bleed = size * OVL_TEXT_BLEED_EM;
  int n_lines = MIN (pango_layout_get_line_count (self->layout), box->lines);

  cairo_save (cr);
  cairo_rectangle (cr, box->box.x, box->box.y - bleed, box->box.width, box->box.height + 2 * bleed);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha);
  for (int i = 0; i < n_lines; i++)
    draw_line (self, cr, box, style, size, i);
  cairo_restore (cr);
}

double
ovl_text_measure_em (OvlText *self, const OvlTextStyle *style, const char *string)
{
  set_text (self, style, string);
  return natural_em (self, style);
}

int
ovl_text_count_lines (OvlText *self, const OvlTextStyle *style, double size, double width,
                      const char *string)
{
  set_text (self, style, string);
  wrap (self, width / size);
  return pango_layout_get_line_count (self->layout);
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

gboolean
ovl_text_has_fonts (OvlText *self, const char *string)
{
  g_autofree char *clean = clean_text (string);
  const OvlTextStyle style = {.font = OVL_FONT_TEXT};

  pango_layout_set_width (self->layout, -1);
  pango_layout_set_font_description (self->layout, self->fonts[style.font]);
  set_styled (self, &style, clean);
  return pango_layout_get_unknown_glyphs_count (self->layout) == 0;
}
