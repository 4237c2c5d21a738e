#include "enc-output.h"

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

static void
look_in_worker (gpointer data)
{
  Try *try = data;

  if (!try->pipe)
    try->pipe = enc_pipe_new (try->target, try->worker, on_failed, try, &try->error);
  if (!try->pipe || try->fault)
    return;
  try->started = try->started || enc_pipe_start (try->pipe, g_get_monotonic_time () / 1000);
  try->accepted = enc_pipe_is_accepted (try->pipe);
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
  if (try->error || try->fault)
    return TRUE;
  if (try->accepted && !*hold_until_us)
    *hold_until_us = g_get_monotonic_time () + HOLD_MS * 1000;
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

gboolean
enc_output_try (const EncOutputOptions *options, guint limit_ms, char **ret_text, GError **error)
{
  g_auto (EncTarget) target = {0};
  Try try = {.target = &target};
  gboolean works;

  if (!enc_target_init (&target, options, error))
    return FALSE;
  try.worker = base_worker_new ("enc-try");
  run (&try, limit_ms);
  base_worker_stop (try.worker);
  base_worker_free (try.worker);
  works = conclude (&try, options->name, ret_text, error);
  g_clear_error (&try.error);
  g_free (try.detail);
  return works;
}
