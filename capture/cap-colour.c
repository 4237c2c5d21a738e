#include "cap-colour.h"

#include <math.h>

#define SD_LINES_MAX 576

/* Luma is worked in 1/64 code values: 16 bits hold the whole range with head-room, so that the
 * compiler takes twice as many samples an instruction as with 32. */
#define LUMA_SHIFT    6
#define TO_LUMA       (14 - LUMA_SHIFT)
#define HALF          (CAP_COLOUR_ONE / 2) /* what makes a shift round to the nearest */
#define CHROMA_MIDDLE (128 * CAP_COLOUR_ONE + HALF)

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

/* What the chroma of a row adds to its luma, once for each chroma sample; then the new chroma. */
static void
convert_chroma_row (const CapColour *colour, guint8 *restrict u, guint8 *restrict v,
                    gint16 *restrict add, int width)
{
  const CapColour c = *colour;

  for (int i = 0; i < width; i++) {
    gint16 du = (gint16) (u[i] - 128), dv = (gint16) (v[i] - 128);
    gint16 nu = (gint16) ((du * c.u_from_u + dv * c.u_from_v + CHROMA_MIDDLE) >> 14);
    gint16 nv = (gint16) ((du * c.v_from_u + dv * c.v_from_v + CHROMA_MIDDLE) >> 14);

    add[i] = (gint16) ((du * c.y_from_u + dv * c.y_from_v + c.y_offset) >> TO_LUMA);
    u[i] = (guint8) CLAMP (nu, 0, 255);
    v[i] = (guint8) CLAMP (nv, 0, 255);
  }
}

static void
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
static void
convert_rows (const CapColour *colour, GstVideoFrame *frame, int x, int y, int pairs)
{
  gint16 chroma[ROW_MAX / 2] = {0}, add[ROW_MAX] = {0};
  int c_stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 1);
  int y_stride = GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  guint8 *luma =
      (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, 0) + (gsize) y * (gsize) y_stride + x;
  guint8 *u = GST_VIDEO_FRAME_PLANE_DATA (frame, 1), *v = GST_VIDEO_FRAME_PLANE_DATA (frame, 2);
  gsize c_at = (gsize) (y / 2) * (gsize) c_stride + (gsize) (x / 2);

  convert_chroma_row (colour, u + c_at,
                      v + (gsize) (y / 2) * (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 2) + x / 2,
                      chroma, pairs);
  for (int i = 0; i < pairs; i++)
    add[2 * i] = add[2 * i + 1] = chroma[i];
  convert_luma_row (colour->y_gain, luma, add, 2 * pairs);
  convert_luma_row (colour->y_gain, luma + y_stride, add, 2 * pairs);
}

void
cap_colour_apply (const CapColour *colour, GstVideoFrame *frame, int x, int y, int width,
                  int height)
{
  g_assert (!((x | y | width | height) & 1));
  if (colour->identity)
    return;
  for (int row = y; row < y + height; row += 2)
    for (int at = 0; at < width; at += ROW_MAX)
      convert_rows (colour, frame, x + at, row, MIN (width - at, ROW_MAX) / 2);
}
