/* Test pictures and sounds. */
#include "cap-backends.h"
#include "cap-test-source.h"

/* --- test pictures and sounds --- */

/* Names for people, and videotestsrc's. */
static const struct {
  const char *name, *pattern;
} patterns[] = {
    {"ball", "ball"},
    {"bars", "smpte"},
    {"black", "black"},
    {"blue", "blue"},
    {"checkers", "checkers-8"},
    {"circles", "circular"},
    {"colours", "colors"},
    {"gradient", "gradient"},
    {"green", "green"},
    {"pinwheel", "pinwheel"},
    {"red", "red"},
    {"smpte", "smpte"},
    {"snow", "snow"},
    {"spokes", "spokes"},
    {"white", "white"},
    {"zone", "zone-plate"},
};
#define OWN_PATTERNS "product, presenter"

static const char *
pattern_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_str_equal (patterns[i].name, name))
      return patterns[i].pattern;
  return NULL;
}

static gboolean
is_scene (const char *name)
{
  g_autoptr (CapScene) scene = cap_scene_new (name, 2, 2);

  return scene != NULL;
}

static gboolean
test_is_known (const char *rest, gboolean camera, char **ret_why)
{
  g_autoptr (GString) names = NULL;

  if (camera ? is_scene (rest) || pattern_of (rest) : cap_wave_from_name (rest) != 0)
    return TRUE;
  names = g_string_new (camera ? OWN_PATTERNS : CAP_WAVE_NAMES);
  for (guint i = 0; camera && i < G_N_ELEMENTS (patterns); i++)
    g_string_append_printf (names, ", %s", patterns[i].name);
  *ret_why = g_strdup_printf ("\"%s\" is no test %s: write one of %s", rest,
                              camera ? "picture" : "sound", names->str);
  return FALSE;
}

static void
offer_src (CapPipe *pipe, GstElement *element)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");

  cap_pipe_offer_pad (pipe, pad);
  cap_pipe_pads_done (pipe);
}

/* Stamped with the time at which each picture was made: the same shared clock as a camera. */
static gboolean
build_pattern (CapPipe *pipe, const char *pattern, GError **error)
{
  const MixFormat *format = cap_pipe_get_format (pipe);
  g_autoptr (GstCaps) caps = mix_format_video_caps (format);
  GstElement *source = cap_pipe_add (pipe, "videotestsrc", error);
  GstElement *filter = source ? cap_pipe_add (pipe, "capsfilter", error) : NULL;

  if (!filter)
    return FALSE;
  gst_util_set_object_arg (G_OBJECT (source), "pattern", pattern);
  g_object_set (source, "is-live", !format->lockstep, "do-timestamp", !format->lockstep, NULL);
  g_object_set (filter, "caps", caps, NULL);
  g_assert (gst_element_link (source, filter));
  offer_src (pipe, filter);
  return TRUE;
}

static gboolean
build_test (CapPipe *pipe, const char *source, const char *rest, GError **error)
{
  const MixFormat *format = cap_pipe_get_format (pipe);
  gboolean pictures = cap_pipe_wants (pipe, TRUE);
  CapScene *scene = pictures ? cap_scene_new (rest, format->width, format->height) : NULL;
  GstElement *element;

  if (pictures && !scene)
    return build_pattern (pipe, pattern_of (rest), error);
  element = scene ? cap_test_source_new_scene (scene, format)
                  : cap_test_source_new_wave (cap_wave_from_name (rest), format);
  gst_bin_add (cap_pipe_get_bin (pipe), element);
  offer_src (pipe, element);
  return TRUE;
}

const CapBackend cap_backend_test = {.prefix = "test:",
                                     .form = "test:NAME",
                                     .camera = TRUE,
                                     .microphone = TRUE,
                                     .timeline = CAP_TIMELINE_SHARED,
                                     .live = TRUE,
                                     .check = test_is_known,
                                     .build = build_test};
