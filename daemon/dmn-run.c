#include "base-log.h"
#include "cfg-mask.h"
#include "dmn-check-board.h"
#include "dmn-commands.h"
#include "dmn-ctl-server.h"
#include "dmn-good.h"
#include "dmn-journal.h"
#include "dmn-paths.h"
#include "dmn-resume.h"
#include "dmn-shop.h"
#include "dmn-web.h"
#include <glib-unix.h>
#include <gst/gst.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define FIGURES_MS 1000
/* Until the first frame is encoded: readiness is told without delay. */
#define FIGURES_START_MS 40

/* Main thread. */
typedef struct {
  GMainLoop *loop;
  DmnConfig *config;
  DmnKept *kept;
  DmnShow *show;
  DmnResume *resume;
  DmnShop *shop;
  DmnJournal *journal;
  DmnRig *rig;
  DmnBoard *board;
  DmnSettings *settings;
  DmnCtlServer *ctl;
  DmnWeb *web; /* NULL: off, or its port cannot be had */
  guint figures_source;
  gboolean ready;
  gboolean restart; /* the loop ended for that … */
  gboolean stop;    /* … but a signal came as well */
  guint64 last_ticks;
  GHashTable *said; /* kind and place, an output's name -> health or text that was logged last */
} Run;

static gboolean
ask_for_figures (gpointer data)
{
  dmn_rig_report_figures (((Run *) data)->rig);
  return G_SOURCE_CONTINUE;
}

/* The watchdog is fed only while the programme really moves: ticks made and frames encoded. */
static void
tell_supervisor (Run *run, const ShowFigures *figures)
{
  if (figures->on_air && !run->ready) {
    run->ready = TRUE;
    sd_notify (0, "READY=1\nSTATUS=On air");
    base_log (BASE_LOG_NOTICE, "daemon", "the programme is on air, encoded by %s",
              figures->encoder);
    dmn_settings_set_on_air (run->settings);
    g_source_remove (run->figures_source);
    run->figures_source = g_timeout_add (FIGURES_MS, ask_for_figures, run);
  }
  if (figures->on_air && figures->ticks != run->last_ticks)
    sd_notify (0, "WATCHDOG=1");
  run->last_ticks = figures->ticks;
}

static const char *const rooms[] = {
    [SHOW_EVENT_CAMERA] = "capture",
    [SHOW_EVENT_MIC] = "capture",
    [SHOW_EVENT_OUTPUT] = "encoder",
    [SHOW_EVENT_RECORDING] = "encoder",
};

/* Outputs come and go, so their places do not tell them apart. */
static char *
name_reporter (Run *run, const ShowEvent *event)
{
  const ShowSetup *setup = show_state_get_setup (dmn_show_get_state (run->show));
  guint index = event->report.index;

  if (event->kind == SHOW_EVENT_OUTPUT)
    return g_strdup (g_array_index (setup->outputs, ShowOutputSetup, index).name);
  return g_strdup_printf ("%d/%u", event->kind, index);
}

/* One line for each change of state, not for each report; cameras and microphones that are live may
 * have more to say of themselves than that. */
static void
log_report (Run *run, const ShowEvent *event)
{
  const ShowStatus *status = event->report.status;
  g_autofree char *key = name_reporter (run, event);
  gboolean bad = status->health == SHOW_HEALTH_RETRYING || status->health == SHOW_HEALTH_REJECTED ||
                 status->health == SHOW_HEALTH_STALLED;
  gboolean is_source = event->kind == SHOW_EVENT_CAMERA || event->kind == SHOW_EVENT_MIC;
  const char *said = is_source && status->health == SHOW_HEALTH_LIVE
                         ? status->text
                         : show_health_to_string (status->health);

  if (g_strcmp0 (g_hash_table_lookup (run->said, key), said) == 0)
    return;
  g_hash_table_insert (run->said, g_steal_pointer (&key), g_strdup (said));
  base_log (bad ? BASE_LOG_WARNING : BASE_LOG_NOTICE, rooms[event->kind], "%s%s%s%s", status->text,
            status->detail ? " (" : "", status->detail ? status->detail : "",
            status->detail ? ")" : "");
}

