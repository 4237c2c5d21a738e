/* The tech check of the running rig: measures while it is open, starts tests, and judges. Main
 * thread. */
#pragma once
#include "dmn-check-report.h"
#include "dmn-show.h"

#define DMN_BOARD_TICK_MS    1000
#define DMN_BOARD_IDLE_S     600 /* nobody has looked for so long: it closes by itself */
#define DMN_BOARD_AWAKE_S    8   /* cameras off air run at full rate so long, to be counted … */
#define DMN_BOARD_SETTLE_S   2   /* … but for the time that they take to wake */
#define DMN_BOARD_RECENT_S   SHOW_CHECK_RECENT_S /* loudness and clipping are those of so long */
#define DMN_BOARD_LOOK_WIDTH 640
#define DMN_BOARD_LINE_MS    8000 /* a server takes the key within so long */

typedef struct _DmnBoard DmnBoard;

/* All but `state_dir` are borrowed and must outlive dmn_board_stop(). */
DmnBoard *dmn_board_new (DmnConfig *config, DmnShow *show, DmnRig *rig, const char *state_dir);
/* While the rig is there. Waits for a test of a line, a few seconds at most. */
void dmn_board_stop (DmnBoard *self);
/* After the rig was freed, so that nobody measures any more. NULL is fine. */
void dmn_board_free (DmnBoard *self);

/* SHOW_EFFECT_CHECK; `data` is the board. */
void dmn_board_apply (const ShowEffect *effect, gpointer data);

/* What `check` answers with, a new reference; `data` is the board. {"open":…, "since", and as
 * show_check_to_json() has it, "sounds":[{"microphone","state":"none|recording|ready"}],
 * "sync":{"microphone","delay_ms"}|null}. While it is closed there are no lines. */
json_t *dmn_board_to_json (gpointer data);

/* The newest recording of a microphone as a WAV file, a new reference; NULL: there is none. */
GBytes *dmn_board_get_sound (DmnBoard *self, const char *mic);
DmnReports *dmn_board_get_reports (DmnBoard *self);
