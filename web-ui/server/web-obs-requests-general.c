/* The server itself. */
#include "web-obs-requests.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MIB (1024.0 * 1024.0)

static json_t *
list_requests (void)
{
  guint n;
  const WebObsRequest *table = web_obs_request_table (&n);
  json_t *names = json_array ();

  for (guint i = 0; i < n; i++)
    json_array_append_new (names, json_string (table[i].name));
  return names;
}

void
web_obs_get_version (WebObsCall *call)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *platform =
      g_strdup_printf ("%s, Tallybox %s", system ? system : "Linux", TALLYBOX_VERSION);

  web_obs_call_succeed (call, json_pack ("{s:s, s:s, s:i, s:o, s:[s,s,s], s:s, s:s}", "obsVersion",
                                         WEB_OBS_STUDIO_VERSION, "obsWebSocketVersion",
                                         WEB_OBS_WEBSOCKET_VERSION, "rpcVersion",
                                         WEB_OBS_RPC_VERSION, "availableRequests", list_requests (),
                                         "supportedImageFormats", "jpg", "jpeg", "png", "platform",
                                         "linux", "platformDescription", platform));
}

static gint64
cpu_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

/* Of all cores, since it was asked last. */
static double
cpu_percent (WebObs *obs)
{
  gint64 now_us = g_get_monotonic_time (), used_us = cpu_us ();
  double passed_us = (double) MAX (now_us - obs->cpu_at_us, 1) * g_get_num_processors ();
  double percent = obs->cpu_at_us ? 100.0 * (double) (used_us - obs->cpu_us) / passed_us : 0;

  obs->cpu_us = used_us;
  obs->cpu_at_us = now_us;
  return percent;
}

/* proc(5): the second number is the resident pages. */
static double
memory_mib (void)
{
  FILE *file = fopen ("/proc/self/statm", "re");
  long total = 0, resident = 0;
  int n = file ? fscanf (file, "%ld %ld", &total, &resident) : 0;

  if (file)
    fclose (file);
  return n == 2 ? (double) resident * (double) sysconf (_SC_PAGESIZE) / MIB : 0;
}

/* Where recordings go; the folder is made with the first one, so perhaps of the one above it. */
static double
disk_mib (const char *folder)
{
  g_autofree char *above = g_path_get_dirname (folder);
  struct statvfs disk;

  if (statvfs (folder, &disk) != 0 && statvfs (above, &disk) != 0)
    return 0;
  return (double) disk.f_bavail * (double) disk.f_frsize / MIB;
}

static json_int_t
sum_dropped (const json_t *outputs)
{
  json_int_t sum = 0;

  for (size_t i = 0; i < json_array_size (outputs); i++)
    sum += json_integer_value (json_object_get (json_array_get (outputs, i), "dropped_packets"));
  return sum;
}

void
web_obs_get_stats (WebObsCall *call)
{
  json_t *state = web_obs_call_state (call);
  json_t *programme = json_object_get (state, "programme");
  gboolean on_air = json_is_true (json_object_get (programme, "on_air"));
  json_t *ticks = json_object_get (programme, "ticks");
  const WebObsSession *session = call->session;

  web_obs_call_succeed (
      call,
      json_pack (
          "{s:f, s:f, s:f, s:f, s:f, s:O, s:O, s:I, s:O, s:I, s:I}", "cpuUsage",
          cpu_percent (call->obs), "memoryUsage", memory_mib (), "availableDiskSpace",
          disk_mib (call->obs->record_dir), "activeFps",
          on_air ? json_number_value (json_object_get (programme, "fps")) : 0.0,
          "averageFrameRenderTime", json_number_value (json_object_get (programme, "encode_ms")),
          "renderSkippedFrames", json_object_get (programme, "missed_ticks"), "renderTotalFrames",
          ticks, "outputSkippedFrames", sum_dropped (json_object_get (state, "outputs")),
          "outputTotalFrames", ticks, "webSocketSessionIncomingMessages",
          (json_int_t) (session ? session->incoming : 0), "webSocketSessionOutgoingMessages",
          (json_int_t) (session ? session->outgoing : 0)));
}

void
web_obs_broadcast_custom_event (WebObsCall *call)
{
  json_t *data;

  if (!web_obs_call_object (call, "eventData", &data))
    return;
  web_obs_broadcast (call->obs, WEB_OBS_EVENTS_GENERAL, "CustomEvent", json_incref (data));
  web_obs_call_succeed (call, NULL);
}

void
web_obs_get_hotkey_list (WebObsCall *call)
{
  web_obs_call_succeed (call, json_pack ("{s:[]}", "hotkeys"));
}

void
web_obs_trigger_hotkey (WebObsCall *call)
{
  const char *name;

  if (web_obs_call_string (call, "hotkeyName", &name))
    web_obs_call_fail (call, WEB_OBS_NOT_FOUND, "Tallybox has no hotkeys.");
}

static gboolean
on_slept (gpointer data)
{
  WebObsCall *call = data;

  call->timer = 0;
  web_obs_call_succeed (call, NULL);
  return G_SOURCE_REMOVE;
}

#define SLEEP_MS_MAX     50000
#define SLEEP_FRAMES_MAX 10000

/* Only between the requests of a serial batch. */
void
web_obs_sleep (WebObsCall *call)
{
  const ShowSetup *setup = web_obs_call_setup (call);
  gboolean by_frames = call->execution == WEB_OBS_SERIAL_FRAME;
  double wait;

  if (!call->batched || call->execution == WEB_OBS_PARALLEL) {
    web_obs_call_fail (call, WEB_OBS_BAD_EXECUTION, "Sleep is for serial batches.");
    return;
  }
  if (!web_obs_call_number (call, by_frames ? "sleepFrames" : "sleepMillis", 0,
                            by_frames ? SLEEP_FRAMES_MAX : SLEEP_MS_MAX, &wait))
    return;
  if (by_frames)
    wait = wait * 1000.0 * setup->fps_d / setup->fps_n;
  call->timer = g_timeout_add ((guint) wait, on_slept, call);
}
