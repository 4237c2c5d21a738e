/* The buy link: a QR code and the same link for people to type. */
#include "ovl-card-kinds.h"

#include <math.h>

#define SIDE_MIN_PART 0.25 /* of the picture's height, without the quiet zone */
#define TOP           14
#define SCAN_SIZE     22
#define SCAN_LINE     28
#define LINK_SIZE     30
#define LINK_LINE     38
#define BOTTOM        16
#define PADDING       20
#define TIGHT         8 /* upright pictures have no room to give away */

static const OvlTextStyle scan_style = {
    .font = OVL_FONT_TEXT, .align = OVL_ALIGN_CENTRE, .shrink = TRUE};
static const OvlTextStyle link_style = {
    .font = OVL_FONT_HEADING, .align = OVL_ALIGN_CENTRE, .shrink = TRUE};

/* Of the code with its quiet zone, in units: whole pixels a module, and even ones in all. */
static double
get_side (const OvlKit *kit, const OvlQr *qr)
{
  int modules = ovl_qr_get_modules (qr);
  double pixel = ceil (SIDE_MIN_PART * kit->height / modules);

  return ceil (pixel * (modules + 2 * OVL_QR_QUIET_MODULES) / 2) * 2 / kit->scale;
}

static void
add_line (OvlSheet *sheet, const OvlTextStyle *style, double size, double y, double line,
          OvlShade shade, const char *string)
{
  OvlTextBox box = {{PADDING, y, sheet->width - 2 * PADDING, line}, size, 1};

  ovl_sheet_add_text (sheet, &box, style, shade, string);
}

OvlSheet *
ovl_card_link (OvlKit *kit, const ShowCardContent *content, GError **error)
{
  g_autoptr (OvlQr) qr = ovl_qr_new (content->link, error);
  g_autofree char *scan = ovl_locale_say (kit->locale, OVL_SAY_SCAN, NULL);
  gboolean is_upright = kit->height > kit->width;
  double side, y;
  OvlSheet *sheet;

  if (!qr)
    return NULL;
  side = get_side (kit, qr);
  sheet = ovl_sheet_new (
      side, side + LINK_LINE + (is_upright ? 2 * TIGHT : TOP + SCAN_LINE + BOTTOM), TRUE);
  ovl_sheet_add_qr (sheet, (OvlBox){0, 0, side, side}, g_steal_pointer (&qr));
  y = side + (is_upright ? TIGHT : TOP + SCAN_LINE);
  if (!is_upright)
    add_line (sheet, &scan_style, SCAN_SIZE, side + TOP, SCAN_LINE, OVL_ON_PLATE_QUIET, scan);
  add_line (sheet, &link_style, LINK_SIZE, y, LINK_LINE, OVL_ON_PLATE,
            content->link_text ? content->link_text : content->link);
  return sheet;
}