static void
on_event (const ShowEvent *event, gpointer data)
{
  Run *run = data;

  if (event->kind == SHOW_EVENT_PROGRAMME)
    tell_supervisor (run, event->figures);
  else if (event->kind < G_N_ELEMENTS (rooms) && rooms[event->kind])
    log_report (run, event);
  dmn_show_handle (run->show, event, NULL);
}

static gboolean
on_signal (gpointer data)
{
  Run *run = data;

  sd_notify (0, "STOPPING=1");
  run->stop = TRUE;
  if (run->loop)
    g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

/* What systemd calls a reload. The watchdog goes on being fed meanwhile: it takes some ms. */
static gboolean
on_hang_up (gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;
  json_t *done;

  if (!run->settings) /* not yet, or not any more */
    return G_SOURCE_CONTINUE;
  if (run->ready)
    sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
  done = dmn_settings_reload (run->settings, &error);
  if (error)
    base_log (BASE_LOG_ERROR, "daemon", "%s Nothing was changed.", error->message);
  json_decref (done);
  if (run->ready)
    sd_notify (0, "READY=1\nSTATUS=On air");
  return G_SOURCE_CONTINUE;
}

static void
on_restart (gpointer data)
{
  Run *run = data;

  base_log (BASE_LOG_NOTICE, "daemon", "starting anew, as asked for in the control room");
  run->restart = TRUE;
  g_main_loop_quit (run->loop);
}

/* The show goes on without its control room. */
static void
open_control_room (Run *run, const char *state_dir)
{
  const DmnWebHost host = {state_dir, run->settings, run->board, on_restart, run};
  g_autoptr (GError) error = NULL;

  run->web = dmn_web_new (run->config, run->show, run->rig, &host, &error);
  if (error)
    base_log (BASE_LOG_ERROR, "web", "%s The show runs without it.", error->message);
}

/* `faults`: one a line; NULL: none. */
static void
log_faults (const char *faults, const char *what_now)
{
  g_autofree char *masked = cfg_mask (faults ? faults : "");
  g_auto (GStrv) lines = g_strsplit (masked, "\n", -1);

  for (char **line = lines; *line; line++)
    base_log (BASE_LOG_ERROR, "daemon", "%s", *line);
  if (faults)
    base_log (BASE_LOG_ERROR, "daemon", "%s", what_now);
}

/* Better on air with what was good and what is there than not at all; nobody may miss it. */
static gboolean
load_config (Run *run, const char *path, const char *state_dir, GError **error)
{
  g_autofree char *mistakes = NULL, *missing = NULL;

  run->config = dmn_good_load (path, state_dir, &mistakes, error);
  if (!run->config)
    return FALSE;
  missing = cfg_file_get_missing (run->config->file);
  log_faults (mistakes,
              "THE CONFIG HAS MISTAKES: the rig starts with the one that was good before them. "
              "Mend them, then \"tallybox ctl reload\" or start it anew.");
  log_faults (missing, "THE CONFIG NAMES WHAT IS NOT THERE: the rig starts without it, and goes on "
                       "looking for it.");
  run->config->setup->is_config_old = mistakes != NULL;
  run->config->setup->lacks_files = missing != NULL;
  return TRUE;
}

static void
begin_show (Run *run, const char *state_dir)
{
  run->kept = dmn_kept_new (run->config, state_dir);
  run->resume = dmn_resume_new (state_dir, g_get_real_time () / 1000);
  run->show = dmn_show_new (run->config, dmn_resume_get_asked (run->resume));
  dmn_show_set_kept (run->show, run->kept);
  dmn_resume_attach (run->resume, run->show);
}

static gboolean
set_up (Run *run, const char *config_path, const char *state_dir, GError **error)
{
  g_autofree char *socket = dmn_paths_ctl_socket (state_dir, error);

  if (!socket || !load_config (run, config_path, state_dir, error) ||
      !dmn_paths_claim (state_dir, error))
    return FALSE;
  begin_show (run, state_dir);
  run->shop = dmn_shop_new (run->config, state_dir, run->show, error);
  if (!run->shop)
    return FALSE;
  run->journal = dmn_journal_new (state_dir, run->show);
  run->rig = dmn_rig_new (run->config, state_dir, 0, on_event, run, error);
  if (!run->rig)
    return FALSE;
  dmn_rig_set_shown_func (run->rig, dmn_journal_shown, run->journal);
  run->board = dmn_board_new (run->config, run->show, run->rig, state_dir);
  dmn_show_set_check (run->show, &(DmnShowSink){dmn_board_apply, run->board}, dmn_board_to_json);
  run->settings = dmn_settings_new (config_path, run->config, state_dir, run->show, run->rig);
  dmn_settings_set_listener (run->settings, dmn_resume_set_config, run->resume);
  dmn_show_set_config (run->show, &(DmnShowSink){dmn_settings_apply_setup, run->settings},
                       dmn_settings_reload);
  run->ctl = dmn_ctl_server_new (socket, run->show, error);
  if (!run->ctl || !dmn_rig_start (run->rig, error))
    return FALSE;
  dmn_show_attach (run->show, run->rig, &(DmnShowSink){dmn_shop_apply, run->shop});
  dmn_shop_start (run->shop);
  return TRUE;
}

static void
on_air (Run *run)
{
  /* Never taken away: a second signal must not cut the stop short, it is bounded by itself. */
  g_unix_signal_add (SIGTERM, on_signal, run);
  g_unix_signal_add (SIGINT, on_signal, run);
  run->figures_source = g_timeout_add (FIGURES_START_MS, ask_for_figures, run);
  g_main_loop_run (run->loop);
  g_source_remove (run->figures_source);
}

static void
tear_down (Run *run)
{
  g_clear_pointer (&run->web, dmn_web_free);
  g_clear_pointer (&run->ctl, dmn_ctl_server_free);
  g_clear_pointer (&run->settings, dmn_settings_free);
  if (run->board)
    dmn_board_stop (run->board);
  if (run->rig)
    dmn_rig_stop (run->rig);
  if (run->shop)
    dmn_shop_stop (run->shop);
  g_clear_pointer (&run->rig, dmn_rig_free);
  g_clear_pointer (&run->board, dmn_board_free);
  g_clear_pointer (&run->journal, dmn_journal_free);
  g_clear_pointer (&run->resume, dmn_resume_free);
  g_clear_pointer (&run->show, dmn_show_free);
  g_clear_pointer (&run->shop, dmn_shop_free);
  g_clear_pointer (&run->kept, dmn_kept_free);
  g_clear_pointer (&run->config, dmn_config_unref);
  g_clear_pointer (&run->said, g_hash_table_unref);
  g_clear_pointer (&run->loop, g_main_loop_unref);
}

/* A signal that came while all was torn down waits in the main context still: a rig that is to stop
 * must not go on air again. */
static void
end_or_start_anew (Run *run, const char *state_dir, GError **error)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (run->stop)
    dmn_resume_drop (state_dir);
  else if (run->restart)
    dmn_paths_exec_again (error);
}

