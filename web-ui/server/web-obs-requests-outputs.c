/* Stream, recording and single destinations. */
#include "web-obs-requests.h"

#define RECORDING "recording" /* among the outputs; destinations are called "output NAME" */

static json_t *
outputs_of (WebObsCall *call)
{
  return json_object_get (web_obs_call_state (call), "outputs");
}

static json_int_t
sum (const json_t *list, const char *key)
{
  json_int_t total = 0;

  for (size_t i = 0; i < json_array_size (list); i++)
    total += json_integer_value (json_object_get (json_array_get (list, i), key));
  return total;
}

static json_int_t
ticks (WebObsCall *call)
{
  return json_integer_value (
      json_object_get (json_object_get (web_obs_call_state (call), "programme"), "ticks"));
}

/* OBS's congestion: 0 is a free line, 1 one that takes nothing. Here: how much waits, of the 2 s at
 * which a line is in trouble. */
#define CONGESTED_MS 2000.0

static double
congestion (const json_t *list)
{
  double most_ms = 0;

  for (size_t i = 0; i < json_array_size (list); i++)
    most_ms =
        MAX (most_ms, json_number_value (json_object_get (json_array_get (list, i), "queue_ms")));
  return MIN (most_ms / CONGESTED_MS, 1);
}

/* `list`: reports of outputs. */
static json_t *
make_status (WebObsCall *call, const json_t *list, gboolean active, gboolean reconnecting,
             gint64 duration_ms)
{
  g_autofree char *timecode = web_obs_timecode (duration_ms);

  return json_pack (
      "{s:b, s:b, s:s, s:I, s:f, s:I, s:I, s:I}", "outputActive", active, "outputReconnecting",
      reconnecting, "outputTimecode", timecode, "outputDuration", (json_int_t) duration_ms,
      "outputCongestion", congestion (list), "outputBytes", sum (list, "sent_bytes"),
      "outputSkippedFrames", sum (list, "dropped_packets"), "outputTotalFrames", ticks (call));
}

static gboolean
is_streaming (const WebObs *obs)
{
  return obs->stream.state == WEB_OBS_SINK_LIVE || obs->stream.state == WEB_OBS_SINK_RECONNECTING;
}

void
web_obs_get_stream_status (WebObsCall *call)
{
  const WebObs *obs = call->obs;

  web_obs_call_succeed (call, make_status (call, outputs_of (call), is_streaming (obs),
                                           obs->stream.state == WEB_OBS_SINK_RECONNECTING,
                                           web_obs_sink_duration_ms (&obs->stream)));
}

static gboolean
is_at_rest (WebObsCall *call, guint output)
{
  ShowHealth health = show_state_get_output (call->obs->state, output)->health;

  return health == SHOW_HEALTH_IDLE || health == SHOW_HEALTH_STOPPED;
}

static const char *
output_name (WebObsCall *call, guint output)
{
  return g_array_index (web_obs_call_setup (call)->outputs, ShowOutputSetup, output).name;
}

static guint
count_at_rest (WebObsCall *call)
{
  guint n = 0;

  for (guint i = 0; i < web_obs_call_setup (call)->outputs->len; i++)
    n += is_at_rest (call, i);
  return n;
}

/* Every destination that is not as it should be. FALSE: the call has failed. */
static gboolean
set_stream (WebObsCall *call, gboolean start)
{
  for (guint i = 0; i < web_obs_call_setup (call)->outputs->len; i++)
    if (is_at_rest (call, i) == start &&
        !web_obs_call_command (call, "output", start ? "start" : "stop", output_name (call, i)))
      return FALSE;
  return TRUE;
}

static gboolean
has_outputs (WebObsCall *call)
{
  if (web_obs_call_setup (call)->outputs->len > 0)
    return TRUE;
  web_obs_call_fail (call, WEB_OBS_RESOURCE_STATE, "There is no [output] in the config.");
  return FALSE;
}

