/* What the show starts from: the names and settings that the config gives. Filled by daemon/, then
 * immutable; ShowState holds a reference. */
#pragma once
#include "show-card.h"

typedef struct {
  char name[SHOW_NAME_MAX + 1];
} ShowCameraSetup;

typedef struct {
  char name[SHOW_NAME_MAX + 1];
  double gain_db; /* -60..+24 */
  gboolean mute;
  int delay_ms;                /* 0..2000 */
  gboolean is_soundcard;       /* it may have a volume and a mute of its own */
  ShowSoundcardWish soundcard; /* what was asked of them before this start */
} ShowMicSetup;

typedef struct {
  char name[SHOW_NAME_MAX + 1];
  gboolean autostart;
} ShowOutputSetup;

typedef struct {
  char name[SHOW_NAME_MAX + 1];
  ShowCardKind kind;
  ShowCorner corner;
  char *sku;       /* owned, as are all texts; NULL: the card is not about a product */
  gboolean shown;  /* from the start */
  char *text;      /* lower third: the name; terms: the words; countdown: its label; ad: "#ad" */
  char *detail;    /* lower third: second line */
  char *image;     /* logo: path of a PNG or SVG */
  char *url;       /* link: instead of that product's own */
  char *fallback;  /* link: when the other one is dead */
  gint64 until_ms; /* countdown: deadline, ms since 1970; 0: none yet */
} ShowCardSetup;

/* One step of the run of show: what is on the picture from then on, and what is said meanwhile. */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  char *title;      /* owned, as are all texts; never NULL */
  char *script;     /* for the presenter, one or more lines; NULL: none */
  int scene;        /* index; -1: it stays as it is */
  guint show, hide; /* cards, a bit each by their index; none is in both */
  char *sku;        /* what is sold meanwhile; NULL: the cards stay about what they are */
  int planned_s;    /* 0: as long as it takes */
} ShowCueSetup;

G_STATIC_ASSERT (SHOW_CARDS_MAX <= 32);

typedef struct {
  GArray *cameras; /* ShowCameraSetup */
  GArray *mics;    /* ShowMicSetup */
  GArray *scenes;  /* ShowScene; never empty */
  GArray *cards;   /* ShowCardSetup */
  GArray *outputs; /* ShowOutputSetup */
  GArray *cues;    /* ShowCueSetup, in the order of the show */
  int width, height, fps_n, fps_d;
  int bitrate_kbps;
  int transition_ms; /* 0 = cut */
  gboolean record;   /* recording wanted from the start */
  /* TRUE: this rig is where stock is counted, so a number is never old. FALSE: numbers come from a
   * shop and age by their `as_of_ms`. */
  gboolean stock_is_local;
  gboolean is_config_old; /* the file has mistakes: this is what it said before them */
  gboolean lacks_files;   /* what it names and is not there is done without */
  gint64 oversell_buffer; /* pieces of each product that are held back from the picture */
  gatomicrefcount refs;
} ShowSetup;

/* Empty arrays, stock_is_local, 1280x720 at 30 frames a second, 4500 kbit/s, a cut; one reference.
 * Strings put into the arrays are owned by them. */
ShowSetup *show_setup_new (void);
/* The same show with other microphones and outputs; everything else is shared with `setup`. One
 * reference. */
ShowSetup *show_setup_derive (const ShowSetup *setup, GArray *mics, GArray *outputs);
ShowSetup *show_setup_ref (ShowSetup *setup);
void show_setup_unref (ShowSetup *setup);

/* Where the one of that name (NULL: none has it) is in one of those arrays. `ret_index` may be
 * NULL. */
gboolean show_setup_find (const GArray *array, const char *name, guint *ret_index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowSetup, show_setup_unref)
