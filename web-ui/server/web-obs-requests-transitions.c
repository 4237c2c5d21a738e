/* Two transitions: Cut, and Fade with a length. */
#include "web-obs-requests.h"
#include "web-uuid.h"

static const struct {
  const char *name, *kind;
  gboolean fixed;
} transitions[] = {
    {WEB_OBS_CUT, "cut_transition", TRUE},
    {WEB_OBS_FADE, "fade_transition", FALSE},
};

static char *
uuid_of (guint transition)
{
  g_autofree char *whole = g_strconcat ("transition ", transitions[transition].name, NULL);

  return web_uuid_of (whole);
}

static json_t *
describe (guint transition)
{
  g_autofree char *uuid = uuid_of (transition);

  return json_pack ("{s:s, s:s, s:s, s:b, s:b}", "transitionName", transitions[transition].name,
                    "transitionUuid", uuid, "transitionKind", transitions[transition].kind,
                    "transitionFixed", transitions[transition].fixed, "transitionConfigurable", 0);
}

static guint
current (WebObsCall *call)
{
  return web_obs_is_fading (call->obs) ? 1 : 0;
}

void
web_obs_get_transition_kinds (WebObsCall *call)
{
  json_t *kinds = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    json_array_append_new (kinds, json_string (transitions[i].kind));
  web_obs_call_succeed (call, json_pack ("{s:o}", "transitionKinds", kinds));
}

void
web_obs_get_transition_list (WebObsCall *call)
{
  guint now = current (call);
  g_autofree char *uuid = uuid_of (now);
  json_t *list = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    json_array_append_new (list, describe (i));
  web_obs_call_succeed (call, json_pack ("{s:s, s:s, s:s, s:o}", "currentSceneTransitionName",
                                         transitions[now].name, "currentSceneTransitionUuid", uuid,
                                         "currentSceneTransitionKind", transitions[now].kind,
                                         "transitions", list));
}

void
web_obs_get_transition (WebObsCall *call)
{
  guint now = current (call);
  json_t *answer = describe (now);

  json_object_set_new (answer, "transitionDuration",
                       transitions[now].fixed ? json_null ()
                                              : json_integer (web_obs_get_fade_ms (call->obs)));
  json_object_set_new (answer, "transitionSettings", json_null ());
  web_obs_call_succeed (call, answer);
}

static gboolean
fade (WebObsCall *call, int ms)
{
  g_autofree char *text = g_strdup_printf ("%d", ms);

  return web_obs_call_command (call, "transition", "crossfade", text);
}

void
web_obs_set_transition (WebObsCall *call)
{
  const char *name;
  gboolean done;

  if (!web_obs_call_string (call, "transitionName", &name))
    return;
  if (g_str_equal (name, WEB_OBS_CUT)) {
    done = web_obs_call_command (call, "transition", "cut");
  } else if (g_str_equal (name, WEB_OBS_FADE)) {
    done = fade (call, web_obs_get_fade_ms (call->obs));
  } else {
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There are only Cut and Fade.");
    return;
  }
  if (done)
    web_obs_call_succeed (call, NULL);
}

/* As in OBS it is kept while another transition is chosen. */
void
web_obs_set_transition_duration (WebObsCall *call)
{
  double ms;

  if (!web_obs_call_number (call, "transitionDuration", 50, 20000, &ms))
    return;
  if (!web_obs_is_fading (call->obs))
    web_obs_set_fade_ms (call->obs, (int) ms);
  else if (!fade (call, (int) ms))
    return;
  web_obs_call_succeed (call, NULL);
}

void
web_obs_get_transition_cursor (WebObsCall *call)
{
  const WebObs *obs = call->obs;
  double passed_ms = (double) (g_get_monotonic_time () - obs->transition_from_us) / 1000;
  double cursor =
      obs->transition && obs->transition_ms > 0 ? MIN (passed_ms / obs->transition_ms, 1) : 1;

  web_obs_call_succeed (call, json_pack ("{s:f}", "transitionCursor", cursor));
}
