#include "dmn-check-private.h"

#include "dmn-check-machine.h"
#include "dmn-check-sign.h"
#include "dmn-check-sound.h"
#include "enc-disk.h"
#include "enc-options.h"

#define MACHINE_EVERY 5 /* ticks */

/* The machine */

typedef struct {
  DmnBoard *board; /* for the main thread only */
  BaseWorker *main;
  guint round;
  char *folder;
  gboolean try_disk;
  ShowCheckMachine machine;
  char *text;
} MachineJob;

static void
machine_job_free (gpointer data)
{
  MachineJob *job = data;

  g_free (job->folder);
  g_free (job->text);
  g_free (job);
}

static void
note_machine_in_main (gpointer data)
{
  MachineJob *job = data;
  DmnBoard *self = job->board;
  ShowTrial trial = self->machine.disk_trial;

  if (job->round != self->round)
    return;
  if (job->try_disk) {
    trial = job->text ? SHOW_TRIAL_FAILED : SHOW_TRIAL_DONE;
    g_free (self->disk_text);
    self->disk_text = g_steal_pointer (&job->text);
  }
  self->machine = job->machine;
  self->machine.disk_trial = trial;
  self->machine.disk_text = self->disk_text;
}

static void
read_machine_on_disk (gpointer data)
{
  MachineJob *job = data;

  dmn_machine_read_sysfs ("/sys", &job->machine);
  job->machine.clock_synced = dmn_machine_is_clock_synced ();
  job->machine.free_bytes = dmn_machine_get_free (job->folder);
  if (job->try_disk)
    job->text = dmn_machine_try_folder (job->folder);
  base_worker_answer (job->main, note_machine_in_main, job, machine_job_free);
}

static void
read_machine (DmnBoard *self, gboolean try_disk)
{
  MachineJob *job = g_new0 (MachineJob, 1);

  *job = (MachineJob){.board = self,
                      .main = self->main,
                      .round = self->round,
                      .folder = g_strdup (self->folder),
                      .try_disk = try_disk};
  job->machine.keep_free_bytes = (gint64) self->config->recording->keep_free_mb * 1000 * 1000;
  enc_disk_post (dmn_reports_get_disk (self->reports), read_machine_on_disk, job, NULL);
}

/* Time */

static void
on_state_changed (ShowState *before, gpointer data)
{
  DmnBoard *self = data;

  dmn_lines_follow (self->lines, dmn_rig_get_config (self->rig));
  dmn_board_note_sound (self);
}

static gboolean
on_tick (gpointer data)
{
  static const char *const stop[] = {"check", "stop", NULL};
  DmnBoard *self = data;
  gint64 now_us = g_get_monotonic_time ();
  gboolean awake = now_us - self->opened_us < DMN_BOARD_AWAKE_S * G_USEC_PER_SEC;

  self->n_ticks++;
  mix_vision_keep_awake (dmn_rig_get_vision (self->rig), awake);
  dmn_looks_step (self->looks, DMN_BOARD_LOOK_WIDTH, awake && self->n_ticks >= DMN_BOARD_SETTLE_S);
  dmn_board_follow_recording (self);
  if (self->n_ticks % MACHINE_EVERY == 0)
    read_machine (self, FALSE);
  if (now_us - self->asked_us > DMN_BOARD_IDLE_S * G_USEC_PER_SEC)
    json_decref (dmn_show_command (self->show, stop, SHOW_ROLE_ALL, NULL, NULL));
  return G_SOURCE_CONTINUE;
}

/* Opening and closing */

static void
close_board (DmnBoard *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  self->round++;
  mix_vision_keep_awake (dmn_rig_get_vision (self->rig), FALSE);
}

