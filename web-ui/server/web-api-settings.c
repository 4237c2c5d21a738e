/* The settings, the log, and the restart that some changes need. */
#include "web-server-private.h"

#include "base-log.h"
#include "cfg-mask.h"
#include "show-time.h"

#define MAY_SET SHOW_ROLE_TECH

static void
get_settings (WebServer *self, WebRequest *request)
{
  web_request_reply (request, SOUP_STATUS_OK, self->backend.settings (self->backend.data));
}

static void
put_settings (WebServer *self, WebRequest *request)
{
  g_autoptr (GError) error = NULL;
  json_t *done = self->backend.change_settings (request->body, request->member->name,
                                                self->backend.data, &error);

  if (done)
    web_request_reply (request, SOUP_STATUS_OK, done);
  else
    web_request_fail_with (request, error);
}

static const char *const levels[] = {
    [BASE_LOG_ERROR] = "error",
    [BASE_LOG_WARNING] = "warning",
    [BASE_LOG_NOTICE] = "notice",
    [BASE_LOG_DEBUG] = "debug",
};

static void
get_log (WebServer *self, WebRequest *request)
{
  const char *wanted = web_request_get_query (request, "lines");
  guint64 n = wanted ? g_ascii_strtoull (wanted, NULL, 10) : BASE_LOG_KEPT;
  g_autoptr (GPtrArray) lines = base_log_list ((guint) MIN (n, BASE_LOG_KEPT));
  json_t *list = json_array ();

  for (guint i = 0; i < lines->len; i++) {
    const BaseLogLine *line = lines->pdata[i];
    g_autofree char *at = show_time_to_text (line->at_ms), *text = cfg_mask (line->text);

    json_array_append_new (list, json_pack ("{s:s?, s:s, s:s, s:s}", "at", at, "level",
                                            levels[line->level], "room", line->room, "text", text));
  }
  web_request_reply (request, SOUP_STATUS_OK, json_pack ("{s:o}", "lines", list));
}

static void
post_restart (WebServer *self, WebRequest *request)
{
  gboolean force = json_is_true (json_object_get (request->body, "force"));
  g_autoptr (GError) error = NULL;

  if (self->backend.restart (force, self->backend.data, &error))
    web_request_reply (request, SOUP_STATUS_ACCEPTED, json_pack ("{s:b}", "ok", 1));
  else
    web_request_fail_with (request, error);
}

const WebRoute web_settings_routes[] = {
    {"GET", "/api/v1/settings", MAY_SET, get_settings,
     "Every setting with type, range, default, help and its value; secrets only as set or not.",
     NULL},
    {"PUT", "/api/v1/settings", MAY_SET, put_settings,
     "Changes settings: changes of single keys, or the whole text, or a version that was kept. "
     "With "
     "dry nothing is written. Tells what differs, and what acts at once.",
     "{\"revision\":\"0123456789abcdef\",\"dry\":true,\"changes\":[{\"section\":\"microphone\","
     "\"name\":\"host\",\"key\":\"gain\",\"value\":\"-6\"},{\"section\":\"output\",\"name\":"
     "\"main\","
     "\"key\":\"key_file\",\"secret\":\"live_1234\"}]}"},
    {"GET", "/api/v1/log", MAY_SET, get_log,
     "The newest lines of the log, secrets masked; lines says how many.", NULL},
    {"POST", "/api/v1/restart", MAY_SET, post_restart,
     "Starts the rig anew; refused while it is on air, unless forced.", "{\"force\":false}"},
    {NULL},
};
