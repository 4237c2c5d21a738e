#include "cap-mode.h"

#include <linux/videodev2.h>

struct _CapFormat {
  guint32 fourcc;
  const char *name, *caps;
  gboolean raw;
  double bits; /* a pixel; of compressed ones what cameras usually send */
};

/* In the order in which they are cheap to bring to the programme's format. */
static const CapFormat formats[] = {
    {V4L2_PIX_FMT_YUV420, "I420", "video/x-raw, format=I420", TRUE, 12},
    {V4L2_PIX_FMT_YUV420M, "I420", "video/x-raw, format=I420", TRUE, 12},
    {V4L2_PIX_FMT_NV12, "NV12", "video/x-raw, format=NV12", TRUE, 12},
    {V4L2_PIX_FMT_NV12M, "NV12", "video/x-raw, format=NV12", TRUE, 12},
    {V4L2_PIX_FMT_YUYV, "YUYV", "video/x-raw, format=YUY2", TRUE, 16},
    {V4L2_PIX_FMT_UYVY, "UYVY", "video/x-raw, format=UYVY", TRUE, 16},
    {V4L2_PIX_FMT_RGB24, "RGB", "video/x-raw, format=RGB", TRUE, 24},
    {V4L2_PIX_FMT_BGR24, "BGR", "video/x-raw, format=BGR", TRUE, 24},
    {V4L2_PIX_FMT_MJPEG, "MJPEG", "image/jpeg", FALSE, 3},
    {V4L2_PIX_FMT_JPEG, "JPEG", "image/jpeg", FALSE, 3},
    {V4L2_PIX_FMT_H264, "H.264", "video/x-h264", FALSE, 0.3},
};

const CapFormat *
cap_format_find (guint32 fourcc)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].fourcc == fourcc)
      return &formats[i];
  return NULL;
}

const char *
cap_format_name (const CapFormat *format)
{
  return format->name;
}

const char *
cap_format_caps (const CapFormat *format)
{
  return format->caps;
}

/* --- words --- */

static double
fps_of (const CapMode *mode)
{
  return (double) mode->fps_n / MAX (mode->fps_d, 1);
}

char *
cap_mode_describe (const CapMode *mode)
{
  if (mode->fps_n <= 0)
    return g_strdup_printf ("%dx%d as %s", mode->width, mode->height, mode->format->name);
  return g_strdup_printf ("%dx%d at %.4g fps as %s", mode->width, mode->height, fps_of (mode),
                          mode->format->name);
}

guint64
cap_mode_bytes_per_s (const CapMode *mode)
{
  double fps = mode->fps_n > 0 ? fps_of (mode) : 30;

  return (guint64) (mode->format->bits / 8 * mode->width * mode->height * fps);
}

/* Largest first, what a person looks for; then by format and rate. */
static int
compare_modes (gconstpointer a, gconstpointer b)
{
  const CapMode *left = a, *right = b;
  int size = right->width * right->height - left->width * left->height;
  double rate = fps_of (right) - fps_of (left);

  if (size == 0)
    size = right->width - left->width;
  if (size != 0)
    return size;
  if (left->format != right->format)
    return left->format < right->format ? -1 : 1;
  return rate < 0 ? -1 : rate > 0;
}

static gboolean
is_same_but_for_rate (const CapMode *a, const CapMode *b)
{
  return a->format->name == b->format->name && a->width == b->width && a->height == b->height;
}

char **
cap_mode_list (GArray *modes)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  g_array_sort (modes, compare_modes);
  for (guint i = 0; i < modes->len;) {
    const CapMode *first = &g_array_index (modes, CapMode, i);
    g_autoptr (GString) text = g_string_new (NULL);
    const char *separator = " at";

    g_string_printf (text, "%dx%d %s", first->width, first->height, first->format->name);
    for (; i < modes->len; i++) {
      const CapMode *mode = &g_array_index (modes, CapMode, i);

      if (!is_same_but_for_rate (first, mode))
        break;
      if (mode->fps_n > 0)
        g_string_append_printf (text, "%s %.4g", separator, fps_of (mode));
      separator = ",";
    }
    g_string_append (text, first->fps_n > 0 ? " fps" : "");
    g_strv_builder_add (list, text->str);
  }
  return g_strv_builder_end (list);
}

/* Fastest first. */
static int
compare_rates (gconstpointer a, gconstpointer b)
{
  const CapMode *left = a, *right = b;
  double rate = fps_of (right) - fps_of (left);

  if (rate != 0)
    return rate < 0 ? -1 : 1;
  return left->format < right->format ? -1 : left->format > right->format;
}

static gboolean
is_same_size (const CapMode *a, const CapMode *b)
{
  return a->width == b->width && a->height == b->height;
}

/* "1920x1080 at 30 fps (MJPEG, H.264), 5 fps (YUYV)"; `fastest` has one mode for each format of one
 * size. */
static void
append_size (GString *out, GArray *fastest)
{
  const CapMode *before = NULL;

  g_array_sort (fastest, compare_rates);
  for (guint i = 0; i < fastest->len; i++) {
    const CapMode *mode = &g_array_index (fastest, CapMode, i);
    gboolean new_rate = !before || fps_of (before) != fps_of (mode);

    if (!before)
      g_string_append_printf (out, "%s%dx%d", out->len ? "; " : "", mode->width, mode->height);
    else if (new_rate)
      g_string_append (out, "),");
    if (new_rate && mode->fps_n > 0)
      g_string_append_printf (out, "%s %.4g fps", before ? "" : " at", fps_of (mode));
    g_string_append_printf (out, "%s%s", new_rate ? " (" : ", ", mode->format->name);
    before = mode;
  }
  g_string_append (out, ")");
}

