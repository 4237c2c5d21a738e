/* Who a client is: its password, its version, and what it wants to hear of. */
#include "web-obs-private.h"

#include "web-obs-auth.h"

static gboolean
set_events (WebObsSession *self, const json_t *data)
{
  json_t *events = json_object_get (data, "eventSubscriptions");

  if (!events || json_is_null (events))
    return TRUE;
  if (!json_is_integer (events) || json_integer_value (events) < 0) {
    web_obs_session_close (self, WEB_OBS_CLOSE_FIELD_TYPE,
                           "The eventSubscriptions are not an unsigned number.");
    return FALSE;
  }
  self->events = (guint) (json_integer_value (events) & G_MAXUINT32);
  return TRUE;
}

/* Companion looks for the words "missing an `authentication` string" and "Authentication failed" to
 * tell its user what to do. */
static gboolean
check_password (WebObsSession *self, const json_t *data)
{
  WebObs *obs = self->obs;
  const char *answer = json_string_value (json_object_get (data, "authentication"));
  gint64 wait_ms;

  if (!obs->secret)
    return TRUE;
  if (!answer) {
    web_obs_session_close (self, WEB_OBS_CLOSE_AUTHENTICATION,
                           "You are missing an `authentication` string: a password is needed.");
    return FALSE;
  }
  if (!web_throttle_take (obs->throttle, self->source, g_get_monotonic_time () / 1000, &wait_ms)) {
    web_obs_session_close (self, WEB_OBS_CLOSE_AUTHENTICATION,
                           "Too many wrong passwords. Wait a minute.");
    return FALSE;
  }
  if (!web_obs_auth_check (obs->secret, self->challenge, answer)) {
    web_obs_session_close (self, WEB_OBS_CLOSE_AUTHENTICATION,
                           "Authentication failed: the password is wrong.");
    return FALSE;
  }
  web_throttle_give_back (obs->throttle, self->source);
  return TRUE;
}

static gboolean
check_rpc_version (WebObsSession *self, const json_t *data)
{
  json_t *version = json_object_get (data, "rpcVersion");

  if (!version || json_is_null (version))
    web_obs_session_close (self, WEB_OBS_CLOSE_MISSING_FIELD, "The rpcVersion is missing.");
  else if (!json_is_integer (version) || json_integer_value (version) < 0)
    web_obs_session_close (self, WEB_OBS_CLOSE_FIELD_TYPE,
                           "The rpcVersion is not an unsigned number.");
  else if (json_integer_value (version) != WEB_OBS_RPC_VERSION)
    web_obs_session_close (self, WEB_OBS_CLOSE_RPC_VERSION, "The rpcVersion must be 1.");
  else
    return TRUE;
  return FALSE;
}

static void
send_identified (WebObsSession *self)
{
  web_obs_session_tell (self, WEB_OBS_OP_IDENTIFIED,
                        json_pack ("{s:i}", "negotiatedRpcVersion", WEB_OBS_RPC_VERSION));
  web_obs_update_meters (self->obs);
}

void
web_obs_session_identify (WebObsSession *self, json_t *data)
{
  if (self->identified) {
    web_obs_session_close (self, WEB_OBS_CLOSE_ALREADY_IDENTIFIED,
                           "You are identified already. Send Reidentify.");
    return;
  }
  if (!check_password (self, data) || !check_rpc_version (self, data) || !set_events (self, data))
    return;
  self->identified = TRUE;
  g_clear_handle_id (&self->deadline, g_source_remove);
  web_obs_state_changed (self->obs); /* from now on somebody listens */
  send_identified (self);
}

void
web_obs_session_reidentify (WebObsSession *self, json_t *data)
{
  if (set_events (self, data))
    send_identified (self);
}