void
web_obs_start_stream (WebObsCall *call)
{
  if (!has_outputs (call))
    return;
  if (count_at_rest (call) == 0)
    web_obs_call_fail (call, WEB_OBS_OUTPUT_RUNNING, "It is running already.");
  else if (set_stream (call, TRUE))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_stop_stream (WebObsCall *call)
{
  if (!has_outputs (call))
    return;
  if (count_at_rest (call) == web_obs_call_setup (call)->outputs->len)
    web_obs_call_fail (call, WEB_OBS_OUTPUT_NOT_RUNNING, "It is not running.");
  else if (set_stream (call, FALSE))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_toggle_stream (WebObsCall *call)
{
  gboolean start;

  if (!has_outputs (call))
    return;
  start = count_at_rest (call) == web_obs_call_setup (call)->outputs->len;
  if (set_stream (call, start))
    web_obs_call_succeed (call, json_pack ("{s:b}", "outputActive", start));
}

/* Recording */

static gboolean
is_recording (const WebObs *obs)
{
  ShowHealth health = show_state_get_recording (obs->state)->health;

  return health != SHOW_HEALTH_IDLE && health != SHOW_HEALTH_STOPPED;
}

void
web_obs_get_record_status (WebObsCall *call)
{
  const WebObsSink *sink = &call->obs->recording;
  json_t *recording = json_object_get (web_obs_call_state (call), "recording");
  gint64 duration_ms = web_obs_sink_duration_ms (sink);
  g_autofree char *timecode = web_obs_timecode (duration_ms);

  web_obs_call_succeed (call, json_pack ("{s:b, s:b, s:s, s:I, s:O}", "outputActive",
                                         sink->state == WEB_OBS_SINK_LIVE, "outputPaused", 0,
                                         "outputTimecode", timecode, "outputDuration",
                                         (json_int_t) duration_ms, "outputBytes",
                                         json_object_get (recording, "sent_bytes")));
}

static gboolean
set_record (WebObsCall *call, gboolean start)
{
  return web_obs_call_command (call, "record", start ? "start" : "stop");
}

void
web_obs_start_record (WebObsCall *call)
{
  if (is_recording (call->obs))
    web_obs_call_fail (call, WEB_OBS_OUTPUT_RUNNING, "It is recording already.");
  else if (set_record (call, TRUE))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_stop_record (WebObsCall *call)
{
  g_autofree char *path = NULL;

  if (!is_recording (call->obs)) {
    web_obs_call_fail (call, WEB_OBS_OUTPUT_NOT_RUNNING, "Nothing is being recorded.");
    return;
  }
  path = web_obs_record_path (call->obs);
  if (set_record (call, FALSE))
    web_obs_call_succeed (call, json_pack ("{s:s}", "outputPath", path ? path : ""));
}

void
web_obs_toggle_record (WebObsCall *call)
{
  gboolean start = !is_recording (call->obs);

  if (set_record (call, start))
    web_obs_call_succeed (call, json_pack ("{s:b}", "outputActive", start));
}

void
web_obs_split_record (WebObsCall *call)
{
  if (!is_recording (call->obs))
    web_obs_call_fail (call, WEB_OBS_OUTPUT_NOT_RUNNING, "Nothing is being recorded.");
  else if (web_obs_call_command (call, "record", "split"))
    web_obs_call_succeed (call, NULL);
}

/* Single destinations */

static char *
obs_name (WebObsCall *call, guint output)
{
  return g_strdup_printf ("output %s", output_name (call, output));
}

static json_t *
describe (WebObsCall *call, const char *name, const char *kind, gboolean active)
{
  const ShowSetup *setup = web_obs_call_setup (call);

  return json_pack ("{s:s, s:s, s:i, s:i, s:b, s:{s:b, s:b, s:b, s:b, s:b}}", "outputName", name,
                    "outputKind", kind, "outputWidth", setup->width, "outputHeight", setup->height,
                    "outputActive", active, "outputFlags", "OBS_OUTPUT_AUDIO", 1,
                    "OBS_OUTPUT_VIDEO", 1, "OBS_OUTPUT_ENCODED", 1, "OBS_OUTPUT_MULTI_TRACK", 0,
                    "OBS_OUTPUT_SERVICE", g_str_equal (kind, "rtmp_output"));
}

void
web_obs_get_output_list (WebObsCall *call)
{
  json_t *list = json_array ();

  for (guint i = 0; i < web_obs_call_setup (call)->outputs->len; i++) {
    g_autofree char *name = obs_name (call, i);

    json_array_append_new (list, describe (call, name, "rtmp_output", !is_at_rest (call, i)));
  }
  json_array_append_new (list, describe (call, RECORDING, "ffmpeg_muxer",
                                         call->obs->recording.state == WEB_OBS_SINK_LIVE));
  web_obs_call_succeed (call, json_pack ("{s:o}", "outputs", list));
}

/* FALSE: the call has failed. `ret_output` -1: the recording. */
static gboolean
find_output (WebObsCall *call, int *ret_output)
{
  const char *wanted;

  if (!web_obs_call_string (call, "outputName", &wanted))
    return FALSE;
  for (guint i = 0; i < web_obs_call_setup (call)->outputs->len; i++) {
    g_autofree char *name = obs_name (call, i);

    if (!g_str_equal (name, wanted))
      continue;
    *ret_output = (int) i;
    return TRUE;
  }
  if (!g_str_equal (wanted, RECORDING)) {
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "There is no output \"%s\".", wanted);
    return FALSE;
  }
  *ret_output = -1;
  return TRUE;
}

static json_t *
make_output_status (WebObsCall *call, guint output)
{
  ShowHealth health = show_state_get_output (call->obs->state, output)->health;
  json_t *list = json_pack ("[O]", json_array_get (outputs_of (call), output));
  json_t *status =
      make_status (call, list, health == SHOW_HEALTH_LIVE,
                   health == SHOW_HEALTH_RETRYING || health == SHOW_HEALTH_STALLED ||
                       health == SHOW_HEALTH_REJECTED,
                   health == SHOW_HEALTH_LIVE ? web_obs_sink_duration_ms (&call->obs->stream) : 0);

  json_decref (list);
  return status;
}

static json_t *
make_recording_status (WebObsCall *call)
{
  const WebObsSink *sink = &call->obs->recording;
  json_t *list = json_pack ("[O]", json_object_get (web_obs_call_state (call), "recording"));
  json_t *status = make_status (call, list, sink->state == WEB_OBS_SINK_LIVE, FALSE,
                                web_obs_sink_duration_ms (sink));

  json_decref (list);
  return status;
}

void
web_obs_get_output_status (WebObsCall *call)
{
  int output;

  if (find_output (call, &output))
    web_obs_call_succeed (call, output < 0 ? make_recording_status (call)
                                           : make_output_status (call, (guint) output));
}

static gboolean
runs (WebObsCall *call, int output)
{
  return output < 0 ? is_recording (call->obs) : !is_at_rest (call, (guint) output);
}

static gboolean
set_output (WebObsCall *call, int output, gboolean start)
{
  if (output < 0)
    return set_record (call, start);
  return web_obs_call_command (call, "output", start ? "start" : "stop",
                               output_name (call, (guint) output));
}

void
web_obs_start_output (WebObsCall *call)
{
  int output;

  if (!find_output (call, &output))
    return;
  if (runs (call, output))
    web_obs_call_fail (call, WEB_OBS_OUTPUT_RUNNING, "It is running already.");
  else if (set_output (call, output, TRUE))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_stop_output (WebObsCall *call)
{
  int output;

  if (!find_output (call, &output))
    return;
  if (!runs (call, output))
    web_obs_call_fail (call, WEB_OBS_OUTPUT_NOT_RUNNING, "It is not running.");
  else if (set_output (call, output, FALSE))
    web_obs_call_succeed (call, NULL);
}

void
web_obs_toggle_output (WebObsCall *call)
{
  gboolean start;
  int output;

  if (!find_output (call, &output))
    return;
  start = !runs (call, output);
  if (set_output (call, output, start))
    web_obs_call_succeed (call, json_pack ("{s:b}", "outputActive", start));
}

/* Virtual camera and replay buffer: there is none, so none is active. */
void
web_obs_get_absent_output (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:b}", "outputActive", 0));
}
