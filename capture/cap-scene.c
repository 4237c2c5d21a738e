#include "cap-scene.h"

#include <math.h>
#include <string.h>

/* A rounded box; with `round` as large as both half sizes a circle. Lengths are in picture heights,
 * x from the middle, y from the top. What moves swings by `swing` about its place, `per_s` times a
 * second, `phase` turns ahead. */
typedef struct {
  float x, y, half_width, half_height, round;
  guint32 rgb;
  float opacity;
  float swing_x, swing_y, per_s, phase;
} Shape;

typedef struct {
  const char *name;
  guint32 top_rgb, bottom_rgb; /* the background, from the top to the horizon */
  float horizon;               /* in picture heights */
  guint32 floor_rgb, floor_end_rgb;
  const Shape *shapes; /* from the back to the front; half_width 0 ends them */
} Look;

/* What stands still comes first: it is drawn only once. */
static const Shape product_shapes[] = {
    {0.62f, 0.30f, 0.22f, 0.22f, 0.22f, 0xffe2c4, 0.30f, 0, 0, 0, 0},
    {0.0f, 0.86f, 0.62f, 0.030f, 0.030f, 0x6b4a35, 0.30f, 0, 0, 0, 0},
    {-0.42f, 0.62f, 0.085f, 0.215f, 0.050f, 0x2f7f79, 1, 0, 0, 0, 0},
    {-0.42f, 0.365f, 0.030f, 0.060f, 0.020f, 0x24524f, 1, 0, 0, 0, 0},
    {-0.42f, 0.66f, 0.085f, 0.070f, 0.008f, 0xf4efe2, 1, 0, 0, 0, 0},
    {0.42f, 0.66f, 0.105f, 0.175f, 0.030f, 0xd9a441, 1, 0, 0, 0, 0},
    {0.42f, 0.455f, 0.112f, 0.040f, 0.015f, 0x7c4f1d, 1, 0, 0, 0, 0},
    {0.42f, 0.69f, 0.105f, 0.055f, 0.008f, 0xfff6df, 1, 0, 0, 0, 0},
    {-0.72f, 0.19f, 0.13f, 0.13f, 0.13f, 0xfff3d6, 0.35f, 0.05f, 0.02f, 0.11f, 0.0f},
    {0.0f, 0.855f, 0.13f, 0.020f, 0.020f, 0x4a3122, 0.45f, 0.14f, 0, 0.20f, 0.0f},
    {0.0f, 0.60f, 0.100f, 0.235f, 0.085f, 0xc8443c, 1, 0.14f, 0, 0.20f, 0.0f},
    {0.0f, 0.325f, 0.042f, 0.060f, 0.018f, 0x8f2924, 1, 0.14f, 0, 0.20f, 0.0f},
    {0.0f, 0.63f, 0.100f, 0.080f, 0.008f, 0xfbe9d7, 1, 0.14f, 0, 0.20f, 0.0f},
    {-0.05f, 0.57f, 0.014f, 0.170f, 0.014f, 0xffffff, 0.35f, 0.14f, 0, 0.20f, 0.0f},
    {.half_width = 0}};

static const Shape presenter_shapes[] = {
    {-0.66f, 0.26f, 0.13f, 0.13f, 0.13f, 0xa9c4e4, 0.30f, 0.03f, 0.02f, 0.09f, 0.0f},
    {-0.38f, 0.14f, 0.07f, 0.07f, 0.07f, 0xd7e4f2, 0.25f, -0.02f, 0.02f, 0.13f, 0.4f},
    {0.64f, 0.20f, 0.10f, 0.10f, 0.10f, 0xe9d3b4, 0.30f, -0.04f, 0.01f, 0.08f, 0.2f},
    {0.60f, 0.60f, 0.035f, 0.14f, 0.035f, 0x4f8f6d, 1, 0.008f, 0, 0.10f, 0},
    {0.74f, 0.61f, 0.035f, 0.13f, 0.035f, 0x457f60, 1, 0.008f, 0, 0.10f, 0.1f},
    {0.67f, 0.55f, 0.038f, 0.19f, 0.038f, 0x3f7657, 1, 0.012f, 0, 0.10f, 0.2f},
    {0.67f, 0.80f, 0.095f, 0.090f, 0.020f, 0xa8765a, 1, 0, 0, 0, 0},
    {0.0f, 1.02f, 0.34f, 0.36f, 0.24f, 0x34507c, 1, 0.012f, 0, 0.25f, 0.0f},
    {0.0f, 0.62f, 0.065f, 0.11f, 0.05f, 0xd8a98a, 1, 0.020f, 0, 0.25f, 0.0f},
    {0.0f, 0.40f, 0.155f, 0.19f, 0.150f, 0x3c2a22, 1, 0.030f, 0.004f, 0.25f, 0.0f},
    {0.0f, 0.43f, 0.125f, 0.165f, 0.120f, 0xe9be9f, 1, 0.030f, 0.004f, 0.25f, 0.0f},
    {-0.045f, 0.41f, 0.013f, 0.016f, 0.013f, 0x30241f, 1, 0.030f, 0.004f, 0.25f, 0.0f},
    {0.045f, 0.41f, 0.013f, 0.016f, 0.013f, 0x30241f, 1, 0.030f, 0.004f, 0.25f, 0.0f},
    {0.0f, 0.51f, 0.035f, 0.010f, 0.010f, 0xb5655c, 1, 0.030f, 0.006f, 0.25f, 0.0f},
    {0.40f, 0.66f, 0.055f, 0.070f, 0.050f, 0xe9be9f, 1, 0.060f, 0.050f, 0.50f, 0.0f},
    {.half_width = 0}};

