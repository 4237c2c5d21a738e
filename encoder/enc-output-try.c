#include "enc-output.h"

#include "enc-line.h"
#include "enc-pipe.h"

#define POLL_MS 20
/* Servers that take every key and then hang up do so at once. */
#define HOLD_MS 1000

typedef struct {
  const EncTarget *target;
  BaseWorker *worker;
  EncPipe *pipe;
  gboolean started;
  gboolean accepted;
  EncHub *hub;    /* NULL: nothing is sent */
  gint64 feed_us; /* then what was collected is sent; 0: nothing is collected yet */
  gboolean feeding;
  gint *cancel; /* atomic; may be NULL */
  EncLine line;
  EncFault fault; /* 0: none so far */
  char *detail;
  GError *error;
} Try;

static void
on_failed (EncFault fault, const char *detail, gpointer data)
{
  Try *try = data;

  try->fault = fault;
  try->detail = g_strdup (detail);
}

/* A line shows what it carries only when it gets more at once than the show makes: some seconds are
 * kept, and then sent. */
static void
feed_in_worker (Try *try)
{
  gint64 now_us = g_get_monotonic_time ();
  EncPipeStats stats;

  if (!try->feed_us) {
    enc_pipe_collect (try->pipe, try->hub);
    try->feed_us = now_us + ENC_TRY_COLLECT_MS * 1000;
  }
  if (now_us < try->feed_us)
    return;
  enc_pipe_get_stats (try->pipe, &stats);
  if (stats.has_sample)
    enc_line_look (&try->line, now_us / 1000, stats.sample.acked_bytes, stats.queued_ms);
  if (!try->feeding)
    enc_pipe_feed (try->pipe, try->hub);
  try->feeding = TRUE;
}

static void
look_in_worker (gpointer data)
{
  Try *try = data;

  if (!try->pipe)
    try->pipe = enc_pipe_new (try->target, try->worker, on_failed, try, &try->error);
  if (!try->pipe || try->fault)
    return;
  try->started = try->started || enc_pipe_start (try->pipe, g_get_monotonic_time () / 1000);
  try->accepted = try->accepted || enc_pipe_is_accepted (try->pipe);
  if (try->accepted && try->hub)
    feed_in_worker (try);
}

static void
detach_in_worker (gpointer data)
{
  Try *try = data;

  if (try->pipe)
    enc_pipe_detach (try->pipe);
}

static gboolean
is_decided (const Try *try, gint64 *hold_until_us)
{
  if (try->error || try->fault || (try->cancel && g_atomic_int_get (try->cancel)))
    return TRUE;
  if (try->accepted && !*hold_until_us)
    *hold_until_us = g_get_monotonic_time () + (try->hub ? ENC_TRY_SEND_MS : HOLD_MS) * 1000;
  return *hold_until_us && g_get_monotonic_time () >= *hold_until_us;
}

static void
run (Try *try, guint limit_ms)
{
  gint64 deadline_us = g_get_monotonic_time () + (gint64) limit_ms * 1000, hold_until_us = 0;

  do {
    base_worker_run_sync (try->worker, look_in_worker, try);
    g_usleep (POLL_MS * 1000);
  } while (!is_decided (try, &hold_until_us) && g_get_monotonic_time () < deadline_us);
  base_worker_run_sync (try->worker, detach_in_worker, try);
  if (!try->error && !try->fault && !try->accepted)
    try->fault = ENC_FAULT_SILENT;
  if (!try->error && !try->fault && try->accepted)
    enc_pipe_say_goodbye (try->pipe);
  enc_pipe_free (try->pipe);
}

static gboolean
conclude (Try *try, const char *name, char **ret_text, GError **error)
{
  g_autofree char *words = try->fault ? enc_fault_describe (try->fault, name) : NULL;

  if (try->error)
    g_propagate_prefixed_error (error, g_steal_pointer (&try->error), "output %s: ", name);
  else if (words)
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE, "%s%s%s%s", words, try->detail ? " (" : "",
                 try->detail ? try->detail : "", try->detail ? ")" : "");
  else
    *ret_text = g_strdup_printf ("The server of output %s takes the stream key.", name);
  return !words && !try->error;
}

static gboolean
try_target (Try *try, const EncOutputOptions *options, guint limit_ms, char **ret_text,
            GError **error)
{
  g_auto (EncTarget) target = {0};
  gboolean works;

  if (!enc_target_init (&target, options, error))
    return FALSE;
  try->target = &target;
  try->worker = base_worker_new ("enc-try");
  run (try, limit_ms);
  base_worker_stop (try->worker);
  base_worker_free (try->worker);
  works = conclude (try, options->name, ret_text, error);
  g_clear_error (&try->error);
  g_free (try->detail);
  return works;
}

gboolean
enc_output_try (const EncOutputOptions *options, guint limit_ms, char **ret_text, GError **error)
{
  Try try = {0};

  return try_target (&try, options, limit_ms, ret_text, error);
}

gboolean
enc_output_try_line (const EncOutputOptions *options, EncHub *hub, gint *cancel, guint limit_ms,
                     double *ret_kbps, gboolean *ret_full, GError **error)
{
  EncOutputOptions with_test_key = *options;
  Try try = {.cancel = cancel};
  g_autofree char *text = NULL;

  if (options->test_key_file) {
    with_test_key.key_file = options->test_key_file;
    with_test_key.key_credential = NULL;
    try.hub = hub;
    limit_ms += ENC_TRY_SEND_MS;
  }
  if (!try_target (&try, &with_test_key, limit_ms, &text, error))
    return FALSE;
  *ret_kbps = enc_line_get_kbps (&try.line);
  *ret_full = enc_line_is_full (&try.line);
  return TRUE;
}