static void
reset (DmnBoard *self)
{
  gint64 now_us = g_get_monotonic_time ();

  self->n_ticks = 0;
  self->opened_us = self->asked_us = self->recorded_us = now_us;
  self->opened_ms = g_get_real_time () / 1000;
  self->first = (ShowCheckFacts){0};
  show_check_take_state (&self->first, dmn_show_get_state (self->show));
  self->machine = (ShowCheckMachine){.on_mains = -1,
                                     .battery_percent = -1,
                                     .low_voltage = -1,
                                     .temperature_c = -1,
                                     .clock_synced = -1,
                                     .free_bytes = -1,
                                     .disk_trial = SHOW_TRIAL_RUNNING};
  dmn_board_forget_sound (self);
  if (self->sync.trial != SHOW_TRIAL_RUNNING)
    self->sync = (ShowCheckSync){.trial = SHOW_TRIAL_NONE};
  dmn_lines_reset (self->lines);
  dmn_looks_reset (self->looks);
}

static void
do_start (DmnBoard *self, const ShowEffect *effect)
{
  close_board (self);
  reset (self);
  self->tick_source = g_timeout_add (DMN_BOARD_TICK_MS, on_tick, self);
  mix_vision_keep_awake (dmn_rig_get_vision (self->rig), TRUE);
  dmn_looks_step (self->looks, DMN_BOARD_LOOK_WIDTH, FALSE);
  read_machine (self, self->first.recording_wanted);
}

static void
do_stop (DmnBoard *self, const ShowEffect *effect)
{
  close_board (self);
}

/* Tests */

static void
on_recorded (GBytes *wav, gpointer data)
{
  BoardMic *mic = data;

  g_clear_pointer (&mic->wav, g_bytes_unref);
  mic->wav = wav;
  mic->trial = wav ? SHOW_TRIAL_DONE : SHOW_TRIAL_NONE;
}

static void
do_record (DmnBoard *self, const ShowEffect *effect)
{
  BoardMic *mic = &self->mics[effect->mic];

  if (mic->trial == SHOW_TRIAL_RUNNING)
    return;
  mic->trial = SHOW_TRIAL_RUNNING;
  dmn_check_record (dmn_rig_get_audio (self->rig), effect->mic, self->main, on_recorded, mic);
}

static int
delay_of (DmnBoard *self, guint mic)
{
  return show_state_get_delay_ms (dmn_show_get_state (self->show), mic);
}

static void
on_clapped (const ShowCheckSync *sync, gpointer data)
{
  DmnBoard *self = data;
  const MixFormat *format = &self->config->format;

  self->sync = *sync;
  self->sync.frame_ms = 1000.0 * format->fps_d / format->fps_n;
  self->sync.delay_ms = delay_of (self, self->sync_mic);
}

static void
do_sync (DmnBoard *self, const ShowEffect *effect)
{
  if (self->sync.trial == SHOW_TRIAL_RUNNING)
    return;
  self->sync = (ShowCheckSync){.trial = SHOW_TRIAL_RUNNING};
  self->sync_mic = effect->mic;
  mix_vision_keep_awake (dmn_rig_get_vision (self->rig), TRUE);
  self->opened_us = g_get_monotonic_time (); /* the camera stays awake meanwhile */
  dmn_check_clap (dmn_rig_get_vision (self->rig), dmn_rig_get_audio (self->rig), effect->index,
                  effect->mic, self->judge, self->main, on_clapped, self);
}

static void
do_uplink (DmnBoard *self, const ShowEffect *effect)
{
  dmn_lines_follow (self->lines, dmn_rig_get_config (self->rig));
  dmn_lines_try (self->lines, effect->index, DMN_BOARD_LINE_MS);
}

static void
do_sign (DmnBoard *self, const ShowEffect *effect)
{
  dmn_check_sign (self->config, dmn_rig_get_pictures (self->rig), self->reports, effect->name,
                  dmn_board_to_json (self));
}

static void (*const jobs[]) (DmnBoard *self, const ShowEffect *effect) = {
    [SHOW_CMD_CHECK_RECORD] = do_record, [SHOW_CMD_CHECK_SIGN] = do_sign,
    [SHOW_CMD_CHECK_START] = do_start,   [SHOW_CMD_CHECK_STOP] = do_stop,
    [SHOW_CMD_CHECK_SYNC] = do_sync,     [SHOW_CMD_CHECK_UPLINK] = do_uplink,
};

