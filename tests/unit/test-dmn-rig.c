/* The rig on air: what is asked of it while its sources change. */
#include "dmn-rig.h"
#include <gst/gst.h>

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
} Desk;

static DmnConfig *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  DmnConfig *config = dmn_config_load_text ("test.conf", text, &error);

  g_assert_no_error (error);
  return config;
}

static void
ignore_event (const ShowEvent *event, gpointer data)
{
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->folder = g_dir_make_tmp ("tb-rig-XXXXXX", &error);
  g_assert_no_error (error);
  desk->config = load (OWN_SOUND);
  desk->rig = dmn_rig_new (desk->config, desk->folder, 0, ignore_event, desk, &error);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/dmn/rig/soundcard-gone", Desk, NULL, set_up, test_soundcard_gone, tear_down);
  return g_test_run ();
}
