/* Inside of the rig, for dmn-rig*.c only. */
#pragma once
#include "cap-types.h"
#include "dmn-levels.h"
#include "dmn-rig.h"
#include "enc-output.h"
#include "enc-programme.h"
#include "enc-recorder.h"
#include "mix-audio.h"
#include "mix-vision.h"
#include "ovl-renderer.h"

/* Whom a source, an output or the recorder reports for. Refcounted: it lives until the last report
 * has arrived. */
typedef struct {
  DmnRig *rig;
  ShowEventKind kind;
  int index; /* main thread: in the set-up as it is now, or … */
  int mic;   /* media thread; of a camera: whose sound comes with it, -1 = none */
} DmnReporter;

#define DMN_REPORTER_GONE -1 /* … it is in it no more, and what it says is not heard */

struct _DmnRig {
  DmnConfig *config; /* a reference: what counts from the start to the end … */
  DmnConfig *newest; /* … and where outputs and sources are as they are now; main thread */
  DmnEventFunc func;
  gpointer data;
  char *state_dir; /* NULL: nothing is kept */
  guint64 n_frames;
  DmnRigHooks hooks; /* lockstep */
  BaseWorker *main, *media, *render;
  /* Where what is no more used is freed, however long that takes; NULL: not yet. */
  BaseWorker *attic;
  GstClock *clock;
  GstClockTime base_time;
  CapContext capture;
  MixVision *vision;
  DmnPictures *pictures;
  DmnPreview *preview; /* not in lockstep */
  MixAudio *audio;
  DmnLevels *levels;
  OvlRenderer *overlay;
  EncHub *hub;
  GPtrArray *cameras;     /* CapCamera */
  GPtrArray *microphones; /* CapMicrophone, NULL where a camera fills the ring */
  GPtrArray *slots, *rings;
  GPtrArray *camera_reporters, *mic_reporters; /* DmnReporter */
  GPtrArray *outputs;                          /* of dmn-rig-outputs.c; main thread */
  DmnReporter *recorder_reporter;
  EncRecorder *recorder;

  /* Media thread */
  DmnConfig *media_config; /* a reference: what `capture` looks into; NULL: into `config` */
  EncProgramme *programme;
  GSource *restart;
  gboolean stopping;
  gint64 started_us;                     /* the programme, the last time; monotonic */
  gboolean said_ended, said_unstartable; /* in the log, since it was well */
  guint bitrate_kbps;                    /* asked of the encoder, kept across a restart of it */
  guint64 last_encoded;                  /* frames encoded at the last report … */
  gint64 encoded_us;                     /* … and when there were others, monotonic … */
  guint silent_reports;                  /* … and how many reports ago */
  EncLate late;
  EncEase ease;
  gboolean said_late;     /* the log has that nothing is left to ease */
  guint encoder_stops;    /* programmes that came to an end by themselves */
  guint64 dropped_before; /* pictures that earlier programmes left out */
  GError *start_error;
};

/* Any thread, but for dmn_reporter_new(). */
DmnReporter *dmn_reporter_new (DmnRig *rig, ShowEventKind kind, guint index);
DmnReporter *dmn_reporter_ref (DmnReporter *self);
void dmn_reporter_unref (gpointer self); /* NULL is fine */

/* dmn-rig-outputs.c; main thread, but for the media thread's stop */
void dmn_rig_make_outputs (DmnRig *self);
void dmn_rig_take_outputs (DmnRig *self, const DmnConfig *before, DmnConfig *after,
                           const ShowState *state);
void dmn_rig_start_output (DmnRig *self, guint index);
void dmn_rig_stop_output (DmnRig *self, guint index);
void dmn_rig_stop_outputs_in_media (DmnRig *self);
void dmn_rig_free_outputs (DmnRig *self); /* after all threads have stopped */

/* dmn-rig-programme.c. One that fails later is started anew until it is abandoned. */
gboolean dmn_rig_start_programme_in_media (DmnRig *self, GError **error);
void dmn_rig_abandon_programme_in_media (DmnRig *self);
/* At each report of figures; TRUE: there are other `frames`, of the programme's encoder, than at
 * the last one. A driver may hang without a word: an encoder that gives nothing any more is given
 * up. One that is late gives way to an easier one. */
gboolean dmn_rig_mind_encoder_in_media (DmnRig *self, const EncProgrammeStats *encoded);

/* dmn-rig-sources.c */
gboolean dmn_rig_make_sources (DmnRig *self, GError **error);
void dmn_rig_take_sources (DmnRig *self, const DmnConfig *before, DmnConfig *after);
void dmn_rig_start_sources_in_media (DmnRig *self);
void dmn_rig_stop_sources_in_media (DmnRig *self);

/* Any thread. `status` is copied; `counters` and `file` may be NULL. */
void dmn_rig_post_report (DmnReporter *from, const ShowStatus *status, const ShowCounters *counters,
                          const char *file);

/* SHOW_EVENT_PROGRAMME. Takes `figures`. */
void dmn_rig_post_figures (DmnRig *self, ShowFigures *figures);

/* CapStatusFunc and EncReportFunc, with a DmnReporter as data. */
void dmn_rig_on_source_status (const ShowStatus *status, gpointer data);
/* CapControlsFunc, with the DmnReporter of a camera as data. */
void dmn_rig_on_controls (ShowControls *controls, gpointer data);

/* CapSoundcardReportFunc, with a DmnReporter as data. */
void dmn_rig_on_soundcard (const ShowSoundcard *card, gboolean by_hand, gpointer data);

/* OvlProblemFunc, with the DmnRig as data. */
void dmn_rig_on_card_problem (guint layer, const char *problem, gpointer data);

void dmn_rig_on_encoder_report (const ShowStatus *status, const ShowCounters *counters,
                                const char *file, gpointer data);
