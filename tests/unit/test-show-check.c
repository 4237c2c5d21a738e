/* The tech check's judges: every verdict, its words in both languages, and the board. */
#include "show-check.h"
#include "test-show-fixture.h"
#include <math.h>

/* A rig where everything is go. */
static ShowCheckFacts *
good_facts (void)
{
  ShowCheckFacts *facts = g_new0 (ShowCheckFacts, 1);

  facts->n_cameras = facts->n_mics = facts->n_outputs = facts->n_cards = 1;
  facts->camera_names[0] = facts->mic_names[0] = facts->output_names[0] = facts->card_names[0] =
      "one";
  facts->cameras[0] = (ShowCheckCamera){.health = SHOW_HEALTH_LIVE,
                                        .status = "Status.",
                                        .fps = 29.9,
                                        .fps_wanted = 30,
                                        .n_looks = 5,
                                        .look = {120, 220, 0.01, 0.8}};
  facts->mics[0] = (ShowCheckMic){
      .health = SHOW_HEALTH_LIVE, .status = "Status.", .heard = TRUE, .loudest_dbfs = -14};
  facts->outputs[0] = (ShowCheckOutput){
      .health = SHOW_HEALTH_LIVE, .status = "Status.", .kbps = 4600, .trial = SHOW_TRIAL_NONE};
  facts->cards[0] = (ShowCheckCard){.sku = "MUG-1",
                                    .known = TRUE,
                                    .freshness = SHOW_FRESH,
                                    .links = {{"https://shop.example/", TRUE, TRUE, NULL}}};
  facts->sync = (ShowCheckSync){
      .trial = SHOW_TRIAL_DONE, .n = 5, .offset_ms = 10, .spread_ms = 12, .frame_ms = 33.3};
  facts->machine = (ShowCheckMachine){.free_bytes = G_GINT64_CONSTANT (64000000000),
                                      .on_mains = 1,
                                      .battery_percent = -1,
                                      .low_voltage = 0,
                                      .temperature_c = 55,
                                      .limit_c = 85,
                                      .clock_synced = 1,
                                      .disk_trial = SHOW_TRIAL_DONE};
  facts->kbps_wanted = 4660;
  facts->loudness_lufs = -15;
  facts->peak_dbfs = -2;
  facts->recording = SHOW_HEALTH_LIVE;
  facts->recording_wanted = TRUE;
  facts->shop = SHOW_HEALTH_LIVE;
  facts->shop_status = facts->recording_status = "Status.";
  facts->shop_synced = TRUE;
  facts->n_products = 3;
  facts->on_air = TRUE;
  facts->frame_ms = 33.3;
  facts->encode_ms = 12;
  return facts;
}

static const json_t *
find_line (const json_t *board, const char *id)
{
  const json_t *lines = json_object_get (board, "lines");

  for (size_t i = 0; i < json_array_size (lines); i++) {
    const json_t *line = json_array_get (lines, i);
    if (g_strcmp0 (json_string_value (json_object_get (line, "id")), id) == 0)
      return line;
  }
  return NULL;
}

static const char *
words (const json_t *line, const char *key, const char *language)
{
  return json_string_value (json_object_get (json_object_get (line, key), language));
}

/* Takes the facts. `id` NULL: the board's own verdict. */
static void
expect (ShowCheckFacts *facts, const char *id, const char *verdict, const char *text)
{
  json_t *board = show_check_to_json (facts);
  const json_t *line = id ? find_line (board, id) : board;
  const char *is = json_string_value (json_object_get (line, "verdict"));

  if (g_strcmp0 (is, verdict) != 0)
    g_error ("%s is %s instead of %s", id ? id : "the board", is, verdict);
  if (text && !strstr (words (line, "text", "en"), text))
    g_error ("%s says \"%s\", which lacks \"%s\"", id, words (line, "text", "en"), text);
  if (text) {
    g_assert_cmpstr (words (line, "text", "de"), !=, "");
    g_assert_null (strchr (words (line, "text", "en"), '{'));
    g_assert_null (strchr (words (line, "text", "de"), '{'));
  }
  json_decref (board);
  g_free (facts);
}

/* expect() with one fact that is otherwise. */
#define WITH(member, value, id, verdict, text)                                                     \
  do {                                                                                             \
    ShowCheckFacts *facts_ = good_facts ();                                                        \
    facts_->member = value;                                                                        \
    expect (facts_, id, verdict, text);                                                            \
  } while (0)

