#include "cap-colour.h"

#include "mix-clones.h"

#include <math.h>

#define SD_LINES_MAX 576

/* Luma is worked in 1/64 code values: 16 bits hold the whole range with head-room, so that the
 * compiler takes twice as many samples an instruction as with 32. */
#define LUMA_SHIFT    6
#define TO_LUMA       (14 - LUMA_SHIFT)
#define HALF          (CAP_COLOUR_ONE / 2) /* what makes a shift round to the nearest */
#define CHROMA_MIDDLE ((128 << LUMA_SHIFT) + (1 << LUMA_SHIFT) / 2)

/* One Y'CbCr encoding: luma weights, and code values of black and of the full swing. */
typedef struct {
  double kr, kb, y_black, y_swing, c_swing;
} Encoding;

static Encoding
encoding_of (const GstVideoColorimetry *colorimetry)
{
  Encoding encoding = {.y_black = 16, .y_swing = 219, .c_swing = 224};

  if (!gst_video_color_matrix_get_Kr_Kb (colorimetry->matrix, &encoding.kr, &encoding.kb))
    gst_video_color_matrix_get_Kr_Kb (GST_VIDEO_COLOR_MATRIX_BT709, &encoding.kr, &encoding.kb);
  if (colorimetry->range == GST_VIDEO_COLOR_RANGE_0_255) {
    encoding.y_black = 0;
    encoding.y_swing = 255;
    encoding.c_swing = 255;
  }
  return encoding;
}

/* Code values `yuv` (chroma about 0) of one encoding in another, by way of R'G'B' (ITU-R BT.709
 * section 3, the same form for BT.601 and BT.2020). */
static void
convert (const Encoding *from, const Encoding *to, const double yuv[3], double ret_yuv[3])
{
  double y = (yuv[0] - from->y_black) / from->y_swing;
  double r = y + 2 * (1 - from->kr) * yuv[2] / from->c_swing;
  double b = y + 2 * (1 - from->kb) * yuv[1] / from->c_swing;
  double g = (y - from->kr * r - from->kb * b) / (1 - from->kr - from->kb);
  double luma = to->kr * r + to->kb * b + (1 - to->kr - to->kb) * g;

  ret_yuv[0] = luma * to->y_swing + to->y_black;
  ret_yuv[1] = (b - luma) / (2 * (1 - to->kb)) * to->c_swing;
  ret_yuv[2] = (r - luma) / (2 * (1 - to->kr)) * to->c_swing;
}

GstVideoColorimetry
cap_colour_of (const GstVideoInfo *info, gboolean jpeg)
{
  GstVideoColorimetry colorimetry = info->colorimetry;
  gboolean high = GST_VIDEO_INFO_HEIGHT (info) > SD_LINES_MAX;
  double kr, kb;

  if (!GST_VIDEO_INFO_IS_YUV (info) && !GST_VIDEO_INFO_IS_GRAY (info))
    return colorimetry;
  if (jpeg) {
    colorimetry.matrix = GST_VIDEO_COLOR_MATRIX_BT601;
    colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255;
  }
  if (!gst_video_color_matrix_get_Kr_Kb (colorimetry.matrix, &kr, &kb))
    colorimetry.matrix = high ? GST_VIDEO_COLOR_MATRIX_BT709 : GST_VIDEO_COLOR_MATRIX_BT601;
  if (colorimetry.range == GST_VIDEO_COLOR_RANGE_UNKNOWN)
    colorimetry.range = GST_VIDEO_COLOR_RANGE_16_235;
  return colorimetry;
}

static gint16
fixed (double gain)
{
  return (gint16) lrint (gain * CAP_COLOUR_ONE);
}

