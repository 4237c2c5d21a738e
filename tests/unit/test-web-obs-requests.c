/* Every request, on a show without a rig: what it answers, and that nothing strange makes it fall.
 */
#include "test-web-obs-fixture.h"

#include <string.h>

static void
on_resumed (WebObsCall *call, gpointer data)
{
  g_assert_true (call->finished);
}

/* The call, finished. Takes `data`. */
#define SAVE(path)                                                                                 \
  "{\"sourceName\":\"camera main\",\"imageFormat\":\"png\",\"imageFilePath\":\"" path "\"}"
#define CUE(type, data)                                                                            \
  "{\"vendorName\":\"tallybox\",\"requestType\":\"" type "\",\"requestData\":" data "}"

static gsize room = WEB_OBS_PICTURES_MAX;

static WebObsCall *
run (Fixture *fixture, const char *type, json_t *data, json_t **ret_request)
{
  WebObsCall *call = g_new0 (WebObsCall, 1);
  json_t *request = json_pack ("{s:s}", "requestType", type);

  if (data)
    json_object_set_new (request, "requestData", data);
  *call = (WebObsCall){.obs = fixture->obs, .room = &room, .resumed = on_resumed};
  web_obs_call_run (call, request);
  while (!call->finished)
    g_main_context_iteration (NULL, TRUE);
  *ret_request = request;
  return call;
}

static int
status_of (Fixture *fixture, const char *type, json_t *data)
{
  json_t *request;
  WebObsCall *call = run (fixture, type, data, &request);
  int status = (int) call->status;

  g_assert_true ((status == WEB_OBS_SUCCESS) == (call->comment == NULL));
  web_obs_call_free (call);
  json_decref (request);
  return status;
}

/* responseData, a new reference. */
static json_t *
answer_of (Fixture *fixture, const char *type, json_t *data)
{
  json_t *request, *answer;
  WebObsCall *call = run (fixture, type, data, &request);

  g_assert_cmpint (call->status, ==, WEB_OBS_SUCCESS);
  answer = json_incref (call->answer);
  web_obs_call_free (call);
  json_decref (request);
  return answer;
}

static void
test_table (void)
{
  guint n;
  const WebObsRequest *table = web_obs_request_table (&n);

  for (guint i = 1; i < n; i++)
    g_assert_cmpstr (table[i - 1].name, <, table[i].name);
}

static const char *const field_names[] = {"sceneName",
                                          "sceneUuid",
                                          "sourceName",
                                          "sourceUuid",
                                          "inputName",
                                          "inputUuid",
                                          "inputKind",
                                          "outputName",
                                          "sceneItemId",
                                          "sceneItemEnabled",
                                          "inputMuted",
                                          "inputVolumeDb",
                                          "inputVolumeMul",
                                          "transitionDuration",
                                          "transitionName",
                                          "eventData",
                                          "vendorName",
                                          "requestType",
                                          "requestData",
                                          "sleepMillis",
                                          "imageWidth",
                                          "searchOffset",
                                          "imageFormat",
                                          "studioModeEnabled",
                                          "inputAudioSyncOffset",
                                          "profileName",
                                          "hotkeyName",
                                          "sceneCollectionName"};

static json_t *
strange_value (guint which)
{
  switch (which) {
  case 0:
    return json_null ();
  case 1:
    return json_string ("");
  case 2:
    return json_string ("nowhere");
  case 3:
    return json_integer (G_MININT64);
  case 4:
    return json_real (1e300);
  case 5:
    return json_array ();
  default:
    return json_object ();
  }
}

