/* Setting cameras: what is refused and why, what follows for the state, and what is asked of the
 * rig. */
#include "test-show-fixture.h"

/* As a webcam tells: exposure, focus that only sets itself, and brightness that never does. */
static ShowControls *
make_controls (void)
{
  static const ShowControl items[] = {
      {"exposure", "Exposure", "", TRUE, 250, 3, 2047, 250, TRUE, TRUE},
      {"focus", "Focus", "", FALSE, 0, 0, 0, 0, TRUE, TRUE},
      {"brightness", "Brightness", "", TRUE, 128, 0, 255, 128, FALSE, FALSE},
  };
  ShowControls *controls = show_controls_new ();

  controls->n = G_N_ELEMENTS (items);
  memcpy (controls->items, items, sizeof items);
  return controls;
}

static ShowState *
tell (ShowState *state, guint camera, ShowControls *controls)
{
  ShowEvent event = {.kind = SHOW_EVENT_CONTROLS, .now_ms = NOW_MS, .controls = {camera, controls}};
  g_autoptr (GPtrArray) effects = fixture_effects ();
  ShowState *next = show_state_reduce (state, &event, effects, NULL);

  g_assert_cmpuint (effects->len, ==, 0);
  return next;
}

static ShowState *
state_with_controls (void)
{
  g_autoptr (ShowState) state = fixture_state ();
  g_autoptr (ShowControls) controls = make_controls ();

  return tell (state, 0, controls);
}

static json_t *
control_of (json_t *camera, const char *name)
{
  json_t *control;
  size_t i;

  json_array_foreach (
      json_object_get (camera, "controls"), i,
      control) if (g_str_equal (json_string_value (json_object_get (control, "name")),
                                name)) return control;
  g_assert_not_reached ();
}

/* What a command comes to: the effect, and value and automatic in the next state. Takes the state.
 */
static ShowState *
change (ShowState *state, const char *line, ShowControlAction action, const char *name, int value)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (GError) error = NULL;
  ShowState *next = fixture_try (state, line, NOW_MS, effects, &error);
  const ShowEffect *effect;

  g_assert_no_error (error);
  g_assert_cmpuint (effects->len, ==, 1);
  effect = effects->pdata[0];
  g_assert_cmpint (effect->kind, ==, SHOW_EFFECT_CAMERA);
  g_assert_cmpuint (effect->index, ==, 0);
  g_assert_cmpint (effect->control.action, ==, action);
  g_assert_cmpstr (effect->control.name, ==, name);
  g_assert_cmpint (effect->control.value, ==, value);
  show_state_unref (state);
  return next;
}

/* Its part of the whole state; a new reference. */
static json_t *
main_camera (const ShowState *state)
{
  json_t *whole = show_state_to_json (state, NOW_MS, MONO_MS);
  json_t *camera = json_incref (json_array_get (json_object_get (whole, "cameras"), 0));

  g_assert_cmpstr (json_string_value (json_object_get (camera, "name")), ==, "main");
  json_decref (whole);
  return camera;
}

static void
assert_control (const ShowState *state, const char *name, int value, gboolean is_auto)
{
  json_t *camera = main_camera (state);
  json_t *control = control_of (camera, name);

  g_assert_cmpint (json_integer_value (json_object_get (control, "value")), ==, value);
  g_assert_cmpint (json_is_true (json_object_get (control, "auto")), ==, is_auto);
  json_decref (camera);
}

static gboolean
is_locked (const ShowState *state)
{
  json_t *camera = main_camera (state);
  gboolean locked = json_is_true (json_object_get (camera, "locked"));

  json_decref (camera);
  return locked;
}

static void
test_changes (void)
{
  g_autoptr (ShowState) state = state_with_controls ();

  assert_control (state, "exposure", 250, TRUE);
  state = change (state, "camera main set exposure 120", SHOW_CONTROL_SET, "exposure", 120);
  assert_control (state, "exposure", 120, FALSE);
  state = change (state, "camera main auto exposure on", SHOW_CONTROL_AUTO, "exposure", TRUE);
  assert_control (state, "exposure", 120, TRUE);
  state = change (state, "camera main lock", SHOW_CONTROL_LOCK, "", TRUE);
  assert_control (state, "exposure", 120, FALSE);
  assert_control (state, "focus", 0, FALSE);
  g_assert_true (is_locked (state));
  state = change (state, "camera main set brightness 0", SHOW_CONTROL_SET, "brightness", 0);
  g_assert_true (is_locked (state));
  state = change (state, "camera main auto focus on", SHOW_CONTROL_AUTO, "focus", TRUE);
  g_assert_false (is_locked (state));
  state = change (state, "camera main lock", SHOW_CONTROL_LOCK, "", TRUE);
  state = change (state, "camera main unlock", SHOW_CONTROL_LOCK, "", FALSE);
  g_assert_false (is_locked (state));
}

