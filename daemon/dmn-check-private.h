/* The board of the tech check, for its own two files: what it is, and the facts that it gathers. */
#pragma once
#include "dmn-check-board.h"

#include "dmn-check-line.h"
#include "dmn-check-look.h"

/* Of the newest DMN_BOARD_RECENT_S seconds, one each. */
typedef struct {
  gint64 second;
  double loudness_lufs, peak_dbfs;
  double mic_dbfs[SHOW_MICS_MAX];
} BoardSecond;

typedef struct {
  ShowTrial trial; /* the recording that is played back */
  GBytes *wav;
  double loudest_dbfs;
} BoardMic;

struct _DmnBoard {
  DmnConfig *config;
  DmnShow *show;
  DmnRig *rig;
  char *folder; /* of recordings */
  BaseWorker *main, *judge;
  DmnReports *reports;
  DmnLooks *looks;
  DmnLines *lines;
  guint tick_source; /* 0: closed */
  guint round;       /* rises when it is opened or closed */
  guint n_ticks;
  gint64 opened_us, opened_ms; /* monotonic; wall clock */
  gint64 asked_us;             /* somebody looked at the board */
  guint64 last_ticks;          /* of the figures that were noted */
  ShowCheckFacts first;        /* when it was opened */
  ShowCheckMachine machine;
  char *disk_text;
  BoardSecond recent[DMN_BOARD_RECENT_S];
  BoardMic mics[SHOW_MICS_MAX];
  ShowCheckSync sync;
  guint sync_mic;
  guint64 recorded_bytes;
  gint64 recorded_us; /* then it had grown */
};

/* dmn-check-facts.c; main thread. Forgets the sound that was noted. */
void dmn_board_forget_sound (DmnBoard *self);
/* Notes it, once for each report of the figures; does nothing while the board is closed. */
void dmn_board_note_sound (DmnBoard *self);
/* All that is known now, to be judged. */
void dmn_board_fill_facts (DmnBoard *self, ShowCheckFacts *facts);
/* That the recording grows is noted, at each tick. */
void dmn_board_follow_recording (DmnBoard *self);
