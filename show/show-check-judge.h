/* Inside of the tech check, for show-check*.c only: the judges, and what they judge by. */
#pragma once
#include "show-check.h"

/* Limits, and why they are there. */

/* Picture. No sensor gives the same picture twice: its noise moves. Exactly the same for so long is
 * a frozen camera, or a still. */
#define STILL_S 4.0
/* A lens cap gives black (16) and some noise; the darkest real room has a lamp, a face or a screen
 * in 1 % of it. 40 is a tenth of the way to white. */
#define BLACK_HIGH 40.0
/* A well-lit scene has its mean about the middle (126); a fifth of the way to white is night. */
#define DARK_MEAN 58.0
/* Light walls and shining packs reach white in a part of a good picture; what is clipped has lost
 * its drawing for good. */
#define CLIPPED_WARN  0.15
#define CLIPPED_NO_GO 0.45
/* A stall with a white cloth may be clipped by a third and be wanted so; a mean so high never is.
 */
#define BRIGHT_MEAN 205.0
/* See mix-judge.h for the measure. Measured with footage of a product table and a presenter at 720p
 * (tests/bench/bench-judge): 0.8 to 1.1 as filmed, 0.2 when blurred by a Gaussian of 2 pixels, 0.1
 * to 0.15 by 3, 0.04 to 0.07 by 5. */
#define SHARP_LOW  0.08
#define SHARP_POOR 0.2
/* 29.83 of 30 is a camera's own clock; 25 of 30 judders; half is a slide show. */
#define FPS_GOOD 0.95
#define FPS_POOR 0.5

/* Sound. EBU R 68 aligns speech peaks about -9 to -18 dBFS; a voice whose peaks stay under -30 is
 * lost below music and raised noise, and under -45 nobody has spoken. */
#define VOICE_DBFS      -30.0
#define SPOKEN_DBFS     -45.0
#define CLIPPED_S_WARN  1
#define CLIPPED_S_NO_GO 4
/* A microphone that is alive has noise; sources that are switched off send zeros. */
#define ZERO_S 2.0
/* Platforms turn down what is louder than -14 LUFS (YouTube, Spotify) and leave alone what is
 * quieter; live speech within 2 dB of -14 to -16 is right. */
#define LOUD_HIGH -12.0
#define LOUD_LOW  -18.0
#define LOUD_NONE -45.0
/* EBU R 37: sound may be 40 ms early and 60 ms late; ITU-R BT.1359 has people notice 45 and 125. */
#define SYNC_EARLY_MS  -40.0
#define SYNC_LATE_MS   60.0
#define SYNC_NO_GO_MS  125.0
#define SYNC_EVENTS    3
#define SYNC_SPREAD_MS 60.0

/* Where it goes. A line that holds only what is sent now has nothing left for its bad minutes: half
 * as much again is the margin that platforms ask for. */
#define LINE_GOOD   1.5
#define QUEUE_MS    2000.0 /* as ENC_POLICY_SLOW_MS: so much picture waiting is worth a word */
#define GROWS_S     5.0    /* a recording is written at least so often */
#define DISK_GOOD_H 4.0    /* a long show */
#define DISK_POOR_H 1.0

/* The rig. */
#define BATTERY_LOW  50   /* percent, without mains: half a show */
#define HOT_C        80.0 /* where a Raspberry Pi 5 begins to slow down; others tell their own */
#define HOT_MARGIN_C 5.0
#define CLOCK_WARN_S 2.0 /* countdowns are told in seconds */
#define BUSY_SHARE                                                                                 \
  0.7 /* of a frame's time for its encoding: more has no room for a scene change                   \
       */

#define SAY(line, is, what, ...)                                                                   \
  (*(line) = (ShowCheckLine){.verdict = (is), .words = &(what), .args = {__VA_ARGS__}})
#define NUMBER(value, digits)                                                                      \
  {                                                                                                \
    .number = (value), .decimals = (digits)                                                        \
  }
#define TEXT(value)                                                                                \
  {                                                                                                \
    .text = (value) ? (value) : ""                                                                 \
  }

typedef void ShowCheckJudge (const ShowCheckFacts *facts, guint index, ShowCheckLine *ret_line);

/* show-check-picture.c */
ShowCheckJudge show_check_camera, show_check_fps, show_check_frozen, show_check_black,
    show_check_exposure, show_check_focus;
/* show-check-sound.c */
ShowCheckJudge show_check_mic, show_check_level, show_check_loudness, show_check_sync;
/* show-check-where.c */
ShowCheckJudge show_check_output, show_check_recording, show_check_disk, show_check_disk_trial;
/* show-check-sale.c */
ShowCheckJudge show_check_shop, show_check_sku, show_check_link;
/* show-check-rig.c */
ShowCheckJudge show_check_programme, show_check_power, show_check_heat, show_check_clock;
