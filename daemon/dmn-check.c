#include "cap-microphone.h"
#include "cap-probe.h"
#include "dmn-check-machine.h"
#include "dmn-commands.h"
#include "dmn-config.h"
#include "dmn-paths.h"
#include "enc-output.h"
#include "enc-probe.h"
#include "shop-client.h"
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

#define TRY_MS        8000
#define SPACE_LOW_MIN 30 /* less recording time than this is worth a word */

/* One line of the board: "go" or what to do. */
static gboolean
say (const char *kind, const char *name, gboolean ok, const char *text)
{
  printf ("%-5s %s%s%s: %s\n", ok ? "go" : "NO GO", kind, name ? " " : "", name ? name : "", text);
  fflush (stdout);
  return ok;
}

static gboolean
check_source (const char *kind, const char *name, const char *source, gboolean camera)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = cap_probe_try (source, camera, TRY_MS, &text, &error);

  return say (kind, name, ok, ok ? text : error->message);
}

static gboolean
check_output (const EncOutputOptions *options)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = enc_output_try (options, TRY_MS, &text, &error);

  return say ("output", options->name, ok, ok ? text : error->message);
}

static gboolean
check_encoder (const DmnConfig *config)
{
  g_autoptr (GError) error = NULL;
  const char *element = enc_probe_choose (config->encoder, &error);

  return say ("encoder", NULL, element != NULL, element ? element : error->message);
}

static gboolean
check_recording (const DmnConfig *config, const char *state_dir)
{
  g_autofree char *folder = dmn_config_recordings_folder (config, state_dir);
  g_autofree char *text = NULL;
  double minutes;

  if (!config->recording->enabled)
    return say ("recording", NULL, TRUE, "switched off");
  text = dmn_machine_judge_folder (folder, state_dir);
  if (text)
    return say ("recording", NULL, FALSE, text);
  minutes = (double) dmn_machine_get_free (folder) /
            ((config->encoder->bitrate_kbps + config->encoder->audio_kbps) * 1000.0 / 8 * 60);
  text = g_strdup_printf ("room for %d h %d min%s", (int) minutes / 60, (int) minutes % 60,
                          minutes < SPACE_LOW_MIN ? ". Make room on the disk." : "");
  return say ("recording", NULL, minutes >= SPACE_LOW_MIN, text);
}

/* The shop, with a store that is forgotten: the rig's own may be in use. */

typedef struct {
  GMainLoop *loop;
  guint n_products;
  gboolean ok;
  char *text; /* owned: what the link said last */
} ShopTry;

static void
on_shop_feed (const ShowFeed *feed, gpointer data)
{
  ShopTry *try = data;
  const char *detail = feed->status->detail;

  try->ok = feed->synced;
  g_free (try->text);
  /* Here it is tried once, so no word of the next try. */
  try->text = g_strdup_printf ("%s%s%s%s", feed->fault ? feed->fault : feed->status->text,
                               detail ? " (" : "", detail ? detail : "", detail ? ")" : "");
  if (try->ok || feed->status->health == SHOW_HEALTH_REJECTED)
    g_main_loop_quit (try->loop);
}

static void
on_shop_changed (const ShopChange *change, gpointer data)
{
  if (change->complete)
    ((ShopTry *) data)->n_products = change->n_items;
}

static void
on_shop_adjusted (const ShowAdjusted *adjusted, gpointer data)
{
}

static void
on_shop_failed (const GError *error, gpointer data)
{
}

static gboolean
on_shop_timeout (gpointer data)
{
  g_main_loop_quit (((ShopTry *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static void
try_shop (ShopTry *try, const ShopOptions *options, ShopStore *store)
{
  static const ShopClientFuncs funcs = {on_shop_feed, on_shop_changed, on_shop_adjusted,
                                        on_shop_failed};
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ShopClient) client = shop_client_new (options, store, &funcs, try);
  guint timeout = g_timeout_add (TRY_MS, on_shop_timeout, try);

  try->loop = loop;
  shop_client_start (client);
  g_main_loop_run (loop);
  shop_client_stop (client);
  g_source_remove (timeout);
}

static gboolean
check_shop (const DmnConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ShopStore) store = NULL;
  g_autofree char *text = NULL;
  ShopTry try = {0};

  if (!config->shop->url)
    return say ("shop", NULL, TRUE, "none: stock is counted on this machine");
  store = shop_store_open (":memory:", NULL, &error);
  if (!store)
    return say ("shop", NULL, FALSE, error->message);
  try_shop (&try, config->shop, store);
  if (try.ok) {
    g_free (try.text);
    try.text = g_strdup_printf ("linked, it has %u products", try.n_products);
  }
  text = try.text;
  return say ("shop", NULL, try.ok, text ? text : "It does not answer.");
}

static gboolean
check_all (const DmnConfig *config, const char *state_dir)
{
  gboolean ok = check_encoder (config);

  for (guint i = 0; i < config->cameras->len; i++) {
    const CapCameraOptions *camera = config->cameras->pdata[i];
    ok = check_source ("camera", camera->name, camera->source, TRUE) && ok;
  }
  for (guint i = 0; i < config->microphones->len; i++) {
    const CapMicrophoneOptions *microphone = config->microphones->pdata[i];

    if (!cap_microphone_camera (microphone))
      ok = check_source ("microphone", microphone->name, microphone->source, FALSE) && ok;
  }
  for (guint i = 0; i < config->outputs->len; i++)
    ok = check_output (config->outputs->pdata[i]) && ok;
  ok = check_shop (config) && ok;
  return check_recording (config, state_dir) && ok;
}

int
dmn_check (int argc, char **argv)
{
  g_autofree char *config_path = NULL, *given_dir = NULL, *state_dir = NULL;
  g_autoptr (DmnConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config_path, "The config to check", "FILE"},
      {"state-dir", 's', 0, G_OPTION_ARG_FILENAME, &given_dir, "Where recordings would go", "DIR"},
      {NULL}};

  if (!dmn_parse_options (argc, argv, "", "Ends with 0 when everything is go.", entries, NULL,
                          &error))
    return dmn_fail (error);
  gst_init (NULL, NULL);
  state_dir = dmn_paths_find_rig (given_dir);
  config = dmn_config_load (config_path, &error);
  if (!config)
    return dmn_fail (error);
  return check_all (config, state_dir) ? 0 : 1;
}