int
dmn_run (int argc, char **argv)
{
  g_autofree char *config_path = NULL, *given_dir = NULL, *state_dir = NULL;
  gboolean no_web = FALSE;
  g_autoptr (GError) error = NULL;
  Run run = {0};
  const GOptionEntry entries[] = {
      {"config", 'c', 0, G_OPTION_ARG_FILENAME, &config_path,
       "The config; without one, whatever is plugged in goes on air", "FILE"},
      {"state-dir", 's', 0, G_OPTION_ARG_FILENAME, &given_dir,
       "Where stock, recordings and the control socket are kept", "DIR"},
      {"no-web", 0, 0, G_OPTION_ARG_NONE, &no_web, "Without the control room in the browser", NULL},
      {NULL}};

  if (!dmn_parse_options (argc, argv, "", NULL, entries, NULL, &error))
    return dmn_fail (error);
  /* Before all that takes time: a reload during the start would end the rig. */
  g_unix_signal_add (SIGHUP, on_hang_up, &run);
  if (!dmn_paths_check_alone (given_dir, &error))
    return dmn_fail (error);
  gst_init (NULL, NULL);
  state_dir = dmn_paths_state_dir (given_dir);
  run.loop = g_main_loop_new (NULL, FALSE);
  run.said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (set_up (&run, config_path, state_dir, &error)) {
    if (!no_web)
      open_control_room (&run, state_dir);
    on_air (&run);
  }
  tear_down (&run);
  gst_deinit (); /* where GStreamer's leak tracer reports */
  end_or_start_anew (&run, state_dir, &error);
  return error ? dmn_fail (error) : 0;
}