static void
test_all_go (void)
{
  ShowCheckFacts *facts = good_facts ();
  json_t *board = show_check_to_json (facts);
  guint n;

  show_check_table (&n);
  g_assert_cmpint (json_array_size (json_object_get (board, "lines")), ==, n);
  g_assert_cmpint (json_integer_value (json_object_get (json_object_get (board, "counts"), "go")),
                   ==, n);
  g_assert_cmpstr (json_string_value (json_object_get (board, "verdict")), ==, "go");
  json_decref (board);
  g_free (facts);
}

static void
test_camera (void)
{
  WITH (cameras[0].health, SHOW_HEALTH_RETRYING, "camera/one/there", "no-go", "Status.");
  WITH (cameras[0].health, SHOW_HEALTH_STALLED, NULL, "no-go", NULL);
  WITH (cameras[0].health, SHOW_HEALTH_CONNECTING, "camera/one/there", "wait", "opened");
  WITH (cameras[0].fps, -1, "camera/one/fps", "wait", "measured");
  WITH (cameras[0].fps, 29.83, "camera/one/fps", "go", "29.8");
  WITH (cameras[0].fps, 25, "camera/one/fps", "warn", "25.0 of 30");
  WITH (cameras[0].fps, 12, "camera/one/fps", "no-go", "12.0 of 30");
  WITH (cameras[0].still_s, 6, "camera/one/frozen", "no-go", "6 s");
  WITH (cameras[0].still_s, 1, "camera/one/frozen", "wait", "measured");
  WITH (cameras[0].look.high, 30, "camera/one/black", "no-go", "cap");
  WITH (cameras[0].look.mean, 40, "camera/one/black", "warn", "dark");
  WITH (cameras[0].n_looks, 0, "camera/one/black", "wait", "measured");
  WITH (cameras[0].look.clipped, 0.2, "camera/one/exposure", "warn", "20 %");
  WITH (cameras[0].look.clipped, 0.6, "camera/one/exposure", "no-go", "60 %");
  WITH (cameras[0].look.mean, 220, "camera/one/exposure", "no-go", "blown out");
  WITH (cameras[0].look.sharpness, 0.002, "camera/one/focus", "no-go", "Out of focus");
  WITH (cameras[0].look.sharpness, 0.12, "camera/one/focus", "warn", "sharp");
  WITH (cameras[0].look.sharpness, -1, "camera/one/focus", "todo", "plain");
}

/* Of a camera that is not there or sees nothing, nothing else is told. */
static void
test_absent (void)
{
  ShowCheckFacts *facts = good_facts ();
  json_t *board;

  facts->cameras[0].health = facts->mics[0].health = SHOW_HEALTH_RETRYING;
  board = show_check_to_json (facts);
  g_assert_null (find_line (board, "camera/one/black"));
  g_assert_null (find_line (board, "microphone/one/level"));
  g_assert_nonnull (find_line (board, "camera/one/there"));
  json_decref (board);
  facts->cameras[0].health = facts->mics[0].health = SHOW_HEALTH_LIVE;
  facts->cameras[0].look.high = 20;
  facts->mics[0].zero_s = 5;
  board = show_check_to_json (facts);
  g_assert_null (find_line (board, "camera/one/frozen"));
  g_assert_null (find_line (board, "microphone/one/level"));
  g_assert_nonnull (find_line (board, "camera/one/black"));
  json_decref (board);
  g_free (facts);
}

static void
test_mic (void)
{
  WITH (mics[0].health, SHOW_HEALTH_RETRYING, "microphone/one/there", "no-go", "Status.");
  WITH (mics[0].health, SHOW_HEALTH_CONNECTING, "microphone/one/there", "wait", "opened");
  WITH (mics[0].zero_s, 3, "microphone/one/there", "no-go", "Silent");
  WITH (mics[0].mute, TRUE, "microphone/one/there", "warn", "Muted");
  WITH (mics[0].lost_ms, 40, "microphone/one/there", "warn", "40 ms");
  WITH (mics[0].heard, FALSE, "microphone/one/level", "wait", "measured");
  WITH (mics[0].loudest_dbfs, -HUGE_VAL, "microphone/one/level", "todo", "quiet room");
  WITH (mics[0].loudest_dbfs, -60, "microphone/one/level", "todo", "Speak");
  WITH (mics[0].loudest_dbfs, -38, "microphone/one/level", "warn", "by 24 dB");
  WITH (mics[0].clipped_s, 1, "microphone/one/level", "warn", "Too loud");
  WITH (mics[0].clipped_s, 5, "microphone/one/level", "no-go", "Too loud");
}

