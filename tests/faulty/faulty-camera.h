/* A camera that fails as told, in place of GStreamer's v4l2src: an element of that name whose
 * "device" is an ordinary file. The file is the plug (no file, no camera) and says what the camera
 * does; it is read again for every picture. What it reports is what v4l2src 1.22 reports:
 * gstv4l2src.c, gstv4l2object.c, gstv4l2bufferpool.c.
 *
 *   [camera]
 *   format = YUY2      of GStreamer's; or mjpeg, h264
 *   size = 320x180     any: whatever is asked for, uncompressed. Another one later is followed
 *   follows = yes      no: the driver says nothing of another size
 *   max_width = 640    wider pictures do not start; 0: all do
 *   fps = 30
 *   pictures = /p/%03d mjpeg, h264: one file a picture, from 0, again and again
 *   fault = none       see faulty_names[]
 *   broken = 10        every tenth picture is cut short; 0: none
 *   flagged = 10       every tenth picture has the driver's mark of being broken
 *   stamps = right     past, future, zero, jumping, none
 *   clock = no         yes: YUY2 pictures tell when they were taken, see faulty_draw_clock()
 */
#pragma once
#include <errno.h>
#include <gst/base/gstpushsrc.h>
#include <gst/video/video.h>
#include <stdio.h>

typedef enum {
  FAULT_NONE = 0,
  FAULT_FREEZE,    /* no pictures, no error */
  FAULT_POLL,      /* pulled out while it waited for a picture */
  FAULT_DQBUF,     /* pulled out while it took one: v4l2src speaks of memory */
  FAULT_STREAMON,  /* its stream does not start: v4l2src speaks of memory */
  FAULT_BUSY,      /* another program streams from it */
  FAULT_FORBIDDEN, /* may not be opened */
} FaultyKind;

static const char *const faulty_names[] = {"none",     "freeze", "poll",     "dqbuf",
                                           "streamon", "busy",   "forbidden"};

typedef struct {
  GstPushSrc parent;
  char *device;

  /* streaming thread */
  guint64 n_pictures;
  guint place;       /* in the film */
  GstVideoInfo info; /* uncompressed pictures as they were agreed on */
  gint64 next_us;

  GMutex lock;
  GCond flushed;
  gboolean flushing; /* lock */
} FaultyCamera;

typedef GstPushSrcClass FaultyCameraClass;
enum { FAULTY_PROP_DEVICE = 1 };

GType faulty_camera_get_type (void);
G_DEFINE_TYPE (FaultyCamera, faulty_camera, GST_TYPE_PUSH_SRC)

/* What the file says. */
typedef struct {
  char *format, *pictures, *stamps;
  int width, height, fps, max_width, broken, flagged; /* width 0: any */
  gboolean follows, clock;
  FaultyKind fault;
} FaultyOrders;

static void
faulty_orders_clear (FaultyOrders *orders)
{
  g_free (orders->format);
  g_free (orders->pictures);
  g_free (orders->stamps);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FaultyOrders, faulty_orders_clear)

static char *
faulty_text (GKeyFile *file, const char *key, const char *without)
{
  char *text = g_key_file_get_string (file, "camera", key, NULL);

  return text ? text : g_strdup (without);
}

/* FALSE: it is not plugged in. */
static gboolean
faulty_read (FaultyCamera *self, FaultyOrders *ret_orders)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *size = NULL, *fault = NULL, *fps = NULL, *follows = NULL, *clock = NULL;

  if (!g_file_test (self->device, G_FILE_TEST_EXISTS))
    return FALSE;
  g_key_file_load_from_file (file, self->device, G_KEY_FILE_NONE, NULL);
  *ret_orders =
      (FaultyOrders){.format = faulty_text (file, "format", "YUY2"),
                     .pictures = faulty_text (file, "pictures", ""),
                     .stamps = faulty_text (file, "stamps", "right"),
                     .max_width = g_key_file_get_integer (file, "camera", "max_width", NULL),
                     .broken = g_key_file_get_integer (file, "camera", "broken", NULL),
                     .flagged = g_key_file_get_integer (file, "camera", "flagged", NULL)};
  size = faulty_text (file, "size", "320x180");
  follows = faulty_text (file, "follows", "yes");
  ret_orders->follows = g_str_equal (follows, "yes");
  clock = faulty_text (file, "clock", "no");
  ret_orders->clock = g_str_equal (clock, "yes");
  fault = faulty_text (file, "fault", "none");
  fps = faulty_text (file, "fps", "30");
  ret_orders->fps = atoi (fps);
  if (!g_str_equal (size, "any"))
    g_assert (sscanf (size, "%dx%d", &ret_orders->width, &ret_orders->height) == 2);
  while (!g_str_equal (faulty_names[ret_orders->fault], fault))
    g_assert (++ret_orders->fault < G_N_ELEMENTS (faulty_names));
  return TRUE;
}