/* Each request without data, and with every field of every wrong kind. */
static void
test_strange (Fixture *fixture, gconstpointer unused)
{
  guint n;
  const WebObsRequest *table = web_obs_request_table (&n);

  for (guint i = 0; i < n; i++) {
    status_of (fixture, table[i].name, NULL);
    g_assert_cmpint (status_of (fixture, table[i].name, json_array ()), ==, WEB_OBS_FIELD_TYPE);
    for (guint which = 0; which < 7; which++) {
      json_t *data = json_object ();

      for (guint j = 0; j < G_N_ELEMENTS (field_names); j++)
        json_object_set_new (data, field_names[j], strange_value (which));
      status_of (fixture, table[i].name, data);
    }
  }
  g_assert_cmpint (status_of (fixture, "GetTeapot", NULL), ==, WEB_OBS_UNKNOWN_TYPE);
  g_assert_cmpint (status_of (fixture, "", NULL), ==, WEB_OBS_MISSING_TYPE);
}

static void
test_statuses (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *type, *data;
    int status;
  } cases[] = {
      {"SetCurrentProgramScene", NULL, WEB_OBS_MISSING_FIELD},
      {"SetCurrentProgramScene", "{\"sceneName\":\"both\"}", WEB_OBS_SUCCESS},
      {"SetCurrentProgramScene", "{\"sceneName\":\"card mug\"}", WEB_OBS_WRONG_RESOURCE},
      {"SetInputMute", "{\"inputName\":\"microphone host\"}", WEB_OBS_MISSING_FIELD},
      {"SetInputMute", "{\"inputName\":\"microphone host\",\"inputMuted\":1}", WEB_OBS_FIELD_TYPE},
      {"SetInputMute", "{\"inputName\":\"microphone host\",\"inputMuted\":true}", WEB_OBS_SUCCESS},
      {"SetInputMute", "{\"inputName\":\"card mug\",\"inputMuted\":true}", WEB_OBS_RESOURCE_STATE},
      {"SetInputMute", "{\"inputName\":\"main\",\"inputMuted\":true}", WEB_OBS_WRONG_RESOURCE},
      {"GetHotkeyList", NULL, WEB_OBS_SUCCESS},
      {"TriggerHotkeyByName", NULL, WEB_OBS_MISSING_DATA},
      {"Sleep", "{\"sleepMillis\":1}", WEB_OBS_BAD_EXECUTION},
      {"StopStream", NULL, WEB_OBS_OUTPUT_NOT_RUNNING},
      {"StartStream", NULL, WEB_OBS_SUCCESS},
      {"StartStream", NULL, WEB_OBS_OUTPUT_RUNNING},
      {"StartOutput", "{\"outputName\":\"output live\"}", WEB_OBS_OUTPUT_RUNNING},
      {"StartOutput", "{\"outputName\":\"live\"}", WEB_OBS_NOT_FOUND},
      {"StopRecord", NULL, WEB_OBS_OUTPUT_NOT_RUNNING},
      {"ToggleRecord", NULL, WEB_OBS_SUCCESS},
      {"StartRecord", NULL, WEB_OBS_OUTPUT_RUNNING},
      {"GetCurrentPreviewScene", NULL, WEB_OBS_STUDIO_MODE_OFF},
      {"SetCurrentProfile", "{\"profileName\":\"Tallybox\"}", WEB_OBS_SUCCESS},
      {"SetCurrentProfile", "{\"profileName\":\"mine\"}", WEB_OBS_NOT_FOUND},
      {"GetSourceScreenshot", "{\"sourceName\":\"camera second\",\"imageFormat\":\"jpg\"}",
       WEB_OBS_SUCCESS},
      {"GetSourceScreenshot", "{\"sourceName\":\"break\",\"imageFormat\":\"jpg\"}", WEB_OBS_FAILED},
      {"GetSourceScreenshot",
       "{\"sourceName\":\"both\",\"imageFormat\":\"jpg\",\"imageWidth\":5000}",
       WEB_OBS_OUT_OF_RANGE},
      {"GetSourceScreenshot",
       "{\"sourceName\":\"camera main\",\"imageFormat\":\"png\",\"imageHeight\":8,"
       "\"imageCompressionQuality\":-1}",
       WEB_OBS_SUCCESS},
      {"GetSourceScreenshot", "{\"sourceName\":\"camera main\",\"imageFormat\":\"PNG\"}",
       WEB_OBS_INVALID_FIELD},
      {"GetSourceScreenshot", "{\"sourceName\":\"camera main\"}", WEB_OBS_MISSING_FIELD},
      {"GetSourceScreenshot",
       "{\"sourceName\":\"camera main\",\"imageFormat\":\"png\",\"imageCompressionQuality\":101}",
       WEB_OBS_OUT_OF_RANGE},
      {"GetSourceScreenshot",
       "{\"sourceName\":\"camera main\",\"imageFormat\":\"png\",\"imageWidth\":7}",
       WEB_OBS_OUT_OF_RANGE},
      {"GetSourceScreenshot", "{\"sourceName\":\"microphone host\",\"imageFormat\":\"png\"}",
       WEB_OBS_WRONG_RESOURCE},
      {"SaveSourceScreenshot", SAVE ("still.png"), WEB_OBS_SUCCESS},
      {"SaveSourceScreenshot", SAVE ("/nowhere/recordings/screenshots/still.png"), WEB_OBS_SUCCESS},
      {"SaveSourceScreenshot", SAVE (""), WEB_OBS_FIELD_EMPTY},
      {"SaveSourceScreenshot", SAVE ("/etc/passwd"), WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", SAVE ("../still.png"), WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", SAVE ("."), WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", SAVE ("/nowhere/recordings/screenshots/../still.png"),
       WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", SAVE ("/nowhere/recordings/screenshots"), WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", SAVE ("C:\\\\still.png"), WEB_OBS_NOT_FOUND},
      {"SaveSourceScreenshot", "{\"sourceName\":\"camera main\",\"imageFormat\":\"png\"}",
       WEB_OBS_MISSING_FIELD},
      {"CallVendorRequest", CUE ("CueGo", "{\"name\":\"mug\"}"), WEB_OBS_SUCCESS},
      {"CallVendorRequest", CUE ("CueGo", "{}"), WEB_OBS_ACTION_FAILED},
      {"CallVendorRequest", CUE ("CueGo", "{\"name\":7}"), WEB_OBS_FIELD_TYPE},
      {"CallVendorRequest", CUE ("CueNext", "{\"name\":\"cup\"}"), WEB_OBS_NOT_FOUND},
      {"CallVendorRequest", CUE ("CueNext", "{}"), WEB_OBS_MISSING_FIELD},
      {"CallVendorRequest", CUE ("CueBack", "{}"), WEB_OBS_SUCCESS},
      {"CallVendorRequest", CUE ("CueBack", "{}"), WEB_OBS_ACTION_FAILED},
      {"CallVendorRequest", CUE ("CueList", "{}"), WEB_OBS_SUCCESS},
      {"CallVendorRequest", "{\"vendorName\":\"obs\",\"requestType\":\"StockList\"}",
       WEB_OBS_NOT_FOUND},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (status_of (fixture, cases[i].type,
                                cases[i].data ? json_loads (cases[i].data, 0, NULL) : NULL),
                     ==, cases[i].status);
}

