/* The config, read and changed from afar: what is read, what of it is taken up, whose keys stay. */
#include "dmn-settings-private.h"
#include "web-types.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG                                                                                     \
  "[camera main]\nsource = test:product\n"                                                         \
  "[camera second]\nsource = test:presenter\n"                                                     \
  "[microphone host]\nsource = test:silence\n"

/* A rig that is not on air, in a folder of its own. */
typedef struct {
  char *folder, *path;
  DmnConfig *config;
  DmnShow *show;
  DmnSettings *settings;
} Desk;

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
write_config (const Desk *desk, const char *text)
{
  write_file (desk->path, text);
}

/* `found` (may be NULL): the source of the first camera, as if it had been plugged in at the start.
 */
static void
desk_open_with (Desk *desk, const char *text, const char *found)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  desk->folder = g_dir_make_tmp ("tb-settings-XXXXXX", &error);
  g_assert_no_error (error);
  desk->path = g_build_filename (desk->folder, "t.conf", NULL);
  token = g_build_filename (desk->folder, "shop.token", NULL);
  write_file (token, "old-token-4711\n");
  write_config (desk, text);
  desk->config = dmn_config_load_text (desk->path, text, NULL, &error);
  g_assert_no_error (error);
  if (found) {
    CapCameraOptions *camera = desk->config->cameras->pdata[0];

    g_free (camera->source);
    camera->source = g_strdup (found);
  }
  desk->show = dmn_show_new (desk->config, NULL);
  desk->settings = dmn_settings_new (desk->path, desk->config, desk->folder, desk->show, NULL);
}

static void
desk_open (Desk *desk, const char *text)
{
  desk_open_with (desk, text, NULL);
}

static void
desk_close (Desk *desk)
{
  const char *const argv[] = {"rm", "-rf", "--", desk->folder, NULL};

  dmn_settings_free (desk->settings);
  dmn_show_free (desk->show);
  dmn_config_unref (desk->config);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (desk->folder);
  g_free (desk->path);
}

/* Reading */

static void
assert_refused (const Desk *desk, const char *pattern)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dmn_settings_read (desk->settings, &error);

  g_assert_null (text);
  g_assert_error (error, WEB_ERROR, WEB_ERROR_FILE);
  if (!g_regex_match_simple (pattern, error->message, 0, 0))
    g_error ("\"%s\" is not like \"%s\"", error->message, pattern);
}

static void
test_read (void)
{
  Desk desk;
  g_autofree char *text = NULL, *large = g_strnfill (CFG_FILE_MAX_BYTES + 1, '\n');

  desk_open (&desk, CONFIG);
  text = dmn_settings_read (desk.settings, NULL);
  g_assert_cmpstr (text, ==, CONFIG);
  write_config (&desk, large);
  assert_refused (&desk, "^t.conf: This file is larger than");
  write_config (&desk, CONFIG "# M\xfcller\n");
  assert_refused (&desk, "^t.conf:7: .*not UTF-8");
  g_unlink (desk.path);
  assert_refused (&desk, "^t.conf: There is no such file");
  g_assert_cmpint (mkfifo (desk.path, 0600), ==, 0);
  assert_refused (&desk, "^t.conf: This is not a plain file");
  desk_close (&desk);
}

/* Taking up */

#define OUTPUT "[output emergency]\nurl = rtmp://127.0.0.1:9/live\nstart = no\n"

/* What of `text` is taken up by a rig that runs CONFIG; `held` (may be NULL): a section that waits.
 */
static void
assert_taken (const char *text, const char *taken, const char *held)
{
  g_autoptr (CfgEdit) wanted = cfg_edit_new (text);
  g_autoptr (DmnTake) take = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  Desk desk;

  desk_open (&desk, CONFIG);
  take = dmn_settings_plan (desk.settings, wanted, &error);
  g_assert_no_error (error);
  next = cfg_edit_to_text (take->next);
  g_strdelimit (next, "\n", ' ');
  if (!g_regex_match_simple (taken, next, 0, 0))
    g_error ("\"%s\" is not like \"%s\"", next, taken);
  g_assert_cmpuint (take->held->len, ==, held ? 1 : 0);
  if (held)
    g_assert_cmpstr (take->held->pdata[0], ==, held);
  desk_close (&desk);
}

#define CAMERAS                                                                                    \
  "[camera main]\nsource = test:product\n"                                                         \
  "[camera second]\nsource = test:presenter\n"

static void
test_take (void)
{
  /* What the rig cannot take away stays whole, and holds up nothing. */
  assert_taken (CAMERAS OUTPUT, "microphone host. source = test:silence .*output emergency", NULL);
  assert_taken ("[camera main]\nsource = test:ball\n" OUTPUT,
                "main. source = test:ball .*second. source = test:presenter .*output emergency",
                NULL);
  /* What is said of the next start is known, so that nobody takes it for a wish of this one. */
  assert_taken (CONFIG "mute = yes\n[recording]\nenabled = yes\n" OUTPUT,
                "mute = yes .*recording. enabled = yes .*emergency. .*start = no", NULL);
  assert_taken (CONFIG "[programme]\nscene = slate\n[scene slate]\nlayout = slate\n"
                       "[recording]\nenabled = yes\n",
                "test:silence +.recording. enabled = yes", "programme ");
  /* Renamed, and with it the sound that comes of it. */
  assert_taken ("[camera main]\nsource = test:ball\n[camera new]\nsource = test:presenter\n"
                "[microphone host]\nsource = camera:new\n" OUTPUT,
                "main. source = test:ball .*host. source = test:silence .*output emergency",
                "microphone host");
}

