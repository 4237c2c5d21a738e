/* Forward typedefs and the plain types of the show: what all rooms may know of each other's work.
 * Pure data, no I/O. Every enum starts at 1: 0 is invalid. */
#pragma once
#include <glib.h>

#define SHOW_NAME_MAX        32 /* bytes of a camera, scene, card, output name: [a-z0-9_-]+ */
#define SHOW_CAMERAS_MAX     8
#define SHOW_MICS_MAX        8
#define SHOW_SCENES_MAX      32
#define SHOW_CARDS_MAX       16
#define SHOW_OUTPUTS_MAX     8
#define SHOW_CUES_MAX        100
#define SHOW_PRODUCTS_MAX    10000
#define SHOW_TEXT_MAX        200   /* characters of a title */
#define SHOW_STATUS_TEXT_MAX 400   /* characters of a status text: it may name two paths */
#define SHOW_TERMS_MAX       400   /* characters of a terms card */
#define SHOW_SCRIPT_MAX      1500  /* characters of what a cue tells the presenter */
#define SHOW_CUE_S_MAX       86400 /* planned length of a cue */
#define SHOW_FADE_MS_MAX     60000

typedef struct _ShowState ShowState;
typedef struct _ShowEvent ShowEvent;
typedef struct _ShowEffect ShowEffect;
typedef struct _ShowCommand ShowCommand;

typedef enum {
  SHOW_LAYOUT_FULL = 1, /* cameras[0] fills the picture */
  SHOW_LAYOUT_PIP,      /* cameras[0] fills, cameras[1] sits in a corner */
  SHOW_LAYOUT_SIDE,     /* cameras[0] left, cameras[1] right, each half the width */
  SHOW_LAYOUT_SLATE,    /* a still picture */
} ShowLayout;

/* "full", "pip", "side", "slate". The table begins with ShowLayout 1 and ends with NULL, as options
 * want it. */
const char *show_layout_to_string (ShowLayout layout);
extern const char *const show_layout_names[];

/* How many cameras a scene of that layout shows. */
guint show_layout_count_cameras (ShowLayout layout);

typedef enum {
  SHOW_SLATE_STARTING = 1, /* "starting soon" */
  SHOW_SLATE_BREAK,        /* "back in a moment" */
  SHOW_SLATE_END,          /* "thank you" */
} ShowSlate;

typedef enum {
  SHOW_CORNER_TOP_LEFT = 1,
  SHOW_CORNER_TOP_RIGHT,
  SHOW_CORNER_BOTTOM_LEFT,
  SHOW_CORNER_BOTTOM_RIGHT,
} ShowCorner;

/* "top-left", "top-right", "bottom-left", "bottom-right"; as show_layout_names. */
extern const char *const show_corner_names[];

/* A scene by value: small enough to hand to another thread as it is. Cameras are indices into the
 * set-up's list of cameras. */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  ShowLayout layout;
  int cameras[2];
  ShowSlate slate;   /* SHOW_LAYOUT_SLATE only */
  ShowCorner corner; /* SHOW_LAYOUT_PIP only */
  int size_permille; /* SHOW_LAYOUT_PIP only: width of the inset, in 1/1000 of the picture, 100..500
                      */
} ShowScene;

/* How a camera, microphone, output or the recorder fares; the words a person reads are `text`. */
typedef enum {
  SHOW_HEALTH_IDLE = 1,   /* not asked to run */
  SHOW_HEALTH_CONNECTING, /* opening */
  SHOW_HEALTH_LIVE,       /* delivering */
  SHOW_HEALTH_STALLED,    /* open, but nothing comes */
  SHOW_HEALTH_RETRYING,   /* failed, will be opened again by itself */
  SHOW_HEALTH_REJECTED,   /* the other side refuses us; slow retry, a person must act */
  SHOW_HEALTH_STOPPED,    /* stopped on request */
} ShowHealth;

/* "live" and so on: the field `state` of every JSON that shows a ShowHealth. */
const char *show_health_to_string (ShowHealth health);

/* What a source, output or recorder reports. Owned by who holds it; text is UTF-8 for people and
 * has no secret in it. */
typedef struct {
  ShowHealth health;
  char *text;   /* "Camera 2 stopped sending pictures. Check its cable. Trying again in 4 s." */
  char *detail; /* optional: the device or the library's own words */
  gint64 retry_at_ms; /* wall clock, ms since 1970; 0 when no retry is planned */
} ShowStatus;

ShowStatus *show_status_new (ShowHealth health, const char *text, const char *detail);
ShowStatus *show_status_copy (const ShowStatus *status);
void show_status_free (ShowStatus *status); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowStatus, show_status_free)

/* A sound card's own recording volume and switch, as they are: before everything that the mixer
 * does. All zero: there is none. */
typedef struct {
  gboolean has_volume, has_db, has_mute;
  int volume_percent;
  double volume_db, min_db, max_db; /* has_db only */
  gboolean mute;
} ShowSoundcard;

gboolean show_soundcard_equal (const ShowSoundcard *a, const ShowSoundcard *b);

typedef enum { SHOW_VOLUME_PERCENT = 1, SHOW_VOLUME_DB } ShowVolumeUnit;

/* What was asked of it, and is asked again whenever it is plugged in. All zero: nothing. */
typedef struct {
  ShowVolumeUnit unit; /* 0: no volume was asked for */
  double volume;
  gboolean has_mute, mute;
} ShowSoundcardWish;
