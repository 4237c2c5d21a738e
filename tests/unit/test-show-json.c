/* Reports come in, and all of it comes out as JSON. */
#include "test-show-fixture.h"
#include <math.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static gint64
report (ShowState **state, ShowEventKind kind, guint index, const ShowStatus *status,
        const char *file)
{
  ShowEvent event = {
      .kind = kind,
      .now_ms = NOW_MS,
      .report = {
          .index = index, .status = status, .counters = {1000, 2, 3, 4500, 12.5}, .file = file}};
  g_autoptr (GPtrArray) effects = fixture_event (state, &event);

  g_assert_cmpuint (effects->len, ==, 0);
  return show_state_get_rev (*state);
}

static ShowFigures
figures (gboolean on_air)
{
  ShowFigures f = {.ticks = 30,
                   .missed_ticks = 1,
                   .on_air = on_air,
                   .bitrate_kbps = 4000,
                   .encoder = "x264enc",
                   .momentary_lufs = -14.5,
                   .short_term_lufs = -HUGE_VAL,
                   .integrated_lufs = NAN,
                   .peak_dbfs = -1};

  f.mics[0].peak_dbfs = -3;
  f.mics[0].rms_dbfs = -HUGE_VAL;
  return f;
}

static void
programme (ShowState **state, gboolean on_air, gint64 now_ms)
{
  ShowFigures f = figures (on_air);

  f.ticks += (guint64) (now_ms - NOW_MS) / 1000;
  g_ptr_array_unref (fixture_event (
      state, &(ShowEvent){.kind = SHOW_EVENT_PROGRAMME, .now_ms = now_ms, .figures = &f}));
}

/* The value at a path such as "outputs.1.name"; borrowed. */
static json_t *
at (json_t *json, const char *path)
{
  g_auto (GStrv) keys = g_strsplit (path, ".", -1);

  for (guint i = 0; keys[i]; i++) {
    json = json_is_array (json) ? json_array_get (json, (size_t) atoi (keys[i]))
                                : json_object_get (json, keys[i]);
    if (!json)
      g_error ("%s is not there", path);
  }
  return json;
}

static void
assert_text (json_t *json, const char *path, const char *expected)
{
  g_assert_cmpstr (json_string_value (at (json, path)), ==, expected);
}

static void
assert_number (json_t *json, const char *path, double expected)
{
  g_assert_true (json_is_number (at (json, path)));
  g_assert_cmpfloat (json_number_value (at (json, path)), ==, expected);
}

static void
assert_null (json_t *json, const char *path)
{
  g_assert_true (json_is_null (at (json, path)));
}

/* Exactly these keys, in this order or another. */
static void
assert_keys (json_t *json, const char *path, const char *keys)
{
  g_auto (GStrv) expected = g_strsplit (keys, " ", -1);
  json_t *object = *path ? at (json, path) : json;

  g_assert_cmpuint (json_object_size (object), ==, g_strv_length (expected));
  for (guint i = 0; expected[i]; i++)
    if (!json_object_get (object, expected[i]))
      g_error ("%s lacks %s", path, expected[i]);
}