static void
test_loudness (void)
{
  WITH (loudness_lufs, -HUGE_VAL, "loudness", "todo", "Nothing to measure");
  WITH (loudness_lufs, -8, "loudness", "warn", "by 7 dB");
  WITH (loudness_lufs, -21, "loudness", "warn", "-21.0 LUFS");
  WITH (loudness_lufs, -14, "loudness", "go", "right");
  WITH (n_mics, 0, "loudness", "off", NULL);
}

static void
test_sync (void)
{
  ShowCheckFacts *facts;

  WITH (sync.trial, SHOW_TRIAL_NONE, "sync", "todo", "clap five times");
  WITH (sync.trial, SHOW_TRIAL_RUNNING, "sync", "wait", "Clap now");
  WITH (sync.trial, SHOW_TRIAL_FAILED, "sync", "warn", "Try again");
  WITH (sync.n, 1, "sync", "todo", "Not clear");
  WITH (sync.spread_ms, 90, "sync", "todo", "90 ms");
  WITH (sync.offset_ms, -80, "sync", "warn", "80 ms early. Set this microphone's delay to 80 ms");
  WITH (sync.offset_ms, -200, "sync", "no-go", "200 ms early");
  WITH (sync.offset_ms, 100, "sync", "warn", "no delay to take away");
  facts = good_facts ();
  facts->sync.offset_ms = 100;
  facts->sync.delay_ms = 140;
  g_assert_cmpint (show_check_get_delay (facts), ==, 40);
  expect (facts, "sync", "warn", "100 ms late. Set this microphone's delay to 40 ms");
  facts = good_facts ();
  g_assert_cmpint (show_check_get_delay (facts), ==, -1);
  facts->sync.offset_ms = -90;
  g_assert_cmpint (show_check_get_delay (facts), ==, 90);
  g_free (facts);
}

static ShowCheckFacts *
tested_line (double kbps, gboolean full)
{
  ShowCheckFacts *facts = good_facts ();

  facts->outputs[0].health = SHOW_HEALTH_STOPPED;
  facts->outputs[0].trial = SHOW_TRIAL_DONE;
  facts->outputs[0].trial_kbps = kbps;
  facts->outputs[0].trial_full = full;
  facts->outputs[0].text = "The server says no.";
  return facts;
}

static void
test_output (void)
{
  ShowCheckFacts *facts;

  WITH (outputs[0].queue_ms, 5000, "output/one/line", "warn", "5 s of picture");
  WITH (outputs[0].retries, 2, "output/one/line", "warn", "2 times");
  WITH (outputs[0].health, SHOW_HEALTH_RETRYING, "output/one/line", "no-go", "Status.");
  WITH (outputs[0].health, SHOW_HEALTH_REJECTED, "output/one/line", "no-go", "Status.");
  WITH (outputs[0].health, SHOW_HEALTH_CONNECTING, "output/one/line", "wait", "Connecting");
  WITH (outputs[0].health, SHOW_HEALTH_IDLE, "output/one/line", "todo", "Not tested");
  expect (tested_line (0, FALSE), "output/one/line", "warn", "takes the stream key");
  expect (tested_line (9000, FALSE), "output/one/line", "go", "9.0 Mbit/s got through; 4.7");
  expect (tested_line (9000, TRUE), "output/one/line", "go", "9.0 Mbit/s got through; 4.7");
  expect (tested_line (6000, TRUE), "output/one/line", "warn", "to 3800 kbit/s");
  expect (tested_line (4000, TRUE), "output/one/line", "no-go", "tight");
  expect (tested_line (4000, FALSE), "output/one/line", "warn", "too calm");
  facts = tested_line (0, FALSE);
  facts->outputs[0].trial = SHOW_TRIAL_RUNNING;
  expect (facts, "output/one/line", "wait", "tested");
  facts = tested_line (0, FALSE);
  facts->outputs[0].trial = SHOW_TRIAL_FAILED;
  expect (facts, "output/one/line", "no-go", "The server says no.");
}

