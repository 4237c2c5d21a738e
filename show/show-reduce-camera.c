/* What cameras let themselves be set to, and the commands that do it. */
#include "show-draft.h"
#include "show-text.h"
#include "show-words.h"
#include <string.h>

void
show_reduce_controls (ShowDraft *draft, const ShowEvent *event)
{
  ShowControls **place;

  g_assert (event->controls.index < draft->state->setup->cameras->len);
  place = &draft->state->controls[event->controls.index];
  if (show_controls_equal (*place, event->controls.list))
    return;
  show_controls_unref (*place);
  *place = show_controls_ref (event->controls.list);
  draft->changed = TRUE;
}

/* --- words --- */

static gboolean
find_control (const ShowControls *controls, const char *camera, const char *name, guint *ret_index,
              GError **error)
{
  const char *names[SHOW_CONTROLS_MAX + 1] = {NULL};
  int index = show_controls_find (controls, name);

  if (index >= 0) {
    *ret_index = (guint) index;
    return TRUE;
  }
  for (guint i = 0; i < controls->n; i++)
    names[i] = controls->items[i].name;
  show_words_set_not_found (error, name, names, "control", "It has");
  g_prefix_error (error, "Camera %s: ", camera);
  return FALSE;
}

/* FALSE unless the camera has told of something that can be set. */
static gboolean
check_any (const ShowControls *controls, const char *camera, GError **error)
{
  if (controls && controls->n > 0)
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
               "Camera %s has not told of anything that can be set. USB cameras do, once they have "
               "been on air.",
               camera);
  return FALSE;
}

/* --- what is asked --- */

typedef struct {
  const ShowControls *controls;
  const char *camera;
  char **args; /* behind the word that says what is to be done */
  guint n_args;
  ShowControlChange change;
} Request;

static gboolean
read_control (Request *request, guint *ret_index, GError **error)
{
  if (!find_control (request->controls, request->camera, request->args[0], ret_index, error))
    return FALSE;
  g_strlcpy (request->change.name, request->args[0], sizeof request->change.name);
  return TRUE;
}

static gboolean
read_set (Request *request, GError **error)
{
  const ShowControl *control;
  g_autofree char *what = NULL;
  gint64 value;
  guint index;

  if (!read_control (request, &index, error))
    return FALSE;
  control = &request->controls->items[index];
  if (!control->has_value) {
    g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
                 "%s of camera %s has no value of its own: write camera %s auto %s on or off.",
                 control->label, request->camera, request->camera, control->name);
    return FALSE;
  }
  what = g_strdup_printf ("%s of camera %s", control->label, request->camera);
  if (!show_words_to_int (request->args[1], control->min, control->max, what, &value, error))
    return FALSE;
  request->change.action = SHOW_CONTROL_SET;
  request->change.value = (int) value;
  return TRUE;
}

static gboolean
read_auto (Request *request, GError **error)
{
  const ShowControl *control;
  guint index;

  if (!read_control (request, &index, error))
    return FALSE;
  control = &request->controls->items[index];
  if (!control->has_auto) {
    g_set_error (
        error, SHOW_ERROR, SHOW_ERROR_REFUSED,
        "%s of camera %s does not set itself: give it a value, such as camera %s set %s %d.",
        control->label, request->camera, request->camera, control->name, control->preset);
    return FALSE;
  }
  request->change.action = SHOW_CONTROL_AUTO;
  request->change.value = g_str_equal (request->args[1], "on");
  if (request->change.value || g_str_equal (request->args[1], "off"))
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "Write on or off: camera %s auto %s on",
               request->camera, control->name);
  return FALSE;
}

static gboolean
has_auto (const ShowControls *controls)
{
  for (guint i = 0; i < controls->n; i++)
    if (controls->items[i].has_auto)
      return TRUE;
  return FALSE;
}

static gboolean
read_lock (Request *request, GError **error)
{
  request->change.action = SHOW_CONTROL_LOCK;
  request->change.value = TRUE;
  if (has_auto (request->controls))
    return TRUE;
  g_set_error (error, SHOW_ERROR, SHOW_ERROR_REFUSED,
               "Camera %s has nothing that sets itself: there is nothing to lock.",
               request->camera);
  return FALSE;
}

static gboolean
read_unlock (Request *request, GError **error)
{
  request->change.action = SHOW_CONTROL_LOCK;
  return TRUE;
}

static gboolean
read_show (Request *request, GError **error)
{
  request->change.action = SHOW_CONTROL_REFRESH;
  return TRUE;
}

static const struct {
  const char *word;
  guint n_args;
  const char *usage;
  gboolean (*read) (Request *request, GError **error);
} verbs[] = {
    {"auto", 2, "camera NAME auto CONTROL on|off", read_auto},
    {"lock", 0, "camera NAME lock", read_lock},
    {"set", 2, "camera NAME set CONTROL VALUE", read_set},
    {SHOW_CAMERA_SHOW, 0, "camera NAME show", read_show},
    {"unlock", 0, "camera NAME unlock", read_unlock},
};

static gboolean
read_request (Request *request, const char *verb, GError **error)
{
  const char *words[G_N_ELEMENTS (verbs) + 1] = {NULL};

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++) {
    words[i] = verbs[i].word;
    if (!g_str_equal (verbs[i].word, verb))
      continue;
    if (request->n_args != verbs[i].n_args) {
      g_set_error (error, SHOW_ERROR, SHOW_ERROR_BAD_ARGUMENT, "Write it as: %s", verbs[i].usage);
      return FALSE;
    }
    return verbs[i].read == read_show || check_any (request->controls, request->camera, error)
               ? verbs[i].read (request, error)
               : FALSE;
  }
  show_words_set_not_found (error, verb, words, "word", "After the camera's name comes one of");
  return FALSE;
}

gboolean
show_reduce_camera_command (ShowDraft *draft, const ShowCommand *command, GError **error)
{
  ShowState *state = draft->state;
  Request request = {.args = command->args + 2, .n_args = g_strv_length (command->args) - 2};
  ShowControls *next;
  guint index;

  if (!show_words_to_index (command->args[0], state->setup->cameras, "camera", "Cameras", &index,
                            error))
    return FALSE;
  request.camera = g_array_index (state->setup->cameras, ShowCameraSetup, index).name;
  request.controls = state->controls[index];
  if (!read_request (&request, command->args[1], error))
    return FALSE;
  show_draft_add_effect (draft, SHOW_EFFECT_CAMERA, index)->control = request.change;
  if (request.change.action == SHOW_CONTROL_REFRESH)
    return TRUE;
  next = show_controls_copy (state->controls[index]);
  show_controls_apply (next, &request.change);
  show_reduce_controls (draft, &(ShowEvent){.controls = {index, next}});
  show_controls_unref (next);
  return TRUE;
}
