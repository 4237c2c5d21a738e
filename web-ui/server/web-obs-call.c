#include "web-obs-private.h"

#include <stdlib.h>
#include <string.h>

/* Life */

static int
compare_name (const void *key, const void *member)
{
  return strcmp (key, ((const WebObsRequest *) member)->name);
}

static void
handle (WebObsCall *call, const char *type)
{
  guint n;
  const WebObsRequest *table = web_obs_request_table (&n);
  const WebObsRequest *found = bsearch (type, table, n, sizeof table[0], compare_name);

  if (found)
    found->handler (call);
  else
    web_obs_call_fail (call, WEB_OBS_UNKNOWN_TYPE, "Tallybox does not know this request.");
}

gboolean
web_obs_call_run (WebObsCall *call, const json_t *request)
{
  const char *type = json_string_value (json_object_get (request, "requestType"));
  json_t *data = json_object_get (request, "requestData");

  call->running = TRUE;
  call->data = json_is_object (data) ? data : NULL;
  if (data && !json_is_object (data) && !json_is_null (data))
    web_obs_call_fail (call, WEB_OBS_FIELD_TYPE, "requestData is not an object.");
  else if (!type || !*type)
    web_obs_call_fail (call, WEB_OBS_MISSING_TYPE, "The requestType is missing.");
  else
    handle (call, type);
  call->running = FALSE;
  return call->finished;
}

void
web_obs_call_free (WebObsCall *call)
{
  if (!call)
    return;
  g_clear_handle_id (&call->timer, g_source_remove);
  json_decref (call->answer);
  g_free (call->comment);
  g_free (call);
}

static void
finish (WebObsCall *call, WebObsStatus status)
{
  g_assert (!call->finished);
  call->finished = TRUE;
  call->status = status;
  if (!call->running)
    call->resumed (call, call->resumed_data);
}

void
web_obs_call_succeed (WebObsCall *call, json_t *answer)
{
  call->answer = answer;
  finish (call, WEB_OBS_SUCCESS);
}

void
web_obs_call_fail (WebObsCall *call, WebObsStatus status, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  call->comment = g_utf8_make_valid (text, -1);
  finish (call, status);
}

/* Commands */

static const struct {
  int code; /* ShowError */
  WebObsStatus status;
} statuses[] = {
    {SHOW_ERROR_BAD_ARGUMENT, WEB_OBS_INVALID_FIELD},
    {SHOW_ERROR_UNKNOWN_COMMAND, WEB_OBS_NOT_FOUND},
    {SHOW_ERROR_NOT_FOUND, WEB_OBS_NOT_FOUND},
    {SHOW_ERROR_REFUSED, WEB_OBS_ACTION_FAILED},
    {SHOW_ERROR_FORBIDDEN, WEB_OBS_CANNOT_ACT},
};

gboolean
web_obs_call_command_words (WebObsCall *call, const char *const *words)
{
  const WebBackend *backend = &call->obs->backend;
  g_autoptr (GError) error = NULL;
  json_t *result = backend->command (words, WEB_OBS_ROLE, NULL, backend->data, &error);
  WebObsStatus status = WEB_OBS_FAILED;

  json_decref (result);
  if (result)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_error_matches (error, SHOW_ERROR, statuses[i].code))
      status = statuses[i].status;
  web_obs_call_fail (call, status, "%s", error->message);
  return FALSE;
}

/* Fields */

gboolean
web_obs_call_has (const WebObsCall *call, const char *key)
{
  json_t *value = json_object_get (call->data, key);

  return value && !json_is_null (value);
}

/* NULL: the call has failed. */
static json_t *
need (WebObsCall *call, const char *key)
{
  if (!call->data)
    web_obs_call_fail (call, WEB_OBS_MISSING_DATA, "The requestData is missing.");
  else if (!web_obs_call_has (call, key))
    web_obs_call_fail (call, WEB_OBS_MISSING_FIELD, "The field `%s` is missing.", key);
  else
    return json_object_get (call->data, key);
  return NULL;
}

static gboolean
fail_type (WebObsCall *call, const char *key, const char *type)
{
  web_obs_call_fail (call, WEB_OBS_FIELD_TYPE, "The field `%s` must be %s.", key, type);
  return FALSE;
}

gboolean
web_obs_call_string (WebObsCall *call, const char *key, const char **ret_value)
{
  json_t *value = need (call, key);

  if (!value)
    return FALSE;
  if (!json_is_string (value))
    return fail_type (call, key, "a string");
  if (json_string_length (value) == 0) {
    web_obs_call_fail (call, WEB_OBS_FIELD_EMPTY, "The field `%s` must not be empty.", key);
    return FALSE;
  }
  *ret_value = json_string_value (value);
  return TRUE;
}

gboolean
web_obs_call_boolean (WebObsCall *call, const char *key, gboolean *ret_value)
{
  json_t *value = need (call, key);

  if (!value)
    return FALSE;
  if (!json_is_boolean (value))
    return fail_type (call, key, "a boolean");
  *ret_value = json_is_true (value);
  return TRUE;
}

gboolean
web_obs_call_number (WebObsCall *call, const char *key, double min, double max, double *ret_value)
{
  json_t *value = need (call, key);
  double number;

  if (!value)
    return FALSE;
  if (!json_is_number (value))
    return fail_type (call, key, "a number");
  number = json_number_value (value);
  if (!(number >= min && number <= max)) {
    web_obs_call_fail (call, WEB_OBS_OUT_OF_RANGE, "The field `%s` must be %g to %g.", key, min,
                       max);
    return FALSE;
  }
  *ret_value = number;
  return TRUE;
}

gboolean
web_obs_call_object (WebObsCall *call, const char *key, json_t **ret_value)
{
  json_t *value = need (call, key);

  if (!value)
    return FALSE;
  if (!json_is_object (value))
    return fail_type (call, key, "an object");
  *ret_value = value;
  return TRUE;
}