static void
test_recording (void)
{
  ShowCheckFacts *facts;

  WITH (recording, SHOW_HEALTH_STOPPED, "recording", "warn", "does not run");
  WITH (recording, SHOW_HEALTH_RETRYING, "recording", "no-go", "Status.");
  WITH (recording, SHOW_HEALTH_CONNECTING, "recording", "wait", NULL);
  WITH (recording_grew_s, 7, "recording", "no-go", "7 s");
  WITH (machine.free_bytes, -1, "disk", "warn", "does not say");
  WITH (machine.free_bytes, G_GINT64_CONSTANT (4194000000), "disk", "warn", "2.0 h");
  WITH (machine.free_bytes, G_GINT64_CONSTANT (1000000000), "disk", "no-go", "0.5 h");
  WITH (machine.keep_free_bytes, G_GINT64_CONSTANT (63000000000), "disk", "no-go", "0.5 h");
  WITH (machine.disk_trial, SHOW_TRIAL_RUNNING, "disk-test", "wait", NULL);
  facts = good_facts ();
  facts->machine.disk_trial = SHOW_TRIAL_FAILED;
  facts->machine.disk_text = "It cannot be written.";
  expect (facts, "disk-test", "no-go", "It cannot be written.");
  facts = good_facts ();
  facts->recording_wanted = FALSE;
  facts->recording = SHOW_HEALTH_IDLE;
  expect (facts, "recording", "off", NULL);
}

static void
test_sale (void)
{
  ShowCheckFacts *facts;

  WITH (shop_synced, FALSE, "shop", "no-go", "Status.");
  WITH (shop_refused, 2, "shop", "warn", "2 products");
  WITH (shop_local, TRUE, "shop", "go", "on this rig");
  WITH (cards[0].known, FALSE, "card/one/sku", "no-go", "does not know MUG-1");
  WITH (cards[0].freshness, SHOW_AGED, "card/one/sku", "warn", "old");
  WITH (cards[0].freshness, SHOW_UNKNOWN, "card/one/sku", "no-go", "too old");
  WITH (cards[0].sku, NULL, "card/one/sku", "off", NULL);
  WITH (cards[0].links[0].tried, FALSE, "card/one/link", "wait", "tried");
  WITH (cards[0].links[0].alive, FALSE, "card/one/link", "no-go", "dead");
  WITH (cards[0].links[0].url, NULL, "card/one/link", "off", NULL);
  facts = good_facts ();
  facts->cards[0].links[0].alive = FALSE;
  facts->cards[0].links[1].url = "https://other.example/";
  expect (facts, "card/one/link", "warn", "stands in");
  facts = good_facts ();
  facts->shop_local = TRUE;
  facts->n_products = 0;
  facts->cards[0].known = FALSE;
  expect (facts, "card/one/sku", "no-go", "No stock was set");
  facts = good_facts ();
  facts->shop_synced = FALSE;
  facts->shop = SHOW_HEALTH_CONNECTING;
  facts->cards[0].known = FALSE;
  expect (facts, "card/one/sku", "wait", NULL);
}

static void
test_rig (void)
{
  ShowCheckFacts *facts;

  WITH (on_air, FALSE, "programme", "no-go", "does not run");
  WITH (missed_ticks, 3, "programme", "warn", "3 pictures");
  WITH (encoder_stops, 1, "programme", "warn", "The encoder stopped");
  WITH (eased, TRUE, "programme", "warn", "picture is coarser");
  WITH (encode_ms, 30, "programme", "warn", "30 of 33 ms");
  WITH (machine.low_voltage, 1, "power", "no-go", "undervoltage");
  WITH (machine.temperature_c, -1, "heat", "off", NULL);
  WITH (machine.temperature_c, 81, "heat", "warn", "81 °C");
  WITH (machine.temperature_c, 90, "heat", "no-go", "90 °C");
  WITH (machine.clock_synced, 0, "clock", "warn", "network");
  WITH (machine.clock_synced, -1, "clock", "off", NULL);
  WITH (shop_clock_off_s, -40, "clock", "warn", "40 s");
  facts = good_facts ();
  facts->machine.on_mains = 0;
  facts->machine.battery_percent = 80;
  expect (facts, "power", "warn", "80 %");
  facts = good_facts ();
  facts->machine.on_mains = 0;
  facts->machine.battery_percent = 20;
  expect (facts, "power", "no-go", "20 %");
}