static const char *
first_camera (const DmnConfig *config)
{
  return ((const CapCameraOptions *) config->cameras->pdata[0])->source;
}

/* A change of something else leaves a camera on air that no section of the file has. */
static void
test_take_keeps_found (void)
{
  g_autoptr (CfgEdit) wanted = cfg_edit_new ("[microphone host]\nsource = test:sine\n");
  g_autoptr (DmnConfig) other = NULL;
  g_autoptr (DmnTake) take = NULL;
  Desk desk;

  desk_open_with (&desk, "[microphone host]\nsource = test:silence\n", "v4l2:/dev/video7");
  take = dmn_settings_plan (desk.settings, wanted, NULL);
  g_assert_cmpstr (first_camera (take->config), ==, "v4l2:/dev/video7");
  desk_close (&desk);

  /* What the file had was not found. */
  desk_open (&desk, "[camera main]\nsource = test:ball\n");
  other = dmn_config_load_text (desk.path, "", desk.config, NULL);
  g_assert_cmpstr (first_camera (other), ==, "test:product");
  desk_close (&desk);
}

/* Changing */

/* `changes`: the list as JSON. */
static json_t *
change (const Desk *desk, const char *changes, GError **error)
{
  json_t *now = dmn_settings_to_json (desk->settings);
  json_t *wanted = json_pack ("{s:O, s:o}", "revision", json_object_get (now, "revision"),
                              "changes", json_loads (changes, 0, NULL));
  json_t *done = dmn_settings_change (desk->settings, wanted, "Mia", error);

  json_decref (wanted);
  json_decref (now);
  return done;
}

static void
assert_config (const Desk *desk, const char *pattern, gboolean expected)
{
  g_autofree char *text = dmn_settings_read (desk->settings, NULL);

  if (g_regex_match_simple (pattern, text, G_REGEX_MULTILINE, 0) != expected)
    g_error ("\"%s\" is %s \"%s\"", text, expected ? "not like" : "like", pattern);
}

#define SHOP      "{\"section\":\"shop\",\"name\":null,\"key\":"
#define EVIL      SHOP "\"url\",\"value\":\"ws://127.0.0.1:9/evil\"}"
#define NO_URL    SHOP "\"url\",\"value\":null}"
#define NEW_TOKEN SHOP "\"token_file\",\"secret\":\"new-token-4711\"}"

static void
test_token_stays_with_its_shop (void)
{
  static const char *const in_vain[] = {"[" EVIL "]", "[" EVIL ",{\"section\":\"card\",\"name\":"
                                                      "\"x\",\"add\":true}]"};
  Desk desk;

  desk_open (&desk, CONFIG "[shop]\nurl = ws://127.0.0.1:9/stock\ntoken_file = shop.token\n");
  for (guint i = 0; i < G_N_ELEMENTS (in_vain); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (change (&desk, in_vain[i], &error));
    g_assert_error (error, WEB_ERROR, WEB_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "Write it anew"));
  }
  json_decref (change (&desk, "[" NO_URL "]", NULL));
  assert_config (&desk, "token_file", FALSE);
  json_decref (change (&desk, "[" EVIL "]", NULL));
  assert_config (&desk, "^url = .*evil$", TRUE);
  assert_config (&desk, "token_file", FALSE);
  json_decref (change (&desk, "[" NO_URL "," EVIL "," NEW_TOKEN "]", NULL));
  assert_config (&desk, "^token_file = .*\\.key$", TRUE);
  desk_close (&desk);
}

/* Somebody took the address away by hand. */
static void
test_token_without_a_shop (void)
{
  g_autoptr (GError) error = NULL;
  Desk desk;

  desk_open (&desk, CONFIG "[shop]\ntoken_file = shop.token\n");
  g_assert_null (change (&desk, "[" EVIL "]", &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_INVALID);
  json_decref (change (&desk, "[" EVIL "," NEW_TOKEN "]", NULL));
  assert_config (&desk, "^url = .*evil$", TRUE);
  desk_close (&desk);
}

static void
assert_text_acts (const char *text, const char *expected)
{
  g_autofree char *json = g_strdup_printf (
      "[{\"section\":\"card\",\"name\":\"mia\",\"key\":\"text\",\"value\":\"%s\"}]", text);
  json_t *done, *effect;
  Desk desk;

  desk_open (&desk, CONFIG "[card mia]\nkind = lower-third\ntext = Mia\n");
  done = change (&desk, json, NULL);
  effect = json_array_get (json_object_get (done, "effects"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (effect, "when")), ==, expected);
  json_decref (done);
  desk_close (&desk);
}

static void
test_the_word_off (void)
{
  assert_text_acts ("Mia Berger", "now");
  assert_text_acts ("off", "restart");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/read", test_read);
  g_test_add_func ("/settings/take", test_take);
  g_test_add_func ("/settings/take-keeps-found", test_take_keeps_found);
  g_test_add_func ("/settings/token-stays-with-its-shop", test_token_stays_with_its_shop);
  g_test_add_func ("/settings/token-without-a-shop", test_token_without_a_shop);
  g_test_add_func ("/settings/the-word-off", test_the_word_off);
  return g_test_run ();
}