static const char *
string_of (const json_t *object, const char *key)
{
  return json_string_value (json_object_get (object, key));
}

static void
test_names (Fixture *fixture, gconstpointer unused)
{
  const ShowSetup *setup = web_obs_get_setup (fixture->obs);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (WebObsKind kind = WEB_OBS_SCENE; kind <= WEB_OBS_CARD; kind++)
    for (guint i = 0; i < web_obs_count (setup, kind); i++) {
      const WebObsSource source = {kind, i};
      g_autofree char *name = web_obs_name (setup, source);
      char *uuid = web_obs_uuid (setup, source);
      WebObsSource found;

      g_assert_true (g_uuid_string_is_valid (uuid));
      g_assert_true (web_obs_find (setup, name, NULL, &found));
      g_assert_true (found.kind == kind && found.index == i);
      g_assert_true (web_obs_find (setup, NULL, uuid, &found));
      g_assert_true (found.kind == kind && found.index == i);
      g_assert_true (g_hash_table_add (seen, uuid));
    }
}

/* What lies where. */
static void
test_items (Fixture *fixture, gconstpointer unused)
{
  json_t *answer =
      answer_of (fixture, "GetSceneItemList", json_pack ("{s:s}", "sceneName", "both"));
  json_t *items = json_object_get (answer, "sceneItems");
  json_t *inset = json_object_get (json_array_get (items, 1), "sceneItemTransform");

  g_assert_cmpuint (json_array_size (items), ==, 3);
  g_assert_cmpstr (string_of (json_array_get (items, 2), "sourceName"), ==, "card mug");
  g_assert_cmpfloat (json_number_value (json_object_get (inset, "width")), ==, 320);
  g_assert_cmpfloat (json_number_value (json_object_get (inset, "positionX")), ==, 1280 - 64 - 320);
  g_assert_cmpfloat (json_number_value (json_object_get (inset, "positionY")), ==, 36);
  json_decref (answer);
  answer = answer_of (fixture, "GetSceneItemList", json_pack ("{s:s}", "sceneName", "break"));
  g_assert_cmpuint (json_array_size (json_object_get (answer, "sceneItems")), ==, 1);
  json_decref (answer);
}