/* The worst line is the board's verdict; what waits is worse than a warning. */
static void
test_total (void)
{
  WITH (mics[0].mute, TRUE, NULL, "warn", NULL);
  WITH (sync.trial, SHOW_TRIAL_NONE, NULL, "todo", NULL);
  WITH (cameras[0].fps, -1, NULL, "wait", NULL);
  WITH (on_air, FALSE, NULL, "no-go", NULL);
}

static void
test_german_numbers (void)
{
  ShowCheckFacts *facts = tested_line (9040, FALSE);
  json_t *board = show_check_to_json (facts);
  const json_t *line = find_line (board, "output/one/line");

  g_assert_nonnull (strstr (words (line, "text", "de"), "9,0 Mbit/s"));
  g_assert_nonnull (strstr (words (line, "title", "de"), "Leitung"));
  json_decref (board);
  g_free (facts);
}

static void
test_from_state (void)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  g_autofree ShowCheckFacts *facts = g_new0 (ShowCheckFacts, 1);

  show_check_take_state (facts, state);
  g_assert_cmpuint (facts->n_cameras, ==, 2);
  g_assert_cmpstr (facts->camera_names[1], ==, "hands");
  g_assert_cmpstr (facts->cards[0].sku, ==, "MUG-1");
  g_assert_false (facts->cards[0].known);
  g_assert_true (facts->shop_local);
  g_assert_cmpint (facts->mics[1].mute, ==, TRUE);
}

static ShowState *
command (ShowState *state, const char *line, GPtrArray *effects, GError **error)
{
  g_auto (GStrv) list = g_strsplit (line, " ", -1);
  g_autoptr (ShowCommand) parsed =
      show_command_parse ((const char *const *) list, SHOW_ROLE_TECH, NULL);
  ShowEvent event = {.kind = SHOW_EVENT_COMMAND,
                     .now_ms = NOW_MS,
                     .mono_ms = MONO_MS,
                     .id = "id",
                     .command = parsed};

  g_assert_nonnull (parsed);
  return show_state_reduce (state, &event, effects, error);
}

static void
refused (ShowState *state, const char *line, int code)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (GError) error = NULL;

  g_assert_null (command (state, line, effects, &error));
  g_assert_error (error, SHOW_ERROR, code);
}

static void
test_commands (void)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (ShowSetup) setup = fixture_setup ();
  g_autoptr (ShowState) state = show_state_new (setup, NOW_MS, MONO_MS, effects);
  g_autoptr (ShowState) open = NULL, same = NULL;
  const ShowEffect *effect;

  refused (state, "check sign Ada Lovelace", SHOW_ERROR_REFUSED);
  refused (state, "check record host", SHOW_ERROR_REFUSED);
  g_ptr_array_set_size (effects, 0);
  open = command (state, "check start", effects, NULL);
  same = command (open, "check sign Ada Lovelace", effects, NULL);
  g_assert_true (same == open);
  g_assert_cmpuint (effects->len, ==, 2);
  effect = effects->pdata[1];
  g_assert_cmpint (effect->check, ==, SHOW_CMD_CHECK_SIGN);
  g_assert_cmpstr (effect->name, ==, "Ada Lovelace");
  refused (open, "check record nobody", SHOW_ERROR_NOT_FOUND);
  refused (open, "check sync main nobody", SHOW_ERROR_NOT_FOUND);
  /* An output that starts by itself has the line. */
  refused (open, "check uplink backup", SHOW_ERROR_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/all-go", test_all_go);
  g_test_add_func ("/check/camera", test_camera);
  g_test_add_func ("/check/absent", test_absent);
  g_test_add_func ("/check/mic", test_mic);
  g_test_add_func ("/check/loudness", test_loudness);
  g_test_add_func ("/check/sync", test_sync);
  g_test_add_func ("/check/output", test_output);
  g_test_add_func ("/check/recording", test_recording);
  g_test_add_func ("/check/sale", test_sale);
  g_test_add_func ("/check/rig", test_rig);
  g_test_add_func ("/check/total", test_total);
  g_test_add_func ("/check/german-numbers", test_german_numbers);
  g_test_add_func ("/check/from-state", test_from_state);
  g_test_add_func ("/check/commands", test_commands);
  return g_test_run ();
}