/* --- what v4l2src reports --- */

static void
faulty_report_open (FaultyCamera *self, int error)
{
  if (error == ENOENT)
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND, ("Cannot identify device '%s'.", self->device),
                       ("system error: %s", g_strerror (error)));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE,
                       ("Could not open device '%s' for reading and writing.", self->device),
                       ("system error: %s", g_strerror (error)));
}

/* While the format is set and the stream started. */
static void
faulty_report_start (FaultyCamera *self, FaultyKind fault)
{
  if (fault == FAULT_BUSY)
    GST_ELEMENT_ERROR (self, RESOURCE, BUSY, ("Device '%s' is busy", self->device),
                       ("Call to S_FMT failed for YUYV @ 320x180: %s", g_strerror (EBUSY)));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("Failed to allocate required memory."),
                       ("Buffer pool activation failed"));
}

static GstFlowReturn
faulty_report_gone (FaultyCamera *self, gboolean while_waiting)
{
  if (while_waiting)
    GST_ELEMENT_ERROR (self, RESOURCE, READ, (NULL), ("poll error 1: %s (0)", g_strerror (0)));
  GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT, ("Failed to allocate a buffer"), (NULL));
  return GST_FLOW_ERROR;
}

/* --- pictures --- */

#define ANY_CAPS                                                                                   \
  "video/x-raw, format={YUY2,UYVY,NV12,I420}, width=[16,4096], height=[16,2160], "                 \
  "framerate=[1/1,120/1]"

static GstCaps *
faulty_caps (const FaultyOrders *orders)
{
  const char *name = g_str_equal (orders->format, "mjpeg")  ? "image/jpeg"
                     : g_str_equal (orders->format, "h264") ? "video/x-h264"
                                                            : "video/x-raw";
  GstCaps *caps;

  if (orders->width == 0)
    return gst_caps_from_string (ANY_CAPS);
  caps = gst_caps_new_simple (name, "width", G_TYPE_INT, orders->width, "height", G_TYPE_INT,
                              orders->height, "framerate", GST_TYPE_FRACTION, orders->fps, 1, NULL);
  if (g_str_equal (name, "video/x-raw"))
    gst_caps_set_simple (caps, "format", G_TYPE_STRING, orders->format, NULL);
  if (g_str_equal (name, "video/x-h264"))
    gst_caps_set_simple (caps, "stream-format", G_TYPE_STRING, "byte-stream", "alignment",
                         G_TYPE_STRING, "au", NULL);
  return caps;
}

/* A grey that changes from picture to picture. */
static GstBuffer *
faulty_draw (FaultyCamera *self)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, self->info.size, NULL);

  gst_buffer_memset (picture, 0, (guint8) (64 + self->n_pictures % 128), self->info.size);
  return picture;
}

#define CLOCK_FIELDS 20 /* bits of the wall clock's milliseconds, the lowest one at the left … */
#define CLOCK_PART   8  /* … along the upper eighth of the picture: white is 1 */