static void
test_report (void)
{
  g_autoptr (ShowState) state = state_with_controls ();
  g_autoptr (ShowState) same = NULL, other = NULL;
  g_autoptr (ShowControls) again = make_controls (), changed = make_controls ();
  g_autofree char *text = NULL;

  same = tell (state, 0, again);
  g_assert_true (same == state);
  changed->items[0].value = 99;
  other = tell (state, 0, changed);
  g_assert_cmpint (show_state_get_rev (other), ==, show_state_get_rev (state) + 1);
  assert_control (other, "exposure", 99, TRUE);
  assert_control (state, "exposure", 250, TRUE);
  text = fixture_dump (other);
  g_assert_nonnull (
      strstr (text, "{\"name\":\"exposure\",\"label\":\"Exposure\",\"unit\":\"\",\"value\":99,"
                    "\"auto\":true,\"min\":3,\"max\":2047,\"default\":250}"));
  g_assert_nonnull (strstr (text, "{\"name\":\"focus\",\"label\":\"Focus\",\"unit\":\"\",\"value\":"
                                  "null,\"auto\":true}"));
}

static void
test_show (void)
{
  g_autoptr (ShowState) state = fixture_state (), next = NULL;
  g_autoptr (GPtrArray) effects = fixture_effects ();

  next = fixture_try (state, "camera main show", NOW_MS, effects, NULL);
  g_assert_true (next == state);
  g_assert_cmpuint (effects->len, ==, 1);
  g_assert_cmpint (((ShowEffect *) effects->pdata[0])->control.action, ==, SHOW_CONTROL_REFRESH);
}

static void
assert_refused (ShowState *state, const char *line, const char *words)
{
  g_autoptr (GPtrArray) effects = fixture_effects ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_try (state, line, NOW_MS, effects, &error));
  g_assert_cmpuint (effects->len, ==, 0);
  if (!strstr (error->message, words))
    g_error ("\"%s\" was refused with \"%s\", which lacks \"%s\"", line, error->message, words);
}

static void
test_refusals (void)
{
  g_autoptr (ShowState) state = state_with_controls (), bare = NULL;
  g_autoptr (ShowControls) fixed = make_controls ();

  assert_refused (state, "camera nobody lock", "There is no camera \"nobody\"");
  assert_refused (state, "camera main loc", "Did you mean \"lock\"?");
  assert_refused (state, "camera main dance", "one of: auto, lock, set, show, unlock");
  assert_refused (state, "camera main set exposure 2",
                  "Exposure of camera main must be a whole "
                  "number between 3 and 2047, not \"2\"");
  assert_refused (state, "camera main set exposure bright", "between 3 and 2047");
  assert_refused (state, "camera main set exposur 3", "Did you mean \"exposure\"?");
  assert_refused (state, "camera main set zoom 3", "It has: exposure, focus, brightness.");
  assert_refused (state, "camera main set focus 3", "has no value of its own");
  assert_refused (state, "camera main auto brightness on", "does not set itself");
  assert_refused (state, "camera main auto exposure maybe", "Write on or off");
  assert_refused (state, "camera main set exposure", "camera NAME set CONTROL VALUE");
  assert_refused (state, "camera main lock exposure", "camera NAME lock");
  assert_refused (state, "camera hands lock", "has not told of anything that can be set");
  fixed->n = 3;
  fixed->items[0].has_auto = fixed->items[1].has_auto = FALSE;
  bare = tell (state, 0, fixed);
  assert_refused (bare, "camera main lock", "nothing to lock");
}

static void
test_lists (void)
{
  g_autoptr (ShowControls) controls = make_controls (), copy = show_controls_copy (controls);
  g_autoptr (ShowControls) empty = show_controls_copy (NULL);

  g_assert_true (show_controls_equal (controls, copy));
  g_assert_true (show_controls_equal (NULL, NULL));
  g_assert_false (show_controls_equal (controls, NULL));
  g_assert_false (show_controls_equal (controls, empty));
  g_assert_true (show_controls_any_auto (controls));
  g_assert_false (show_controls_any_auto (empty));
  g_assert_cmpint (show_controls_find (controls, "focus"), ==, 1);
  g_assert_cmpint (show_controls_find (NULL, "focus"), ==, -1);
  copy->locked = TRUE;
  g_assert_false (show_controls_equal (controls, copy));
  show_controls_unref (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/camera/changes", test_changes);
  g_test_add_func ("/show/camera/report", test_report);
  g_test_add_func ("/show/camera/show", test_show);
  g_test_add_func ("/show/camera/refusals", test_refusals);
  g_test_add_func ("/show/camera/lists", test_lists);
  return g_test_run ();
}
