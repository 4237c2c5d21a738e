#include "dmn-config-cards.h"
#include "dmn-config-cues.h"
#include "dmn-config-devices.h"

#include "cap-microphone.h"
#include "enc-key.h"
#include "web-obs-options.h"
#include <string.h>

/* -1: there is none. */
static int
find_camera (const DmnConfig *config, const char *name)
{
  gconstpointer camera = cfg_file_find (config->cameras, name);
  guint index;

  return camera && g_ptr_array_find (config->cameras, camera, &index) ? (int) index : -1;
}

static char *
camera_names (const DmnConfig *config)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < config->cameras->len; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "",
                            ((CapCameraOptions *) config->cameras->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Checks across sections, and the set-up of the show */

void
dmn_config_miss (DmnConfig *config, const CfgSection *table, gconstpointer section, const char *key,
                 const char *path, const char *fault)
{
  cfg_file_report_missing (config->file, table, section, key, "%s", fault);
  g_ptr_array_add (config->missing, g_strdup (path));
}

/* By how many cameras a layout shows. */
static const char *const layout_needs[] = {
    "no camera: take the line away",
    "one camera, such as cameras = main",
    "two cameras, such as cameras = main, second",
};

static void
set_up_scene (DmnConfig *config, const DmnSceneOptions *options)
{
  guint n = options->cameras ? g_strv_length (options->cameras) : 0;
  guint needed = show_layout_count_cameras ((ShowLayout) options->layout);
  ShowScene scene = {.layout = (ShowLayout) options->layout,
                     .slate = (ShowSlate) options->slate,
                     .corner = (ShowCorner) options->corner,
                     .size_permille = options->size_percent * 10};

  g_strlcpy (scene.name, options->name, sizeof scene.name);
  if (n != needed) {
    cfg_file_report (config->file, &dmn_scene_section, options, n ? "cameras" : NULL,
                     "this layout needs %s.", layout_needs[needed]);
    return;
  }
  for (guint i = 0; i < n; i++) {
    scene.cameras[i] = find_camera (config, options->cameras[i]);
    if (scene.cameras[i] < 0) {
      g_autofree char *names = camera_names (config);
      cfg_file_report (config->file, &dmn_scene_section, options, "cameras",
                       "there is no [camera %s]. Add it, or use one of: %s.", options->cameras[i],
                       names);
      return;
    }
  }
  g_array_append_val (config->setup->scenes, scene);
}

static void
add_scene (ShowSetup *setup, const char *name, ShowScene scene)
{
  if (show_setup_find (setup->scenes, name, NULL))
    return;
  g_strlcpy (scene.name, name, sizeof scene.name);
  g_array_append_val (setup->scenes, scene);
}

static void
add_usual_scenes (DmnConfig *config)
{
  for (guint i = 0; i < config->cameras->len; i++)
    add_scene (config->setup, ((CapCameraOptions *) config->cameras->pdata[i])->name,
               (ShowScene){.layout = SHOW_LAYOUT_FULL, .cameras = {(int) i}});
  if (config->cameras->len >= 2) {
    add_scene (config->setup, "pip",
               (ShowScene){.layout = SHOW_LAYOUT_PIP,
                           .cameras = {0, 1},
                           .corner = SHOW_CORNER_TOP_RIGHT,
                           .size_permille = 333});
    add_scene (config->setup, "side", (ShowScene){.layout = SHOW_LAYOUT_SIDE, .cameras = {0, 1}});
  }
  add_scene (config->setup, "starting",
             (ShowScene){.layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_STARTING});
  add_scene (config->setup, "break",
             (ShowScene){.layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_BREAK});
  add_scene (config->setup, "end",
             (ShowScene){.layout = SHOW_LAYOUT_SLATE, .slate = SHOW_SLATE_END});
}

static void
set_up_scenes (DmnConfig *config, const DmnProgrammeOptions *programme)
{
  GPtrArray *scenes = cfg_file_list (config->file, &dmn_scene_section);
  GArray *made = config->setup->scenes;
  guint first;

  for (guint i = 0; i < scenes->len; i++)
    set_up_scene (config, scenes->pdata[i]);
  if (scenes->len == 0)
    add_usual_scenes (config);
  if (!programme->scene)
    return;
  if (show_setup_find (made, programme->scene, &first)) {
    ShowScene scene = g_array_index (made, ShowScene, first);

    g_array_remove_index (made, first);
    g_array_prepend_val (made, scene);
    return;
  }
  cfg_file_report (config->file, &dmn_programme_section, programme, "scene",
                   "there is no [scene %s]. Add it, or name one that is there.", programme->scene);
}

static void
set_up_sources (DmnConfig *config)
{
  for (guint i = 0; i < config->cameras->len; i++) {
    ShowCameraSetup camera = {0};

    g_strlcpy (camera.name, ((CapCameraOptions *) config->cameras->pdata[i])->name,
               sizeof camera.name);
    g_array_append_val (config->setup->cameras, camera);
  }
  for (guint i = 0; i < config->microphones->len; i++) {
    const CapMicrophoneOptions *options = config->microphones->pdata[i];
    const char *camera = cap_microphone_camera (options);
    ShowMicSetup mic = {.gain_db = options->gain_db,
                        .mute = options->mute,
                        .delay_ms = options->delay_ms,
                        .is_soundcard = cap_microphone_has_soundcard (options)};

    g_strlcpy (mic.name, options->name, sizeof mic.name);
    g_array_append_val (config->setup->mics, mic);
    if (camera && !cfg_file_find (config->cameras, camera))
      cfg_file_report (config->file, &cap_microphone_section, options, "source",
                       "there is no [camera %s]. Add it, or write another source.", camera);
  }
}

static void
set_up_outputs (DmnConfig *config)
{
  for (guint i = 0; i < config->outputs->len; i++) {
    const EncOutputOptions *options = config->outputs->pdata[i];
    ShowOutputSetup output = {.autostart = options->start};
    g_autofree char *fault = enc_key_find_fault (options);

    g_strlcpy (output.name, options->name, sizeof output.name);
    g_array_append_val (config->setup->outputs, output);
    if (options->key_file && options->key_credential)
      cfg_file_report (config->file, &enc_output_section, options, "key_credential",
                       "the key can come from one place only. Keep key_file or key_credential.");
    if (fault)
      dmn_config_miss (config, &enc_output_section, options, "key_file", options->key_file, fault);
  }
}

/* A theme is outside of the config, mistakes and all. */
static void
do_without_theme (DmnConfig *config, const OvlOptions *options, const OvlSafeArea *area,
                  const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  for (char **line = lines; *line; line++)
    cfg_file_report_missing (config->file, &ovl_section, options, "theme", "%s", *line);
  g_ptr_array_add (config->missing, g_strdup (ovl_options_get_theme (options)));
  config->lacks_theme = TRUE;
  config->look = ovl_look_new (OVL_THEME_DEFAULT, options->locale, area, NULL);
}

static void
set_up_look (DmnConfig *config)
{
  const OvlOptions *options = cfg_file_get (config->file, &ovl_section);
  GPtrArray *areas = cfg_file_list (config->file, &ovl_safe_area_section);
  OvlSafeArea area = {0};
  g_autoptr (GError) error = NULL;

  if (options->safe_area && !ovl_options_find_safe_area (options->safe_area, areas, &area))
    cfg_file_report (config->file, &ovl_section, options, "safe_area",
                     "there is no [safe-area %s]. Add it, or write one of ebu-graphics, "
                     "ebu-action, meta, tiktok.",
                     options->safe_area);
  config->look = ovl_look_new (ovl_options_get_theme (options), options->locale,
                               options->safe_area ? &area : NULL, &error);
  if (!config->look)
    do_without_theme (config, options, options->safe_area ? &area : NULL, error);
}

static void
set_up_shop (DmnConfig *config)
{
  const char *key;
  g_autofree char *why = NULL;

  config->setup->stock_is_local = config->shop->url == NULL;
  config->setup->oversell_buffer = config->shop->buffer;
  if (!shop_options_check (config->shop, &key, &why))
    cfg_file_report (config->file, &shop_section, config->shop, key, "%s", why);
  else if (!shop_options_check_files (config->shop, &key, &why))
    dmn_config_miss (config, &shop_section, config->shop, key,
                     g_str_equal (key, "tls_ca") ? config->shop->tls_ca : config->shop->token_file,
                     why);
}

static void
check_obs (DmnConfig *config)
{
  const WebObsOptions *options = cfg_file_get (config->file, &web_obs_section);
  const char *key;
  g_autofree char *why = NULL;

  if (!web_obs_options_check (options, &key, &why)) {
    cfg_file_report (config->file, &web_obs_section, options, key, "%s", why);
  } else if (!web_obs_options_check_files (options, &key, &why)) {
    dmn_config_miss (config, &web_obs_section, options, key, options->password_file, why);
    config->lacks_password = TRUE;
  }
}

static void
set_up_programme (DmnConfig *config, const DmnProgrammeOptions *programme)
{
  config->format = (MixFormat){.width = programme->size[0],
                               .height = programme->size[1],
                               .fps_n = programme->fps[0],
                               .fps_d = programme->fps[1],
                               .latency_ns = programme->latency_ms * GST_MSECOND};
  config->setup->width = programme->size[0];
  config->setup->height = programme->size[1];
  config->setup->fps_n = programme->fps[0];
  config->setup->fps_d = programme->fps[1];
  config->setup->transition_ms = programme->transition_ms;
  config->setup->bitrate_kbps = config->encoder->bitrate_kbps;
  config->setup->record = config->recording->enabled;
}

/* Takes `file`. `lenient`: what it names outside of itself may be missing. */
static DmnConfig *
make_config (CfgFile *file, const DmnDevices *found, gboolean lenient, GError **error)
{
  g_autoptr (DmnConfig) config = g_new0 (DmnConfig, 1);
  const DmnProgrammeOptions *programme;

  g_atomic_ref_count_init (&config->refs);
  config->file = file;
  if (lenient)
    cfg_file_set_lenient (file);
  config->missing = g_ptr_array_new_with_free_func (g_free);
  dmn_devices_fill (found, config->file);
  programme = cfg_file_get (config->file, &dmn_programme_section);
  config->setup = show_setup_new ();
  config->encoder = cfg_file_get (config->file, &enc_section);
  config->recording = cfg_file_get (config->file, &enc_recording_section);
  config->shop = cfg_file_get (config->file, &shop_section);
  config->cameras = cfg_file_list (config->file, &cap_camera_section);
  config->microphones = cfg_file_list (config->file, &cap_microphone_section);
  config->outputs = cfg_file_list (config->file, &enc_output_section);
  set_up_programme (config, programme);
  set_up_sources (config);
  set_up_scenes (config, programme);
  set_up_outputs (config);
  set_up_look (config);
  dmn_config_set_up_cards (config);
  dmn_config_set_up_cues (config);
  set_up_shop (config);
  check_obs (config);
  if (!cfg_file_check (config->file, error))
    return NULL;
  return g_steal_pointer (&config);
}

static DmnConfig *
start_config (CfgFile *file, gboolean lenient, GError **error)
{
  g_auto (DmnDevices) found = {0};

  if (!file)
    return NULL;
  dmn_devices_look (&found, file);
  return make_config (file, &found, lenient, error);
}

DmnConfig *
dmn_config_load (const char *path, GError **error)
{
  return start_config (cfg_file_load (path, dmn_tables, error), FALSE, error);
}

DmnConfig *
dmn_config_start (const char *path, GError **error)
{
  return start_config (cfg_file_load (path, dmn_tables, error), TRUE, error);
}

DmnConfig *
dmn_config_start_text (const char *path, const char *text, GError **error)
{
  return start_config (cfg_file_load_text (path, text, dmn_tables, error), TRUE, error);
}

static DmnConfig *
load_text (const char *path, const char *text, const DmnConfig *running, gboolean lenient,
           GError **error)
{
  CfgFile *file = cfg_file_load_text (path, text, dmn_tables, error);
  g_auto (DmnDevices) found = {0};

  if (!file)
    return NULL;
  if (running)
    dmn_devices_recall (&found, running);
  return make_config (file, &found, lenient, error);
}

DmnConfig *
dmn_config_load_text (const char *path, const char *text, const DmnConfig *running, GError **error)
{
  return load_text (path, text, running, FALSE, error);
}

DmnConfig *
dmn_config_take_text (const char *path, const char *text, const DmnConfig *running, GError **error)
{
  return load_text (path, text, running, TRUE, error);
}

char *
dmn_config_recordings_folder (const DmnConfig *config, const char *state_dir)
{
  if (config->recording->folder)
    return g_strdup (config->recording->folder);
  return g_build_filename (state_dir, "recordings", NULL);
}

DmnConfig *
dmn_config_ref (DmnConfig *config)
{
  g_atomic_ref_count_inc (&config->refs);
  return config;
}

void
dmn_config_unref (DmnConfig *config)
{
  if (!config || !g_atomic_ref_count_dec (&config->refs))
    return;
  g_clear_pointer (&config->setup, show_setup_unref);
  g_clear_pointer (&config->look, ovl_look_free);
  g_clear_pointer (&config->file, cfg_file_free);
  g_clear_pointer (&config->missing, g_ptr_array_unref);
  g_free (config);
}