/* A picture was taken one frame before it comes, as its stamp says. */
static void
faulty_draw_clock (FaultyCamera *self, GstBuffer *picture, int fps)
{
  guint64 taken_ms = (guint64) (g_get_real_time () / 1000 - 1000 / fps);
  guint width = (guint) self->info.width, rows = (guint) self->info.height / CLOCK_PART;
  GstMapInfo map;

  g_assert (gst_buffer_map (picture, &map, GST_MAP_WRITE));
  for (guint y = 0; y < rows; y++)
    for (guint x = 0; x < width; x++) {
      guint8 *two = map.data + y * (guint) self->info.stride[0] + x * 2;

      two[0] = taken_ms >> (x * CLOCK_FIELDS / width) & 1 ? 235 : 16;
      two[1] = 128;
    }
  gst_buffer_unmap (picture, &map);
}

static GstBuffer *
faulty_load (FaultyCamera *self, const FaultyOrders *orders)
{
  char path[1024];
  char *data = NULL;
  gsize size = 0;

  for (guint try = 0; try < 2 && !data; try++) {
    /* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral): a test's own pattern */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf (path, sizeof path, orders->pictures, (int) self->place);
#pragma GCC diagnostic pop
    if (!g_file_get_contents (path, &data, &size, NULL))
      self->place = 0;
  }
  self->place++;
  g_assert (data);
  return gst_buffer_new_wrapped (data, size);
}

static gint64
faulty_stamp (FaultyCamera *self, const FaultyOrders *orders)
{
  gint64 now = (gint64) gst_element_get_current_running_time (GST_ELEMENT (self));
  gint64 frame = (gint64) GST_SECOND / orders->fps;

  if (g_str_equal (orders->stamps, "past"))
    return now - 3 * (gint64) GST_SECOND;
  if (g_str_equal (orders->stamps, "future"))
    return now + 3 * (gint64) GST_SECOND;
  if (g_str_equal (orders->stamps, "zero"))
    return 0;
  if (g_str_equal (orders->stamps, "jumping"))
    return now + (gint64) (self->n_pictures * 7919 % 997 - 498) * 20 * (gint64) GST_MSECOND;
  return now - frame;
}

/* FALSE: interrupted. `forever`: until then. */
static gboolean
faulty_wait (FaultyCamera *self, int fps, gboolean forever)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean flushing;

  self->next_us = MAX (self->next_us + G_USEC_PER_SEC / fps, now_us - G_USEC_PER_SEC / 10);
  g_mutex_lock (&self->lock);
  while (!self->flushing)
    if (!g_cond_wait_until (&self->flushed, &self->lock, forever ? now_us + 100000 : self->next_us))
      break;
  flushing = self->flushing;
  g_mutex_unlock (&self->lock);
  return !flushing;
}

static GstFlowReturn
faulty_create (GstPushSrc *source, GstBuffer **ret_picture)
{
  FaultyCamera *self = (FaultyCamera *) source;
  GstBuffer *picture;

  for (;;) {
    g_auto (FaultyOrders) orders = {0};

    if (!faulty_read (self, &orders))
      return faulty_report_gone (self, TRUE);
    if (orders.fault == FAULT_POLL || orders.fault == FAULT_DQBUF)
      return faulty_report_gone (self, orders.fault == FAULT_POLL);
    if (orders.follows && orders.width && self->info.width && orders.width != self->info.width &&
        !gst_base_src_negotiate (GST_BASE_SRC (source)))
      return GST_FLOW_NOT_NEGOTIATED;
    if (!faulty_wait (self, orders.fps, orders.fault == FAULT_FREEZE))
      return GST_FLOW_FLUSHING;
    if (orders.fault == FAULT_FREEZE)
      continue;
    picture = orders.pictures[0] ? faulty_load (self, &orders) : faulty_draw (self);
    if (orders.clock)
      faulty_draw_clock (self, picture, orders.fps);
    self->n_pictures++;
    if (orders.broken && self->n_pictures % (guint64) orders.broken == 0)
      gst_buffer_resize (picture, 0, (gssize) gst_buffer_get_size (picture) / 2);
    if (orders.flagged && self->n_pictures % (guint64) orders.flagged == 0)
      GST_BUFFER_FLAG_SET (picture, GST_BUFFER_FLAG_CORRUPTED);
    if (!g_str_equal (orders.stamps, "none"))
      GST_BUFFER_PTS (picture) = (GstClockTime) MAX (faulty_stamp (self, &orders), 0);
    GST_BUFFER_DURATION (picture) = GST_SECOND / (guint64) orders.fps;
    *ret_picture = picture;
    return GST_FLOW_OK;
  }
}

