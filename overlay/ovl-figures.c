#include "ovl-figures.h"

/* Widths of the ten digits of a script. */
typedef struct {
  gunichar zero;
  double em[10], widest_em;
} Digits;

struct _OvlFigures {
  GArray *known; /* Digits */
};

OvlFigures *
ovl_figures_new (void)
{
  OvlFigures *self = g_new0 (OvlFigures, 1);

  self->known = g_array_new (FALSE, FALSE, sizeof (Digits));
  return self;
}

void
ovl_figures_free (OvlFigures *self)
{
  if (!self)
    return;
  g_array_unref (self->known);
  g_free (self);
}

/* 0 when `c` is no digit. */
static gunichar
zero_of (gunichar c)
{
  return g_unichar_isdigit (c) ? c - (gunichar) g_unichar_digit_value (c) : 0;
}

static const Digits *
find (const OvlFigures *self, gunichar zero)
{
  for (guint i = 0; i < self->known->len; i++)
    if (g_array_index (self->known, Digits, i).zero == zero)
      return &g_array_index (self->known, Digits, i);
  return NULL;
}

static Digits
measure (PangoLayout *layout, gunichar zero)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  Digits digits = {.zero = zero};

  pango_attr_list_insert (list, pango_attr_font_features_new (OVL_FIGURES_TABULAR));
  for (int i = 0; i < 10; i++) {
    char figure[7] = {0};
    PangoRectangle logical;

    g_unichar_to_utf8 (zero + (gunichar) i, figure);
    pango_layout_set_text (layout, figure, -1);
    pango_layout_set_attributes (layout, list);
    pango_layout_get_extents (layout, NULL, &logical);
    digits.em[i] = logical.width / (double) pango_font_description_get_size (font);
    digits.widest_em = MAX (digits.widest_em, digits.em[i]);
  }
  return digits;
}

void
ovl_figures_learn (OvlFigures *self, PangoLayout *layout, const char *string)
{
  for (const char *p = string; *p; p = g_utf8_next_char (p)) {
    gunichar zero = zero_of (g_utf8_get_char (p));

    if (zero != 0 && !find (self, zero)) {
      Digits digits = measure (layout, zero);

      g_array_append_val (self->known, digits);
    }
  }
}

/* What a digit is narrower than the widest of its kind. */
static double
missing_em (const OvlFigures *self, gunichar c)
{
  gunichar zero = zero_of (c);
  const Digits *digits = zero == 0 ? NULL : find (self, zero);

  return digits ? digits->widest_em - digits->em[c - zero] : 0;
}

double
ovl_figures_measure_em (const OvlFigures *self, const char *string)
{
  double em = 0;

  for (const char *p = string; *p; p = g_utf8_next_char (p))
    em += missing_em (self, g_utf8_get_char (p));
  return em;
}

void
ovl_figures_level (const OvlFigures *self, PangoLayoutLine *line, double size)
{
  const char *text = pango_layout_get_text (line->layout);

  for (GSList *l = line->runs; l; l = l->next) {
    const PangoLayoutRun *run = l->data;

    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
      PangoGlyphGeometry *geometry = &run->glyphs->glyphs[i].geometry;
      const char *p = text + run->item->offset + run->glyphs->log_clusters[i];
      double missing = missing_em (self, g_utf8_get_char (p)) * size * PANGO_SCALE;

      geometry->width += (int) missing;
      geometry->x_offset += (int) (missing / 2);
    }
  }
}
