/* The rig on air: what is asked of it while its sources change, and an encoder that fails. */
#define GST_USE_UNSTABLE_API /* the tracer hook below */
#include "base-log.h"
#include "dmn-rig.h"
#include "enc-encoders.h"
#include <gst/gst.h>
#include <string.h>

#define CONFIG                                                                                     \
  "[programme]\nsize = 320x180\nfps = 10\n"                                                        \
  "[camera main]\nsource = test:product\n"                                                         \
  "[recording]\nenabled = no\n"
#define OWN_SOUND     CONFIG "[microphone host]\nsource = test:sine\n"
#define CAMERAS_SOUND CONFIG "[microphone host]\nsource = camera:main\n"

typedef struct {
  char *folder;
  DmnConfig *config;
  DmnRig *rig;
  guint64 ticks, missed_ticks; /* at the last report */
  gboolean on_air;
  guint encoder_stops;
} Desk;

static DmnConfig *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  DmnConfig *config = dmn_config_load_text ("test.conf", text, NULL, &error);

  g_assert_no_error (error);
  return config;
}

/* What was missed stays missed. */
static void
on_event (const ShowEvent *event, gpointer data)
{
  Desk *desk = data;

  if (event->kind != SHOW_EVENT_PROGRAMME)
    return;
  g_assert_cmpuint (event->figures->missed_ticks, >=, desk->missed_ticks);
  desk->ticks = event->figures->ticks;
  desk->missed_ticks = event->figures->missed_ticks;
  desk->on_air = event->figures->on_air;
  desk->encoder_stops = event->figures->encoder_stops;
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->folder = g_dir_make_tmp ("tb-rig-XXXXXX", &error);
  g_assert_no_error (error);
  desk->config = load (OWN_SOUND);
  desk->rig = dmn_rig_new (desk->config, desk->folder, 0, on_event, desk, &error);
  g_assert_no_error (error);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  const char *const argv[] = {"rm", "-rf", "--", desk->folder, NULL};

  dmn_rig_stop (desk->rig);
  dmn_rig_free (desk->rig);
  dmn_config_unref (desk->config);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (desk->folder);
}

static void
wait_in_media (gpointer data)
{
  g_mutex_lock (data);
  g_mutex_unlock (data);
}

static void
turn_up (DmnRig *rig)
{
  const ShowEffect louder = {.kind = SHOW_EFFECT_SOUNDCARD,
                             .soundcard = {.unit = SHOW_VOLUME_PERCENT, .volume = 50}};

  dmn_rig_apply (rig, &louder);
}

/* A device's volume is asked for, and before the media thread comes to it, the microphone gives way
 * to a camera's sound. */
static void
test_soundcard_gone (Desk *desk, gconstpointer data)
{
  g_autoptr (DmnConfig) after = load (CAMERAS_SOUND);
  GMutex busy;

  g_mutex_init (&busy);
  g_mutex_lock (&busy);
  base_worker_post (dmn_rig_get_media (desk->rig), wait_in_media, &busy, NULL);
  turn_up (desk->rig);
  dmn_rig_take (desk->rig, desk->config, after, NULL);
  turn_up (desk->rig);
  g_mutex_unlock (&busy);
  base_worker_run_sync (dmn_rig_get_media (desk->rig), wait_in_media, &busy);
  g_mutex_clear (&busy);
}

/* An encoder that fails */

static GMutex newest_lock;
static GstElement *newest; /* newest_lock; a reference: the newest encoder that was made */

static void
on_element (GObject *tracer, GstClockTime at, GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (!factory ||
      !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_ENCODER |
                                                      GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO))
    return;
  g_mutex_lock (&newest_lock);
  gst_object_replace ((GstObject **) &newest, GST_OBJECT (element));
  g_mutex_unlock (&newest_lock);
}

static void
watch_elements (void)
{
  GType type = g_type_register_static_simple (GST_TYPE_TRACER, "Watcher", sizeof (GstTracerClass),
                                              NULL, sizeof (GstTracer), NULL, 0);
  g_autoptr (GstTracer) tracer = g_object_new (type, NULL);

  gst_tracing_register_hook (tracer, "element-new", G_CALLBACK (on_element));
}

static GstElement *
take_newest (void)
{
  GstElement *element;

  g_mutex_lock (&newest_lock);
  element = g_steal_pointer (&newest);
  g_mutex_unlock (&newest_lock);
  return element;
}

/* For 60 s at most in the whole test. */
static void
wait_a_little (void)
{
  static guint n;

  g_assert_cmpuint (++n, <, 6000);
  g_main_context_iteration (NULL, FALSE);
  g_usleep (10 * 1000);
}

/* One that runs and was not seen before. */
static GstElement *
wait_for_encoder (void)
{
  GstElement *encoder;

  while (!(encoder = take_newest ()))
    wait_a_little ();
  while (GST_STATE (encoder) != GST_STATE_PLAYING)
    wait_a_little ();
  return encoder;
}

static void
break_encoder (void)
{
  GstElement *encoder = wait_for_encoder ();

  GST_ELEMENT_ERROR (encoder, STREAM, ENCODE, ("Made up."), (NULL));
  gst_object_unref (encoder);
}