static const Look looks[] = {
    {"product", 0xf7d9c0, 0xfbeee0, 0.72f, 0xa97c5a, 0x7a5339, product_shapes},
    {"presenter", 0x4f6f94, 0x9fb6cc, 0.80f, 0x5c6878, 0x3d4653, presenter_shapes},
};

typedef struct {
  guint8 value[3];
} Yuv;

struct _CapScene {
  const Look *look;
  int width, height;
  gsize size;
  guint8 *still; /* the background and every shape before the first that moves */
  guint first_moving;
};

#define PLANES 3

/* RGB to BT.709 limited (ITU-R BT.709-6, 3 and 4.6). */
static Yuv
yuv_of (guint32 rgb)
{
  double r = (rgb >> 16 & 255) / 255.0, g = (rgb >> 8 & 255) / 255.0, b = (rgb & 255) / 255.0;
  double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;

  return (Yuv){{(guint8) lrint (16 + 219 * y), (guint8) lrint (128 + 224 * (b - y) / 1.8556),
                (guint8) lrint (128 + 224 * (r - y) / 1.5748)}};
}

static guint8 *
plane_of (const CapScene *self, guint8 *picture, guint plane, int *ret_width, int *ret_height)
{
  gsize luma = (gsize) self->width * (gsize) self->height;

  *ret_width = plane ? self->width / 2 : self->width;
  *ret_height = plane ? self->height / 2 : self->height;
  return picture + (plane ? luma + (plane - 1) * luma / 4 : 0);
}

static gboolean
moves (const Shape *shape)
{
  return shape->swing_x != 0 || shape->swing_y != 0;
}

/* Distance from the edge of a rounded box, negative inside (the usual signed distance of one). */
static float
distance (const Shape *shape, float x, float y)
{
  float dx = fabsf (x) - (shape->half_width - shape->round);
  float dy = fabsf (y) - (shape->half_height - shape->round);
  float out_x = MAX (dx, 0), out_y = MAX (dy, 0);

  if (out_x == 0 || out_y == 0)
    return MAX (dx, dy) - shape->round;
  return sqrtf (out_x * out_x + out_y * out_y) - shape->round;
}

typedef struct {
  guint8 *row;
  float y;        /* of the row, from the shape's middle */
  float x, scale; /* of sample 0, from the shape's middle; samples a picture height */
  guint8 value;
} Span;

/* Edges are soft over one sample. */
static void
blend_edge (const Shape *shape, const Span *span, int from, int to)
{
  for (int i = from; i < to; i++) {
    float d = distance (shape, span->x + (float) i / span->scale, span->y) * span->scale;
    float cover = CLAMP (0.5f - d, 0, 1) * shape->opacity;

    span->row[i] = (guint8) ((float) span->row[i] +
                             cover * ((float) span->value - (float) span->row[i]) + 0.5f);
  }
}

static void
blend_inside (const Shape *shape, const Span *span, int from, int to)
{
  int alpha = (int) (shape->opacity * 256), add = span->value * alpha + 128;

  if (alpha == 256)
    memset (span->row + from, span->value, (gsize) (to - from));
  else
    for (int i = from; i < to; i++)
      span->row[i] = (guint8) ((span->row[i] * (256 - alpha) + add) >> 8);
}

/* How far from its middle a row of the shape reaches, when the shape is made larger by `more` all
 * round; negative: the row is outside. */