static void
test_keys (void)
{
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowState) state = NULL;
  g_autoptr (json_t) json = NULL;

  fixture_add_cues (setup);
  state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  fixture_run (&state, "stock set MUG-1 17");
  fixture_run (&state, "stock price MUG-1 2490 EUR");
  json = fixture_json (state);
  assert_keys (json, "",
               "rev programme loudness cameras microphones scenes cards products shop outputs "
               "recording check rundown cues config");
  assert_keys (
      json, "programme",
      "size fps on_air scene back_to transition position_ms ticks missed_ticks lost_sound_ms "
      "encoder encode_ms "
      "bitrate_kbps since left_out_percent stutters problem");
  assert_keys (json, "programme.transition", "kind ms");
  assert_keys (json, "loudness", "momentary_lufs short_term_lufs integrated_lufs peak_dbfs");
  assert_keys (json, "cameras.0", "name state text detail on_programme locked controls");
  assert_keys (json, "microphones.0",
               "name state text detail gain_db mute delay_ms peak_dbfs rms_dbfs drift_ppm lost_ms "
               "gaps device");
  assert_keys (json, "scenes.0", "name layout cameras");
  assert_keys (
      json, "cards.0",
      "name kind sku shown drawn problem freshness says text detail until left_s link links "
      "picture");
  assert_keys (json, "shop",
               "state text detail retry_in_s local synced seq heard_s_ago source_age_s "
               "refused_items refused_why products buffer pending_adjustments adjustments "
               "refused_adjustments");
  assert_keys (json, "products.0",
               "sku title rev cap available sold price state hubs pre url windows as_of doubtful");
  assert_keys (json, "products.0.price", "minor currency was low30");
  assert_keys (
      json, "outputs.0",
      "name state text detail sent_bytes dropped_packets retries kbps queue_ms retry_in_s");
  assert_keys (
      json, "recording",
      "state text detail file sent_bytes dropped_packets retries kbps queue_ms retry_in_s");
  assert_keys (json, "rundown",
               "current next since elapsed_ms problem leaves_out left_out steps_back");
  assert_keys (json, "config", "problem");
  assert_keys (json, "cues.0", "name title script scene show hide sku planned_s");
}

static void
test_show (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (json_t) json = NULL;

  fixture_run (&state, "stock cap MUG-1 200");
  fixture_run (&state, "stock set MUG-1 17");
  fixture_run (&state, "stock price MUG-1 2490 EUR");
  fixture_run (&state, "scene pip");
  json = fixture_json (state);
  assert_number (json, "programme.size.0", 1280);
  assert_number (json, "programme.fps", 30);
  assert_text (json, "programme.scene", "pip");
  assert_text (json, "programme.transition.kind", "crossfade");
  assert_number (json, "programme.transition.ms", 300);
  g_assert_true (json_is_true (at (json, "cameras.1.on_programme")));
  assert_text (json, "scenes.2.layout", "pip");
  assert_text (json, "scenes.2.cameras.1", "hands");
  g_assert_cmpuint (json_array_size (at (json, "scenes.3.cameras")), ==, 0);
  assert_text (json, "cards.0.says", "17 of 200 in this drop");
  assert_text (json, "cards.0.freshness", "fresh");
  assert_text (json, "cards.1.freshness", "unknown");
  assert_text (json, "products.0.as_of", "2027-01-15T08:00:00.000Z");
  assert_text (json, "products.0.state", "live");
  assert_number (json, "products.0.price.minor", 2490);
  assert_number (json, "microphones.0.gain_db", -6);
  g_assert_true (json_is_true (at (json, "microphones.1.mute")));
  assert_null (json, "microphones.0.peak_dbfs");
  assert_null (json, "programme.since");
}

static void
test_figures (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (json_t) json = NULL, later = NULL;

  programme (&state, TRUE, NOW_MS + 7);
  programme (&state, TRUE, NOW_MS + 1000);
  json = fixture_json (state);
  assert_text (json, "programme.since", "2027-01-15T08:00:00.007Z");
  assert_text (json, "programme.encoder", "x264enc");
  assert_number (json, "programme.bitrate_kbps", 4000);
  assert_number (json, "programme.ticks", 31);
  assert_number (json, "loudness.momentary_lufs", -14.5);
  assert_null (json, "loudness.short_term_lufs");
  assert_null (json, "loudness.integrated_lufs");
  assert_number (json, "microphones.0.peak_dbfs", -3);
  assert_null (json, "microphones.0.rms_dbfs");
  programme (&state, FALSE, NOW_MS + 2000);
  later = fixture_json (state);
  assert_null (later, "programme.since");
}