static guint
count_lines (const char *words)
{
  g_autoptr (GPtrArray) lines = base_log_list (BASE_LOG_KEPT);
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += strstr (((BaseLogLine *) lines->pdata[i])->text, words) != NULL;
  return n;
}

static void
wait_for_line (const char *words)
{
  while (count_lines (words) == 0)
    wait_a_little ();
}

static void
start (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  gst_clear_object (&newest);
  dmn_rig_start (desk->rig, &error);
  g_assert_no_error (error);
}

/* It is told once why, also when the next one fails at once. */
static void
test_encoder_stops (Desk *desk, gconstpointer data)
{
  start (desk);
  for (guint i = 0; i < 3; i++)
    break_encoder ();
  wait_for_line ("Made up.) Starting it anew in 1 s.");
  g_assert_cmpuint (count_lines ("Starting it anew"), ==, 1);
}

static void
wait_for_report (Desk *desk)
{
  dmn_rig_report_figures (desk->rig);
  wait_a_little ();
}

static GstPadProbeReturn
hang_then_fail (GstPad *pad, GstPadProbeInfo *info, gpointer hangs)
{
  while (g_atomic_int_get ((gint *) hangs))
    g_usleep (10 * 1000);
  gst_buffer_unref (GST_PAD_PROBE_INFO_BUFFER (info));
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_ERROR;
  return GST_PAD_PROBE_HANDLED;
}

/* What the encoder before had no time for counts on when it is started anew. */
static void
test_counts_on (Desk *desk, gconstpointer data)
{
  gint hangs = TRUE; /* atomic */
  g_autoptr (GstElement) encoder = NULL;
  g_autoptr (GstPad) pad = NULL;
  guint64 ticks;

  start (desk);
  encoder = wait_for_encoder ();
  pad = gst_element_get_static_pad (encoder, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hang_then_fail, &hangs, NULL);
  while (desk->missed_ticks < 5)
    wait_for_report (desk);
  g_atomic_int_set (&hangs, FALSE);
  GST_ELEMENT_ERROR (encoder, STREAM, ENCODE, ("Made up."), (NULL));
  gst_object_unref (wait_for_encoder ());
  ticks = desk->ticks;
  while (desk->ticks < ticks + 3)
    wait_for_report (desk);
}

static GstPadProbeReturn
swallow (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

/* A driver that takes pictures and gives none, without an error. */
static void
test_encoder_silent (Desk *desk, gconstpointer data)
{
  g_autoptr (GstElement) encoder = NULL, next = NULL;
  g_autoptr (GstPad) pad = NULL;

  start (desk);
  encoder = wait_for_encoder ();
  pad = gst_element_get_static_pad (encoder, "src");
  while (!desk->on_air)
    wait_for_report (desk);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, swallow, NULL, NULL);
  while (count_lines ("The encoder gives no pictures any more. Starting it anew in 1 s.") == 0)
    wait_for_report (desk);
  next = wait_for_encoder ();
  g_assert_true (next != encoder);
  while (!desk->on_air)
    wait_for_report (desk);
  g_assert_cmpuint (desk->encoder_stops, ==, 1);
}

/* Taken out of the registry or put back in. */
static void
keep_encoders (GList **features, gboolean there)
{
  GstRegistry *registry = gst_registry_get ();

  for (const EncEncoder *one = enc_encoders; !there && one->element; one++) {
    GstPluginFeature *feature = gst_registry_lookup_feature (registry, one->element);

    if (feature)
      *features = g_list_prepend (*features, feature);
  }
  for (GList *at = *features; at; at = at->next)
    if (there)
      gst_registry_add_feature (registry, at->data);
    else
      gst_registry_remove_feature (registry, at->data);
}

/* What its pause costs is counted. */
static void
test_no_encoder (Desk *desk, gconstpointer data)
{
  GList *features = NULL;
  guint64 missed_ticks;

  start (desk);
  keep_encoders (&features, FALSE);
  break_encoder ();
  wait_for_line ("Trying again every second.");
  wait_for_report (desk);
  missed_ticks = desk->missed_ticks;
  g_usleep (2500 * 1000); /* two that fail, too */
  keep_encoders (&features, TRUE);
  while (desk->missed_ticks < missed_ticks + 25)
    wait_for_report (desk);
  break_encoder ();
  g_assert_cmpuint (count_lines ("Trying again"), ==, 1);
  g_list_free_full (features, gst_object_unref);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  base_log_init (BASE_LOG_NOTICE);
  gst_init (&argc, &argv);
  watch_elements ();
  g_test_add ("/dmn/rig/soundcard-gone", Desk, NULL, set_up, test_soundcard_gone, tear_down);
  g_test_add ("/dmn/rig/encoder-stops", Desk, NULL, set_up, test_encoder_stops, tear_down);
  g_test_add ("/dmn/rig/counts-on", Desk, NULL, set_up, test_counts_on, tear_down);
  g_test_add ("/dmn/rig/encoder-silent", Desk, NULL, set_up, test_encoder_silent, tear_down);
  g_test_add ("/dmn/rig/no-encoder", Desk, NULL, set_up, test_no_encoder, tear_down);
  return g_test_run ();
}