void
cap_colour_init (CapColour *colour, const GstVideoColorimetry *from)
{
  const GstVideoColorimetry programme = {.matrix = GST_VIDEO_COLOR_MATRIX_BT709,
                                         .range = GST_VIDEO_COLOR_RANGE_16_235};
  Encoding in = encoding_of (from), out = encoding_of (&programme);
  double zero[3], luma[3], u[3], v[3];

  convert (&in, &out, (const double[]){0, 0, 0}, zero);
  convert (&in, &out, (const double[]){1, 0, 0}, luma);
  convert (&in, &out, (const double[]){0, 1, 0}, u);
  convert (&in, &out, (const double[]){0, 0, 1}, v);
  *colour = (CapColour){
      .y_gain = (guint16) lrint ((luma[0] - zero[0]) * CAP_COLOUR_ONE),
      .y_from_u = fixed (u[0] - zero[0]),
      .y_from_v = fixed (v[0] - zero[0]),
      .u_from_u = fixed (u[1] - zero[1]),
      .u_from_v = fixed (v[1] - zero[1]),
      .v_from_u = fixed (u[2] - zero[2]),
      .v_from_v = fixed (v[2] - zero[2]),
      .y_offset = (gint) lrint (zero[0] * CAP_COLOUR_ONE) + HALF,
  };
  colour->identity = colour->y_gain == CAP_COLOUR_ONE && colour->u_from_u == CAP_COLOUR_ONE &&
                     colour->v_from_v == CAP_COLOUR_ONE && !colour->y_from_u && !colour->y_from_v &&
                     !colour->u_from_v && !colour->v_from_u && colour->y_offset == HALF;
}

/* The upper half of 16 x 16 bits, which every vector unit has. */
static inline gint16
upper (gint16 a, gint16 b)
{
  return (gint16) ((a * b) >> 16);
}

/* What the chroma of a row adds to its luma, once for each chroma sample; then the new chroma. */
static inline void
convert_chroma_row (const CapColour *colour, guint8 *restrict u, guint8 *restrict v,
                    gint16 *restrict add, int width)
{
  const CapColour c = *colour;
  const gint16 y_offset = (gint16) (c.y_offset >> TO_LUMA);

  for (int i = 0; i < width; i++) {
    gint16 du = (gint16) ((u[i] - 128) * 256), dv = (gint16) ((v[i] - 128) * 256);
    gint16 nu = (gint16) (upper (du, c.u_from_u) + upper (dv, c.u_from_v) + CHROMA_MIDDLE);
    gint16 nv = (gint16) (upper (du, c.v_from_u) + upper (dv, c.v_from_v) + CHROMA_MIDDLE);

    nu >>= LUMA_SHIFT;
    nv >>= LUMA_SHIFT;
    add[i] = (gint16) (upper (du, c.y_from_u) + upper (dv, c.y_from_v) + y_offset);
    u[i] = (guint8) CLAMP (nu, 0, 255);
    v[i] = (guint8) CLAMP (nv, 0, 255);
  }
}

static inline void
convert_luma_row (guint16 gain, guint8 *restrict luma, const gint16 *restrict add, int width)
{
  for (int i = 0; i < width; i++) {
    guint16 scaled = (guint16) (((guint32) (guint16) (luma[i] << 8) * gain) >> 16);
    gint16 value = (gint16) ((gint16) (scaled + add[i]) >> LUMA_SHIFT);

    luma[i] = (guint8) CLAMP (value, 0, 255);
  }
}

#define ROW_MAX 2048 /* samples; wider pictures are done in pieces */

/* Two rows, `pairs` of samples wide. */
MIX_CLONES static void
convert_rows (const CapColour *colour, guint8 *upper_luma, guint8 *lower_luma, guint8 *u, guint8 *v,
              int pairs)
{
  gint16 chroma[ROW_MAX / 2], add[ROW_MAX];

  g_assert (pairs > 0 && 2 * pairs <= ROW_MAX);
  convert_chroma_row (colour, u, v, chroma, pairs);
  for (int i = 0; i < pairs; i++)
    add[2 * i] = add[2 * i + 1] = chroma[i];
  convert_luma_row (colour->y_gain, upper_luma, add, 2 * pairs);
  convert_luma_row (colour->y_gain, lower_luma, add, 2 * pairs);
}

static guint8 *
row_of (const MixCanvas *canvas, guint plane, int row)
{
  return canvas->planes[plane] + (gsize) row * (gsize) canvas->strides[plane];
}

void
cap_colour_apply (const CapColour *colour, const MixCanvas *canvas)
{
  g_assert (!((canvas->width | canvas->height) & 1));
  if (colour->identity)
    return;
  for (int row = 0; row < canvas->height; row += 2)
    for (int at = 0; at < canvas->width; at += ROW_MAX)
      convert_rows (colour, row_of (canvas, 0, row) + at, row_of (canvas, 0, row + 1) + at,
                    row_of (canvas, 1, row / 2) + at / 2, row_of (canvas, 2, row / 2) + at / 2,
                    MIN (canvas->width - at, ROW_MAX) / 2);
}