static void
test_reports (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_RETRYING, "Trying again.", "EPIPE");
  g_autoptr (json_t) json = NULL;
  gint64 rev;

  status->retry_at_ms = NOW_MS + 3001;
  report (&state, SHOW_EVENT_CAMERA, 1, status, NULL);
  report (&state, SHOW_EVENT_MIC, 0, status, NULL);
  report (&state, SHOW_EVENT_OUTPUT, 1, status, NULL);
  rev = report (&state, SHOW_EVENT_RECORDING, 99, status, "show-01.mp4");
  g_assert_cmpint (report (&state, SHOW_EVENT_RECORDING, 99, status, "show-01.mp4"), ==, rev);
  json = fixture_json (state);
  assert_text (json, "cameras.1.state", "retrying");
  assert_text (json, "cameras.1.detail", "EPIPE");
  assert_null (json, "cameras.0.detail");
  assert_text (json, "microphones.0.text", "Trying again.");
  assert_text (json, "outputs.0.state", "connecting");
  assert_text (json, "outputs.1.state", "retrying");
  assert_number (json, "outputs.1.retry_in_s", 4);
  assert_number (json, "outputs.1.sent_bytes", 1000);
  assert_number (json, "outputs.1.queue_ms", 12.5);
  assert_null (json, "outputs.0.retry_in_s");
  assert_text (json, "recording.file", "show-01.mp4");
}

/* Device names and library texts may hold anything; a text is cut, cleaned and never breaks the
 * JSON. */
static void
test_hostile_reports (void)
{
  g_autofree char *text = g_strnfill (5000, '\xff');
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowStatus) status = show_status_new (SHOW_HEALTH_LIVE, text, "a\nb\x1b[2J");
  g_autoptr (ShowStatus) bare = show_status_new (SHOW_HEALTH_LIVE, NULL, NULL);
  g_autoptr (json_t) json = NULL;

  report (&state, SHOW_EVENT_CAMERA, 0, status, NULL);
  report (&state, SHOW_EVENT_OUTPUT, 0, status, NULL);
  report (&state, SHOW_EVENT_RECORDING, 0, bare, text);
  json = fixture_json (state);
  g_assert_cmpint (g_utf8_strlen (json_string_value (at (json, "cameras.0.text")), -1), ==,
                   SHOW_STATUS_TEXT_MAX + 1);
  assert_text (json, "cameras.0.detail", "a b [2J");
  assert_text (json, "recording.text", "");
}

/* Numbers beyond what JSON holds exactly, and times beyond the calendar, stay valid JSON. */
static void
test_extremes (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowProduct) item = show_product_new ("X", "X");
  g_autoptr (json_t) json = NULL;
  ShowEvent event = {
      .kind = SHOW_EVENT_PRODUCTS, .now_ms = NOW_MS, .products = {.items = &item, .n_items = 1}};
  ShowFigures f = figures (TRUE);

  item->available = item->sold = item->rev = item->price_minor = item->as_of_ms = SHOW_QUANTITY_MAX;
  f.ticks = G_MAXUINT64;
  memset (f.encoder, '\xff', sizeof f.encoder);
  g_ptr_array_unref (fixture_event (&state, &event));
  g_ptr_array_unref (fixture_event (
      &state, &(ShowEvent){.kind = SHOW_EVENT_PROGRAMME, .now_ms = NOW_MS, .figures = &f}));
  fixture_refuse (state, "stock sell X", SHOW_ERROR_BAD_ARGUMENT, "between 0 and");
  json = fixture_json (state);
  assert_number (json, "products.0.available", (double) SHOW_QUANTITY_MAX);
  assert_null (json, "products.0.as_of");
  assert_number (json, "programme.ticks", (double) SHOW_QUANTITY_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/json/keys", test_keys);
  g_test_add_func ("/show/json/show", test_show);
  g_test_add_func ("/show/json/figures", test_figures);
  g_test_add_func ("/show/json/reports", test_reports);
  g_test_add_func ("/show/json/hostile-reports", test_hostile_reports);
  g_test_add_func ("/show/json/extremes", test_extremes);
  return g_test_run ();
}
