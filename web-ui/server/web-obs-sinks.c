/* Stream and recording as OBS counts them: one of each. Every destination together is the stream;
 * it is live while one of them is. */
#include "web-obs-private.h"

#include <string.h>

static const WebObsSinkState states[] = {
    [SHOW_HEALTH_IDLE] = WEB_OBS_SINK_STOPPED,
    [SHOW_HEALTH_CONNECTING] = WEB_OBS_SINK_STARTING,
    [SHOW_HEALTH_LIVE] = WEB_OBS_SINK_LIVE,
    [SHOW_HEALTH_STALLED] = WEB_OBS_SINK_RECONNECTING,
    [SHOW_HEALTH_RETRYING] = WEB_OBS_SINK_RECONNECTING,
    [SHOW_HEALTH_REJECTED] = WEB_OBS_SINK_RECONNECTING,
    [SHOW_HEALTH_STOPPED] = WEB_OBS_SINK_STOPPED,
};

static WebObsSinkState
stream_state (const ShowState *state)
{
  WebObsSinkState best = WEB_OBS_SINK_STOPPED;

  for (guint i = 0; i < show_state_get_setup (state)->outputs->len; i++)
    best = MAX (best, states[show_state_get_output (state, i)->health]);
  return best;
}

/* OBS knows no recording that tries again: while nothing is written, it says stopped. */
static WebObsSinkState
recording_state (const ShowState *state)
{
  WebObsSinkState now = states[show_state_get_recording (state)->health];

  return now == WEB_OBS_SINK_RECONNECTING ? WEB_OBS_SINK_STOPPED : now;
}

static const char *
name_change (WebObsSinkState from, WebObsSinkState to)
{
  switch (to) {
  case WEB_OBS_SINK_STOPPED:
    return "OBS_WEBSOCKET_OUTPUT_STOPPED";
  case WEB_OBS_SINK_STARTING:
    return "OBS_WEBSOCKET_OUTPUT_STARTING";
  case WEB_OBS_SINK_RECONNECTING:
    return "OBS_WEBSOCKET_OUTPUT_RECONNECTING";
  case WEB_OBS_SINK_LIVE:
    return from == WEB_OBS_SINK_RECONNECTING ? "OBS_WEBSOCKET_OUTPUT_RECONNECTED"
                                             : "OBS_WEBSOCKET_OUTPUT_STARTED";
  }
  g_assert_not_reached ();
}

static void
tell (WebObs *self, const char *event, const WebObsSink *sink, const char *name)
{
  gboolean is_record = sink == &self->recording;
  json_t *data = json_pack ("{s:b, s:s}", "outputActive", sink->state == WEB_OBS_SINK_LIVE,
                            "outputState", name);

  if (is_record) {
    g_autofree char *now = web_obs_record_path (self);
    const char *path = sink->state == WEB_OBS_SINK_STOPPED ? self->recorded : now;

    json_object_set_new (data, "outputPath", path ? json_string (path) : json_null ());
  }
  web_obs_broadcast (self, WEB_OBS_EVENTS_OUTPUTS, event, data);
}

/* A try to come back is a try to come back, also while it connects. */
static void
update (WebObs *self, WebObsSink *sink, WebObsSinkState to, const char *event)
{
  WebObsSinkState from = sink->state;
  gboolean was_live = from == WEB_OBS_SINK_LIVE || from == WEB_OBS_SINK_RECONNECTING;

  if (to == WEB_OBS_SINK_STARTING && was_live)
    to = WEB_OBS_SINK_RECONNECTING;
  if (to == from)
    return;
  sink->state = to;
  if (to == WEB_OBS_SINK_STOPPED)
    sink->since_us = 0;
  else if (to == WEB_OBS_SINK_LIVE && !sink->since_us)
    sink->since_us = g_get_monotonic_time ();
  if (!from)
    return;
  if (to == WEB_OBS_SINK_STOPPED && was_live)
    tell (self, event, sink, "OBS_WEBSOCKET_OUTPUT_STOPPING");
  tell (self, event, sink, name_change (from, to));
}

/* When a recording is over, the state knows its file no more. */
static void
note_recorded (WebObs *self)
{
  g_autofree char *path = web_obs_record_path (self);

  if (!path)
    return;
  g_free (self->recorded);
  self->recorded = g_steal_pointer (&path);
}

void
web_obs_update_sinks (WebObs *self)
{
  note_recorded (self);
  update (self, &self->stream, stream_state (self->state), "StreamStateChanged");
  update (self, &self->recording, recording_state (self->state), "RecordStateChanged");
}

gint64
web_obs_sink_duration_ms (const WebObsSink *sink)
{
  return sink->since_us ? (g_get_monotonic_time () - sink->since_us) / 1000 : 0;
}

char *
web_obs_timecode (gint64 ms)
{
  gint64 s = ms / 1000;

  return g_strdup_printf ("%02d:%02d:%02d.%03d", (int) (s / 3600), (int) (s / 60 % 60),
                          (int) (s % 60), (int) (ms % 1000));
}

char *
web_obs_record_path (WebObs *self)
{
  const char *file = show_state_get_recording_file (self->state);
  const char *number = file ? strrchr (file, '_') : NULL;
  /* SHOW/SHOW_001.mp4: a show's files lie in a folder of their own */
  g_autofree char *show = number ? g_strndup (file, (gsize) (number - file)) : NULL;
  g_autofree char *path = show ? g_build_filename (self->record_dir, show, file, NULL) : NULL;

  return path ? g_filename_display_name (path) : NULL;
}
