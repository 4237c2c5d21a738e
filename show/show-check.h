/* The tech check: from what was measured to go, look at it or no go, with words of what to do. One
 * table of checks, each a pure function of the facts. Pure. */
#pragma once
#include "show-state.h"

typedef enum {                       /* the worst of a board is the board's own */
               SHOW_VERDICT_OFF = 1, /* not wanted here */
               SHOW_VERDICT_GO,
               SHOW_VERDICT_TODO, /* somebody has to speak, clap or start a test first */
               SHOW_VERDICT_WARN,
               SHOW_VERDICT_WAIT, /* being measured */
               SHOW_VERDICT_NO_GO,
} ShowVerdict;

/* One look at a picture's luma, code values 0..255 of BT.709 limited range (black 16, white 235).
 */
typedef struct {
  double mean;
  double high;      /* 99th percentile */
  double clipped;   /* share of pixels at white or above, 0..1 */
  double sharpness; /* of the sharpest places, see mix-judge.h; -1: nothing to tell it by */
} ShowLook;

typedef struct {
  ShowHealth health;
  const char *status;     /* the room's own words */
  double fps, fps_wanted; /* fps -1: not measured yet */
  guint n_looks;
  ShowLook look;  /* the newest one */
  double still_s; /* for so long not one pixel has changed */
} ShowCheckCamera;

typedef struct {
  ShowHealth health;
  const char *status;
  gboolean mute;
  gboolean heard;      /* it was listened to for a moment */
  double loudest_dbfs; /* highest peak since the check began, behind the gain */
  double zero_s;       /* digital zeros in a row */
  guint clipped_s;     /* of the last SHOW_CHECK_RECENT_S seconds, how many touched the top */
  guint64 lost_ms;     /* since the check began */
} ShowCheckMic;

/* A test that somebody starts. */
typedef enum {
  SHOW_TRIAL_NONE = 1,
  SHOW_TRIAL_RUNNING,
  SHOW_TRIAL_DONE,
  SHOW_TRIAL_FAILED, /* `text` says why and what to do */
} ShowTrial;

typedef struct {
  ShowHealth health;
  const char *status;
  guint kbps; /* sent now */
  double queue_ms;
  guint retries; /* since the check began */
  ShowTrial trial;
  double trial_kbps;   /* what the line took; 0: only the key was tried */
  gboolean trial_full; /* and it did not keep up: it takes no more */
  const char *text;
} ShowCheckOutput;

typedef struct {
  const char *sku; /* NULL: the card is not about a product */
  gboolean known;
  ShowFreshness freshness;
  struct {
    const char *url; /* NULL: none */
    gboolean tried, alive;
    const char *text;
  } links[2];
} ShowCheckCard;

typedef struct {
  ShowTrial trial;
  guint n;          /* events that were both seen and heard */
  double offset_ms; /* > 0: the sound is late, as viewers get it */
  double spread_ms; /* between the events */
  double frame_ms;  /* time between two pictures: no event is seen sharper than half of it */
  int delay_ms;     /* of the microphone, at that time */
} ShowCheckSync;

/* The machine; -1 is not known. */
typedef struct {
  gint64 free_bytes, keep_free_bytes; /* on the recordings' disk */
  int on_mains;                       /* 0 1 */
  int battery_percent;
  int low_voltage;               /* 0 1: a Raspberry Pi's power supply is too weak */
  double temperature_c, limit_c; /* the hottest place, and where it is slowed down or ends */
  int clock_synced;              /* 0 1 */
  ShowTrial disk_trial;
  const char *disk_text;
} ShowCheckMachine;

