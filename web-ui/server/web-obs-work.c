/* One request, or a batch: serial, by programme frames, or all at once. */
#include "web-obs-private.h"

typedef struct {
  WebObsWork *work;
  guint index;
  WebObsCall *call; /* NULL: not begun, or finished */
  json_t *result;
} Slot;

struct _WebObsWork {
  WebObs *obs;
  WebObsSession *session; /* NULL: gone */
  json_t *data;           /* of the message */
  gboolean is_batch, refused, halts, halted;
  WebObsExecution execution;
  gsize room; /* for pictures in the answer, bytes */
  guint n, next, in_flight;
  Slot *slots;
};

static json_t *
request_of (const WebObsWork *work, guint index)
{
  return work->is_batch ? json_array_get (json_object_get (work->data, "requests"), index)
                        : work->data;
}

static void
work_free (WebObsWork *work)
{
  for (guint i = 0; i < work->n; i++) {
    web_obs_call_free (work->slots[i].call);
    json_decref (work->slots[i].result);
  }
  g_free (work->slots);
  json_decref (work->data);
  g_free (work);
}

/* requestType and requestId are the client's, whatever they are. */
static json_t *
make_result (const WebObsCall *call, const json_t *request)
{
  json_t *status = json_pack ("{s:b, s:i}", "result", call->status == WEB_OBS_SUCCESS, "code",
                              (int) call->status);
  json_t *type = json_object_get (request, "requestType");
  json_t *id = json_object_get (request, "requestId");
  json_t *result = json_object ();

  if (call->comment)
    json_object_set_new (status, "comment", json_string (call->comment));
  json_object_set_new (result, "requestType",
                       json_is_string (type) ? json_incref (type) : json_string (""));
  if (id && !json_is_null (id))
    json_object_set (result, "requestId", id);
  json_object_set_new (result, "requestStatus", status);
  if (call->answer)
    json_object_set (result, "responseData", call->answer);
  return result;
}

static json_t *
make_batch_result (WebObsWork *work)
{
  json_t *results = json_array ();

  for (guint i = 0; i < work->n; i++)
    if (work->slots[i].result)
      json_array_append (results, work->slots[i].result);
  return json_pack ("{s:O, s:o}", "requestId", json_object_get (work->data, "requestId"), "results",
                    results);
}

static void
complete (WebObsWork *work)
{
  WebObsSession *session = work->session;

  if (session) {
    WebObsMessage message =
        work->is_batch ? web_obs_message (WEB_OBS_OP_BATCH_RESPONSE, make_batch_result (work))
                       : web_obs_message (WEB_OBS_OP_RESPONSE, json_incref (work->slots[0].result));

    web_obs_session_send (session, &message);
    web_obs_message_clear (&message);
    g_ptr_array_remove_fast (session->works, work);
  }
  work_free (work);
}

static void
settle (Slot *slot)
{
  WebObsWork *work = slot->work;

  slot->result = make_result (slot->call, request_of (work, slot->index));
  if (work->halts && slot->call->status != WEB_OBS_SUCCESS)
    work->halted = TRUE;
  g_clear_pointer (&slot->call, web_obs_call_free);
  work->in_flight--;
}

static void advance (WebObsWork *work);

static void
on_resumed (WebObsCall *call, gpointer data)
{
  Slot *slot = data;

  settle (slot);
  advance (slot->work);
}

static gboolean
refuse (WebObsCall *call)
{
  call->running = TRUE;
  web_obs_call_fail (call, WEB_OBS_NOT_READY, "Too many requests at once. Try again in a moment.");
  call->running = FALSE;
  return TRUE;
}

static void
start_next (WebObsWork *work)
{
  Slot *slot = &work->slots[work->next];
  WebObsCall *call = g_new0 (WebObsCall, 1);

  *call = (WebObsCall){.obs = work->obs,
                       .session = work->session,
                       .execution = work->execution,
                       .batched = work->is_batch,
                       .room = &work->room,
                       .resumed = on_resumed,
                       .resumed_data = slot};
  *slot = (Slot){work, work->next, call, NULL};
  work->next++;
  work->in_flight++;
  if (work->refused ? refuse (call) : web_obs_call_run (call, request_of (work, slot->index)))
    settle (slot);
}

/* Goes on until something takes time, or to the end: `work` may be gone then. */
static void
advance (WebObsWork *work)
{
  guint together = work->execution == WEB_OBS_PARALLEL ? work->n : 1;

  while (!work->halted && work->next < work->n && work->in_flight < together)
    start_next (work);
  if (work->in_flight == 0)
    complete (work);
}

void
web_obs_work_start (WebObs *obs, WebObsSession *session, json_t *data, gboolean is_batch,
                    gboolean refused)
{
  WebObsWork *work = g_new0 (WebObsWork, 1);

  *work = (WebObsWork){
      .obs = obs,
      .session = session,
      .data = json_incref (data),
      .is_batch = is_batch,
      .refused = refused,
      .room = WEB_OBS_PICTURES_MAX,
      .halts = is_batch && json_is_true (json_object_get (data, "haltOnFailure")),
      .execution =
          is_batch ? (WebObsExecution) json_integer_value (json_object_get (data, "executionType"))
                   : WEB_OBS_SERIAL,
      .n = is_batch ? (guint) json_array_size (json_object_get (data, "requests")) : 1,
  };
  work->slots = g_new0 (Slot, work->n);
  g_ptr_array_add (session->works, work);
  advance (work);
}

/* Sleepers wake no more; pictures that were asked for come, and are for nobody. */
void
web_obs_work_abandon (WebObsWork *work)
{
  work->session = NULL;
  work->halted = TRUE;
  for (guint i = 0; i < work->next; i++) {
    WebObsCall *call = work->slots[i].call;

    if (!call)
      continue;
    call->session = NULL;
    if (call->timer) {
      g_clear_pointer (&work->slots[i].call, web_obs_call_free);
      work->in_flight--;
    }
  }
  if (work->in_flight == 0)
    work_free (work);
}