/* --- the element --- */

static GstCaps *
faulty_get_caps (GstBaseSrc *source, GstCaps *filter)
{
  FaultyCamera *self = (FaultyCamera *) source;
  g_auto (FaultyOrders) orders = {0};

  if (!self->device || !faulty_read (self, &orders))
    return gst_caps_new_any ();
  return faulty_caps (&orders);
}

static gboolean
faulty_set_caps (GstBaseSrc *source, GstCaps *caps)
{
  FaultyCamera *self = (FaultyCamera *) source;

  if (gst_structure_has_name (gst_caps_get_structure (caps, 0), "video/x-raw"))
    return gst_video_info_from_caps (&self->info, caps);
  return TRUE;
}

static gboolean
faulty_decide_allocation (GstBaseSrc *source, GstQuery *query)
{
  FaultyCamera *self = (FaultyCamera *) source;
  g_auto (FaultyOrders) orders = {0};

  if (faulty_read (self, &orders) &&
      (orders.fault == FAULT_STREAMON || orders.fault == FAULT_BUSY ||
       (orders.max_width && self->info.width > orders.max_width))) {
    faulty_report_start (self, orders.fault);
    return FALSE;
  }
  return GST_BASE_SRC_CLASS (faulty_camera_parent_class)->decide_allocation (source, query);
}

static GstStateChangeReturn
faulty_change_state (GstElement *element, GstStateChange change)
{
  FaultyCamera *self = (FaultyCamera *) element;
  g_auto (FaultyOrders) orders = {0};

  if (change == GST_STATE_CHANGE_NULL_TO_READY &&
      (!faulty_read (self, &orders) || orders.fault == FAULT_FORBIDDEN)) {
    faulty_report_open (self, orders.fault == FAULT_FORBIDDEN ? EACCES : ENOENT);
    return GST_STATE_CHANGE_FAILURE;
  }
  return GST_ELEMENT_CLASS (faulty_camera_parent_class)->change_state (element, change);
}

static gboolean
faulty_set_flushing (GstBaseSrc *source, gboolean flushing)
{
  FaultyCamera *self = (FaultyCamera *) source;

  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_signal (&self->flushed);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
faulty_unlock (GstBaseSrc *source)
{
  return faulty_set_flushing (source, TRUE);
}

static gboolean
faulty_unlock_stop (GstBaseSrc *source)
{
  return faulty_set_flushing (source, FALSE);
}

static void
faulty_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  FaultyCamera *self = (FaultyCamera *) object;

  g_free (self->device);
  self->device = g_value_dup_string (value);
}

static void
faulty_finalize (GObject *object)
{
  FaultyCamera *self = (FaultyCamera *) object;

  g_free (self->device);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->flushed);
  G_OBJECT_CLASS (faulty_camera_parent_class)->finalize (object);
}

static void
faulty_camera_init (FaultyCamera *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->flushed);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
}

static void
faulty_camera_class_init (FaultyCameraClass *class)
{
  static GstStaticPadTemplate any =
      GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GObjectClass *object = G_OBJECT_CLASS (class);
  GstElementClass *element = GST_ELEMENT_CLASS (class);
  GstBaseSrcClass *source = GST_BASE_SRC_CLASS (class);

  object->set_property = faulty_set_property;
  object->finalize = faulty_finalize;
  g_object_class_install_property (
      object, FAULTY_PROP_DEVICE,
      g_param_spec_string ("device", "", "", NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gst_element_class_add_static_pad_template (element, &any);
  gst_element_class_set_static_metadata (element, "Faulty camera", "Source/Video",
                                         "Fails as told, for tests", "Tallybox");
  element->change_state = faulty_change_state;
  source->get_caps = faulty_get_caps;
  source->set_caps = faulty_set_caps;
  source->decide_allocation = faulty_decide_allocation;
  source->unlock = faulty_unlock;
  source->unlock_stop = faulty_unlock_stop;
  class->create = faulty_create;
}