/* All that a board is judged by. Pointers are borrowed from the state and from who measured. */
typedef struct {
  guint n_cameras, n_mics, n_outputs, n_cards;
  const char *camera_names[SHOW_CAMERAS_MAX], *mic_names[SHOW_MICS_MAX],
      *output_names[SHOW_OUTPUTS_MAX], *card_names[SHOW_CARDS_MAX];
  ShowCheckCamera cameras[SHOW_CAMERAS_MAX];
  ShowCheckMic mics[SHOW_MICS_MAX];
  ShowCheckOutput outputs[SHOW_OUTPUTS_MAX];
  ShowCheckCard cards[SHOW_CARDS_MAX];
  ShowCheckSync sync;
  ShowCheckMachine machine;
  guint kbps_wanted;    /* picture and sound, of one output */
  double loudness_lufs; /* the loudest 3 s of the last SHOW_CHECK_RECENT_S; -HUGE_VAL: silence */
  double peak_dbfs;     /* of the programme in that time */
  ShowHealth recording;
  const char *recording_status;
  gboolean recording_wanted;
  guint64 recording_bytes;
  double recording_grew_s; /* since then it has not grown; 0: it grows */
  ShowHealth shop;
  const char *shop_status;
  gboolean shop_local, shop_synced;
  guint shop_refused;
  const char *shop_refused_why;
  guint n_products;
  double shop_clock_off_s; /* our clock minus the shop's; 0 while not known */
  gboolean on_air;
  guint64 missed_ticks; /* since the check began … */
  guint encoder_stops;  /* … and so are these */
  gboolean eased;       /* see ShowFigures */
  double encode_ms, frame_ms;
} ShowCheckFacts;

/* Fills in what the state knows; the rest is left alone. What counts "since the check began" counts
 * since the start here: the caller takes off what was before. `state` must outlive the facts. */
void show_check_take_state (ShowCheckFacts *facts, const ShowState *state);

typedef struct {
  const char *en, *de; /* "{0}" and so on stand for arguments */
} ShowCheckWords;

#define SHOW_CHECK_ARGS 4
typedef struct {
  const char *text; /* NULL: a number */
  double number;
  int decimals;
} ShowCheckArg;

typedef enum {
  SHOW_CHECK_PICTURE = 1,
  SHOW_CHECK_SOUND,
  SHOW_CHECK_WHERE, /* where it goes: outputs, recording, disk */
  SHOW_CHECK_SALE,
  SHOW_CHECK_RIG,
} ShowCheckGroup;

typedef enum {
  SHOW_CHECK_ONE = 1, /* there is one of it */
  SHOW_CHECK_CAMERA,
  SHOW_CHECK_MIC,
  SHOW_CHECK_OUTPUT,
  SHOW_CHECK_CARD,
} ShowCheckSubject;

typedef struct {
  ShowVerdict verdict;
  const ShowCheckWords *words;  /* what it is, and what to do */
  const ShowCheckWords *detail; /* the figures; may be NULL */
  ShowCheckArg args[SHOW_CHECK_ARGS];
} ShowCheckLine;

typedef struct {
  const char *name; /* "black" */
  ShowCheckGroup group;
  ShowCheckSubject subject;
  ShowCheckWords title;
  void (*judge) (const ShowCheckFacts *facts, guint index, ShowCheckLine *ret_line);
} ShowCheck;

/* In the order in which people walk through them. */
const ShowCheck *show_check_table (guint *ret_n);

/* Peaks above it touch the top. */
#define SHOW_CHECK_CLIP_DBFS -0.3
#define SHOW_CHECK_RECENT_S  10

/* The delay that the tested microphone should get, ms; -1: as it is is fine, or is not known. */
int show_check_get_delay (const ShowCheckFacts *facts);

typedef enum { SHOW_ENGLISH = 1, SHOW_GERMAN } ShowLanguage;

/* The whole board, a new reference:
 * {"verdict","counts":{"go":…},"lines":[{"id":"camera/main/black",
 * "group","kind","subject","title":{"en","de"},"verdict","text":{…},"detail":{…}|null}]}. A camera
 * without a picture is told so once, and of its picture nothing else. */
json_t *show_check_to_json (const ShowCheckFacts *facts);