static float
reach_of_row (const Shape *shape, float y, float more)
{
  float dy = MAX (fabsf (y) - (shape->half_height - shape->round), 0);
  float round = shape->round + more;

  return dy >= round ? -1 : shape->half_width - shape->round + sqrtf (round * round - dy * dy);
}

/* The inside of a row is all alike; only its ends are worth a look at each sample. */
static void
draw_span (const Shape *shape, const Span *span, int width)
{
  const float soft = 0.75f / span->scale, middle = -span->x * span->scale;
  float outer = reach_of_row (shape, span->y, soft) * span->scale;
  float inner = MAX (reach_of_row (shape, span->y, -soft), 0) * span->scale;
  int from = CLAMP ((int) floorf (middle - outer), 0, width);
  int to = CLAMP ((int) ceilf (middle + outer) + 1, from, width);
  int inside_from = CLAMP ((int) ceilf (middle - inner), from, to);
  int inside_to = CLAMP ((int) floorf (middle + inner), inside_from, to);

  if (outer <= 0)
    return;
  blend_edge (shape, span, from, inside_from);
  blend_inside (shape, span, inside_from, inside_to);
  blend_edge (shape, span, inside_to, to);
}

static void
draw_shape (const CapScene *self, guint8 *picture, const Shape *shape, double seconds)
{
  const double turn = 2 * G_PI * (seconds * (double) shape->per_s + (double) shape->phase);
  float middle_x = shape->x + shape->swing_x * (float) sin (turn);
  float middle_y = shape->y + shape->swing_y * (float) cos (turn);
  Yuv colour = yuv_of (shape->rgb);

  for (guint plane = 0; plane < PLANES; plane++) {
    int width, height;
    guint8 *data = plane_of (self, picture, plane, &width, &height);
    float scale = (float) height, x0 = middle_x * scale + (float) width / 2, y0 = middle_y * scale;
    float reach_y = shape->half_height * scale + 1;
    int top = CLAMP ((int) (y0 - reach_y), 0, height),
        below = CLAMP ((int) (y0 + reach_y) + 1, 0, height);

    for (int y = top; y < below; y++) {
      const Span span = {data + (gsize) y * (gsize) width, ((float) y + 0.5f - y0) / scale,
                         (0.5f - x0) / scale, scale, colour.value[plane]};

      draw_span (shape, &span, width);
    }
  }
}

static void
draw_background (CapScene *self)
{
  const Look *look = self->look;
  const Yuv from[] = {yuv_of (look->top_rgb), yuv_of (look->floor_rgb)};
  const Yuv to[] = {yuv_of (look->bottom_rgb), yuv_of (look->floor_end_rgb)};

  for (guint plane = 0; plane < PLANES; plane++) {
    int width, height;
    guint8 *data = plane_of (self, self->still, plane, &width, &height);

    for (int y = 0; y < height; y++) {
      float at = ((float) y + 0.5f) / (float) height;
      gboolean is_floor = at > look->horizon;
      float part = is_floor ? (at - look->horizon) / (1 - look->horizon) : at / look->horizon;
      float value = (float) from[is_floor].value[plane] * (1 - part) +
                    (float) to[is_floor].value[plane] * part;

      memset (data + (gsize) y * (gsize) width, (int) (value + 0.5f), (gsize) width);
    }
  }
}

CapScene *
cap_scene_new (const char *name, int width, int height)
{
  CapScene *self = NULL;
  const Look *look = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_str_equal (looks[i].name, name))
      look = &looks[i];
  if (!look)
    return NULL;
  self = g_new0 (CapScene, 1);
  self->look = look;
  self->width = width;
  self->height = height;
  self->size = (gsize) width * (gsize) height * 3 / 2;
  self->still = g_malloc (self->size);
  draw_background (self);
  while (look->shapes[self->first_moving].half_width > 0 &&
         !moves (&look->shapes[self->first_moving]))
    draw_shape (self, self->still, &look->shapes[self->first_moving++], 0);
  return self;
}

void
cap_scene_free (CapScene *self)
{
  if (!self)
    return;
  g_free (self->still);
  g_free (self);
}

gsize
cap_scene_get_size (const CapScene *self)
{
  return self->size;
}

void
cap_scene_draw (CapScene *self, gint64 time_ns, guint8 *picture)
{
  double seconds = (double) time_ns / GST_SECOND;

  memcpy (picture, self->still, self->size);
  for (const Shape *shape = self->look->shapes + self->first_moving; shape->half_width > 0; shape++)
    draw_shape (self, picture, shape, seconds);
}