/* `modes` sorted; those of one format stand together, the fastest first. */
static GArray *
take_size (const GArray *modes, guint *i)
{
  GArray *fastest = g_array_new (FALSE, FALSE, sizeof (CapMode));
  const CapMode *first = &g_array_index (modes, CapMode, *i), *before = NULL;

  for (; *i < modes->len; (*i)++) {
    const CapMode *mode = &g_array_index (modes, CapMode, *i);

    if (!is_same_size (first, mode))
      break;
    if (!before || !is_same_but_for_rate (before, mode))
      g_array_append_val (fastest, *mode);
    before = mode;
  }
  return fastest;
}

char *
cap_mode_summary (GArray *modes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  g_array_sort (modes, compare_modes);
  for (guint i = 0; i < modes->len; n++) {
    g_autoptr (GArray) fastest = take_size (modes, &i);

    if (n < CAP_MODES_SHOWN)
      append_size (out, fastest);
  }
  if (n > CAP_MODES_SHOWN)
    g_string_append_printf (out, "; and %u smaller sizes", n - CAP_MODES_SHOWN);
  return n ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* --- the best one --- */

/* Frames a second in thousandths of what the programme has, no more than all of them. A camera that
 * does not tell is taken at its word that it works. 29.97 does for 30. */
static gint64
motion_of (const CapMode *mode, const MixFormat *programme)
{
  gint64 wanted = (gint64) programme->fps_n * MAX (mode->fps_d, 1);
  gint64 rate = (gint64) mode->fps_n * programme->fps_d * 1000;

  return mode->fps_n <= 0 || rate >= wanted * 980 ? 1000 : rate / wanted;
}

/* Thousandths of the programme's pixels that it has something to show for. */
static gint64
detail_of (const CapMode *mode, const MixFormat *programme)
{
  gint64 width = MIN (mode->width, programme->width),
         height = MIN (mode->height, programme->height);

  return width * height * 1000 / ((gint64) programme->width * programme->height);
}

gint64
cap_mode_worth (const CapMode *mode, const MixFormat *programme)
{
  gint64 motion = motion_of (mode, programme);

  return motion * motion * detail_of (mode, programme);
}

static gint64
pixels_of (const CapMode *mode)
{
  return (gint64) mode->width * mode->height;
}

static gboolean
is_carried (const CapMode *mode, const CapLink *link)
{
  return link->bytes_per_s == 0 || cap_mode_bytes_per_s (mode) <= link->bytes_per_s;
}

/* Of two formats with one name the first in the table stands for both. */
static int
cost_of (const CapMode *mode)
{
  return (int) (mode->format - formats);
}

/* 60 fps for a programme of 30 is twice the work for the same picture. */
static gint64
excess_of (const CapMode *mode, const MixFormat *programme)
{
  return MAX ((gint64) mode->fps_n * programme->fps_d * 1000 / MAX (mode->fps_d, 1) -
                  (gint64) programme->fps_n * 1000,
              0);
}

static gboolean
is_better (const CapMode *mode, const CapMode *than, const MixFormat *programme,
           const CapLink *link)
{
  const gint64 gains[] = {
      is_carried (mode, link) - is_carried (than, link),
      cap_mode_worth (mode, programme) - cap_mode_worth (than, programme),
      pixels_of (than) - pixels_of (mode), /* as much is shown: the smaller is nearer */
      cost_of (than) - cost_of (mode),
      excess_of (than, programme) - excess_of (mode, programme),
  };

  for (guint i = 0; i < G_N_ELEMENTS (gains); i++)
    if (gains[i] != 0)
      return gains[i] > 0;
  return FALSE;
}

static const CapMode *
find_best (const GArray *modes, const MixFormat *programme, const CapLink *link, gboolean raw_only)
{
  const CapMode *best = NULL;

  for (guint i = 0; i < modes->len; i++) {
    const CapMode *mode = &g_array_index (modes, CapMode, i);

    if ((mode->format->raw || !raw_only) && (!best || is_better (mode, best, programme, link)))
      best = mode;
  }
  return best;
}

/* Why a compressed mode was taken, `raw` being the best uncompressed one if the link did not
 * matter; may be NULL. */
static char *
explain_compressed (const CapMode *mode, const CapMode *raw, const MixFormat *programme,
                    const CapLink *link)
{
  if (!raw)
    return g_strdup ("it sends nothing uncompressed");
  if (!is_carried (raw, link) &&
      cap_mode_worth (raw, programme) >= cap_mode_worth (mode, programme))
    return g_strdup_printf ("uncompressed it would be more than %s carries", link->name);
  if (detail_of (raw, programme) >= detail_of (mode, programme))
    return g_strdup_printf ("uncompressed it sends only %.4g pictures a second", fps_of (raw));
  return g_strdup_printf ("uncompressed it sends only %dx%d at %.4g fps", raw->width, raw->height,
                          fps_of (raw));
}

static char *
explain (const CapMode *mode, const GArray *modes, const MixFormat *programme, const CapLink *link)
{
  const CapLink anything = {0, NULL};

  if (modes->len == 1)
    return g_strdup ("it has no other mode");
  if (!mode->format->raw)
    return explain_compressed (mode, find_best (modes, programme, &anything, TRUE), programme,
                               link);
  if (cap_mode_worth (mode, programme) < CAP_WORTH_FULL)
    return g_strdup ("the nearest that it has to the programme");
  return g_strdup ("as good as the programme, and nothing has to be decoded");
}

const CapMode *
cap_mode_choose (const GArray *modes, const MixFormat *programme, const CapLink *link,
                 char **ret_reason)
{
  const CapMode *best = find_best (modes, programme, link, FALSE);

  if (best && ret_reason)
    *ret_reason = explain (best, modes, programme, link);
  return best;
}
