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

typedef struct {
  DmnRig *rig;
  ShowEventKind kind;
  guint index;
  int mic; /* of a camera: the microphone whose sound comes with it, -1 = none */
} DmnReporter;

struct _DmnRig {
  DmnConfig *config; /* borrowed */
  DmnEventFunc func;
  gpointer data;
  char *state_dir; /* NULL: nothing is kept */
  guint64 n_frames;
  DmnRigHooks hooks; /* lockstep */
  BaseWorker *main, *media, *render;
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
  GPtrArray *outputs; /* EncOutput; NULL where its key cannot be read */
  GPtrArray *reporters;
  EncRecorder *recorder;

  /* Media thread */
  EncProgramme *programme;
  GSource *restart;
  gboolean stopping;
  guint bitrate_kbps;   /* asked of the encoder, kept across a restart of it */
  guint64 last_encoded; /* frames encoded at the last report */
  GError *start_error;
};

/* Main thread, while the rig is made. Lives as long as the rig. */
DmnReporter *dmn_rig_add_reporter (DmnRig *self, ShowEventKind kind, guint index);

/* Any thread. `status` is copied; `counters` and `file` may be NULL. */
void dmn_rig_post_report (DmnReporter *from, const ShowStatus *status, const ShowCounters *counters,
                          const char *file);

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
