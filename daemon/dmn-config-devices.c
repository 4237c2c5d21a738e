#include "dmn-config-devices.h"

#include "cap-options.h"
#include "cap-probe.h"

#define TONE "test:sine"

static const char *const names[DMN_DEVICES_CAMERAS] = {"main", "second"};
static const char *const test_cameras[DMN_DEVICES_CAMERAS] = {"test:product", "test:presenter"};

void
dmn_devices_clear (DmnDevices *found)
{
  for (guint i = 0; i < DMN_DEVICES_CAMERAS; i++)
    g_free (found->cameras[i]);
  g_free (found->microphone);
}

static gboolean
lacks (const CfgFile *file, const CfgSection *table)
{
  return cfg_file_list (file, table)->len == 0;
}

static void
look_for_cameras (DmnDevices *found)
{
  g_autoptr (GPtrArray) devices = cap_probe_cameras ();

  for (guint i = 0; i < MIN (devices->len, DMN_DEVICES_CAMERAS); i++)
    found->cameras[i] = g_strdup (((const CapDevice *) devices->pdata[i])->source);
}

static void
look_for_microphone (DmnDevices *found)
{
  g_autoptr (GPtrArray) devices = cap_probe_microphones ();
  const CapDevice *first = devices->len > 0 ? devices->pdata[0] : NULL;

  if (first && !first->by_hand)
    found->microphone = g_strdup (first->source);
}

void
dmn_devices_look (DmnDevices *found, const CfgFile *file)
{
  if (lacks (file, &cap_camera_section))
    look_for_cameras (found);
  if (lacks (file, &cap_microphone_section))
    look_for_microphone (found);
}

void
dmn_devices_recall (DmnDevices *found, const DmnConfig *running)
{
  const CapMicrophoneOptions *microphone =
      running->microphones->len > 0 ? running->microphones->pdata[0] : NULL;

  for (guint i = 0; i < MIN (running->cameras->len, DMN_DEVICES_CAMERAS); i++) {
    const CapCameraOptions *camera = running->cameras->pdata[i];

    found->cameras[i] = g_strdup (camera->line ? NULL : camera->source);
  }
  if (microphone && !microphone->line && !g_str_equal (microphone->source, TONE))
    found->microphone = g_strdup (microphone->source);
}

/* What is not plugged in is stood in for by a moving test picture. */
static void
add_cameras (const DmnDevices *found, CfgFile *file)
{
  for (guint i = 0; i < DMN_DEVICES_CAMERAS; i++)
    cfg_file_add (file, &cap_camera_section, names[i], "source",
                  found->cameras[i] ? found->cameras[i] : test_cameras[i], NULL);
}

static void
add_microphone (const DmnDevices *found, CfgFile *file, gboolean with_tone)
{
  if (found->microphone)
    cfg_file_add (file, &cap_microphone_section, "host", "source", found->microphone, NULL);
  else if (with_tone)
    cfg_file_add (file, &cap_microphone_section, "host", "source", TONE, "gain", "-20", NULL);
}

void
dmn_devices_fill (const DmnDevices *found, CfgFile *file)
{
  gboolean no_cameras = lacks (file, &cap_camera_section);

  if (no_cameras)
    add_cameras (found, file);
  if (lacks (file, &cap_microphone_section))
    add_microphone (found, file, no_cameras);
}