static void
test_volume (void)
{
  static const struct {
    double gain_db, mul, db;
  } cases[] = {{0, 1, 0}, {-60, 0, -100}, {20, 10, 20}, {-20, 0.1, -20}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    json_t *volume = web_obs_make_volume (cases[i].gain_db);

    g_assert_cmpfloat_with_epsilon (json_number_value (json_object_get (volume, "inputVolumeMul")),
                                    cases[i].mul, 1e-9);
    g_assert_cmpfloat (json_number_value (json_object_get (volume, "inputVolumeDb")), ==,
                       cases[i].db);
    json_decref (volume);
  }
}

static void
test_timecode (void)
{
  g_autofree char *zero = web_obs_timecode (0);
  g_autofree char *some = web_obs_timecode (((25 * 60 + 1) * 60 + 2) * 1000 + 345);

  g_assert_cmpstr (zero, ==, "00:00:00.000");
  g_assert_cmpstr (some, ==, "25:01:02.345");
}

/* A show's files lie in a folder of their own. */
static void
test_recording_path (Fixture *fixture, gconstpointer unused)
{
  const ShowStatus status = {.health = SHOW_HEALTH_LIVE, .text = (char *) "Recording."};
  const ShowEvent event = {.kind = SHOW_EVENT_RECORDING,
                           .now_ms = 1800000000000,
                           .mono_ms = 1000,
                           .report = {.status = &status, .file = "2026-12-01_01-51-47_002.mp4"}};
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);
  g_autoptr (ShowState) before = fixture->state;
  g_autofree char *path = NULL;

  g_assert_null (web_obs_record_path (fixture->obs));
  fixture->state = show_state_reduce (before, &event, effects, NULL);
  web_obs_state_changed (fixture->obs);
  path = web_obs_record_path (fixture->obs);
  g_assert_cmpstr (path, ==, "/nowhere/recordings/2026-12-01_01-51-47/2026-12-01_01-51-47_002.mp4");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/obs/requests/table", test_table);
  g_test_add_func ("/web/obs/requests/volume", test_volume);
  g_test_add_func ("/web/obs/requests/timecode", test_timecode);
  ADD ("/web/obs/requests/strange", test_strange);
  ADD ("/web/obs/requests/statuses", test_statuses);
  ADD ("/web/obs/requests/names", test_names);
  ADD ("/web/obs/requests/items", test_items);
  ADD ("/web/obs/requests/recording-path", test_recording_path);
  return g_test_run ();
}