void
dmn_board_apply (const ShowEffect *effect, gpointer data)
{
  g_assert (effect->check < G_N_ELEMENTS (jobs) && jobs[effect->check]);
  jobs[effect->check](data, effect);
}

/* What others may ask */

static json_t *
sounds_to_json (const DmnBoard *self, const ShowCheckFacts *facts)
{
  json_t *list = json_array ();

  for (guint i = 0; i < facts->n_mics; i++) {
    const BoardMic *mic = &self->mics[i];
    const char *state = mic->trial == SHOW_TRIAL_RUNNING ? "recording"
                        : mic->wav                       ? "ready"
                                                         : "none";

    json_array_append_new (
        list, json_pack ("{s:s, s:s}", "microphone", facts->mic_names[i], "state", state));
  }
  return list;
}

/* What to set a delay to; null while there is nothing to mend. */
static json_t *
sync_to_json (const DmnBoard *self, const ShowCheckFacts *facts)
{
  int delay_ms = show_check_get_delay (facts);

  if (delay_ms < 0)
    return json_null ();
  return json_pack ("{s:s, s:i}", "microphone", facts->mic_names[self->sync_mic], "delay_ms",
                    delay_ms);
}

json_t *
dmn_board_to_json (gpointer data)
{
  DmnBoard *self = data;
  g_autofree ShowCheckFacts *facts = g_new0 (ShowCheckFacts, 1);
  g_autoptr (GDateTime) since = g_date_time_new_from_unix_utc (self->opened_ms / 1000);
  g_autofree char *since_text = g_date_time_format_iso8601 (since);
  json_t *json;

  self->asked_us = g_get_monotonic_time ();
  if (!self->tick_source)
    return json_pack ("{s:b, s:s, s:{}, s:[], s:[], s:n, s:n}", "open", 0, "verdict", "off",
                      "counts", "lines", "sounds", "sync", "since");
  dmn_board_fill_facts (self, facts);
  json = show_check_to_json (facts);
  json_object_set_new (json, "open", json_true ());
  json_object_set_new (json, "since", json_string (since_text));
  json_object_set_new (json, "sounds", sounds_to_json (self, facts));
  json_object_set_new (json, "sync", sync_to_json (self, facts));
  return json;
}

GBytes *
dmn_board_get_sound (DmnBoard *self, const char *mic)
{
  guint index;

  return show_setup_find (self->config->setup->mics, mic, &index) && self->mics[index].wav
             ? g_bytes_ref (self->mics[index].wav)
             : NULL;
}

DmnReports *
dmn_board_get_reports (DmnBoard *self)
{
  return self->reports;
}

/* Life */

DmnBoard *
dmn_board_new (DmnConfig *config, DmnShow *show, DmnRig *rig, const char *state_dir)
{
  DmnBoard *self = g_new0 (DmnBoard, 1);

  self->config = config;
  self->show = show;
  self->rig = rig;
  self->folder = dmn_config_recordings_folder (config, state_dir);
  self->main = base_worker_new_for_main ();
  self->judge = base_worker_new ("check");
  self->reports = dmn_reports_new (state_dir);
  self->looks = dmn_looks_new (rig, config->cameras->len, self->judge);
  self->lines = dmn_lines_new (dmn_rig_get_hub (rig));
  self->sync.trial = SHOW_TRIAL_NONE;
  dmn_show_add_listener (show, on_state_changed, self);
  return self;
}

void
dmn_board_stop (DmnBoard *self)
{
  close_board (self);
  dmn_show_remove_listener (self->show, on_state_changed, self);
  dmn_lines_stop (self->lines);
}

void
dmn_board_free (DmnBoard *self)
{
  if (!self)
    return;
  base_worker_stop (self->judge);
  dmn_looks_free (self->looks);
  dmn_lines_free (self->lines);
  dmn_reports_free (self->reports);
  base_worker_stop (self->main);
  base_worker_free (self->judge);
  base_worker_free (self->main);
  for (guint i = 0; i < SHOW_MICS_MAX; i++)
    g_clear_pointer (&self->mics[i].wav, g_bytes_unref);
  g_free (self->disk_text);
  g_free (self->folder);
  g_free (self);
}
