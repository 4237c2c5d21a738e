#include "cap-probe.h"
#include "dmn-commands.h"
#include "enc-probe.h"
#include <gst/gst.h>
#include <jansson.h>
#include <stdio.h>

static json_t *
texts_to_json (char **texts)
{
  json_t *list = json_array ();

  for (; texts && *texts; texts++)
    json_array_append_new (list, json_string (*texts));
  return list;
}

static json_t *
devices_to_json (GPtrArray *devices)
{
  json_t *list = json_array ();

  for (guint i = 0; i < devices->len; i++) {
    const CapDevice *device = devices->pdata[i];

    json_array_append_new (list,
                           json_pack ("{s:s, s:s, s:s?, s:s?, s:o}", "name", device->name, "source",
                                      device->source, "modes", device->modes, "best", device->best,
                                      "all_modes", texts_to_json (device->all_modes)));
  }
  return list;
}

static json_t *
encoders_to_json (GArray *encoders)
{
  json_t *list = json_array ();

  for (guint i = 0; i < encoders->len; i++) {
    const EncCandidate *encoder = &g_array_index (encoders, EncCandidate, i);

    json_array_append_new (list,
                           json_pack ("{s:s, s:s, s:b, s:b, s:i}", "kind", encoder->element,
                                      "title", encoder->title, "present", encoder->present, "works",
                                      encoder->works, "took_ms", (int) encoder->took_ms));
  }
  return list;
}

static void
print_devices (const char *title, const char *section, GPtrArray *devices, const char *none)
{
  printf ("%s\n", title);
  for (guint i = 0; i < devices->len; i++) {
    const CapDevice *device = devices->pdata[i];

    printf ("  %s\n    [%s %s%u]\n    source = %s\n", device->name, section,
            section[0] == 'c' ? "cam" : "mic", i + 1, device->source);
    if (device->best)
      printf ("    # best for 720p: %s\n", device->best);
    if (device->modes)
      printf ("    # all: %s\n", device->modes);
  }
  if (devices->len == 0)
    printf ("  %s\n", none);
  putchar ('\n');
}

static void
print_encoders (GArray *encoders)
{
  printf ("Encoders\n");
  for (guint i = 0; i < encoders->len; i++) {
    const EncCandidate *encoder = &g_array_index (encoders, EncCandidate, i);

    if (encoder->works)
      printf ("  %s, first keyframe after %u ms\n    [encoder]\n    kind = %s\n", encoder->title,
              encoder->took_ms, encoder->element);
    else if (encoder->present)
      printf ("  %s is installed but does not work here\n", encoder->title);
  }
}

int
dmn_probe (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "For programs: JSON", NULL}, {NULL}};

  if (!dmn_parse_options (argc, argv, "", NULL, entries, NULL, &error))
    return dmn_fail (error);
  gst_init (NULL, NULL);

  g_autoptr (GPtrArray) cameras = cap_probe_cameras ();
  g_autoptr (GPtrArray) microphones = cap_probe_microphones ();
  g_autoptr (GArray) encoders = enc_probe_all ();

  if (as_json) {
    json_t *root =
        json_pack ("{s:o, s:o, s:o}", "cameras", devices_to_json (cameras), "microphones",
                   devices_to_json (microphones), "encoders", encoders_to_json (encoders));

    json_dumpf (root, stdout, JSON_INDENT (2));
    putchar ('\n');
    json_decref (root);
    return 0;
  }
  print_devices ("Cameras", "camera", cameras,
                 "none found. Plug one in, or try: source = test:product");
  print_devices ("Microphones", "microphone", microphones,
                 "none found. Plug one in, or try: source = test:sine");
  print_encoders (encoders);
  return 0;
}
