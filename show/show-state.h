/* The state of the show and its reducer: (state, event) -> (state, effects). Pure: no I/O, no clock
 * but the event's. A ShowState is immutable and refcounted; any thread may hold one. */
#pragma once
#include "show-command.h"
#include "show-control.h"
#include <jansson.h>

typedef enum {
  SHOW_EVENT_COMMAND = 1,
  SHOW_EVENT_CAMERA,    /* index + status */
  SHOW_EVENT_CONTROLS,  /* what a camera lets itself be set to */
  SHOW_EVENT_MIC,       /* index + status */
  SHOW_EVENT_SOUNDCARD, /* a microphone's own volume and mute */
  SHOW_EVENT_OUTPUT,    /* index + status + counters */
  SHOW_EVENT_RECORDING, /* status + counters */
  SHOW_EVENT_PROGRAMME, /* figures of mixer and encoder, once a second or on request */
  SHOW_EVENT_PRODUCTS,  /* absolute items, newest knowledge from a store or shop */
  SHOW_EVENT_FEED,      /* the link to the shop: its state, and how old what it says is */
  SHOW_EVENT_PENDING,   /* corrections from before this start that the shop was not told yet */
  SHOW_EVENT_ADJUSTED,  /* the shop's answer to a correction */
  SHOW_EVENT_LINK,      /* a buy link was tried */
  SHOW_EVENT_CARD,      /* what is wrong with a card's drawing */
  SHOW_EVENT_TICK,      /* time passes: numbers age */
  SHOW_EVENT_SETUP,     /* the config was changed: other outputs, other devices */
} ShowEventKind;

typedef struct {
  guint64 sent_bytes;      /* written to the server or disk */
  guint64 dropped_packets; /* left out because the queue was full */
  guint retries;           /* connections that failed since the start */
  guint kbps;              /* over the last seconds */
  double queue_ms;         /* picture waiting to be sent */
} ShowCounters;

typedef struct {
  double peak_dbfs, rms_dbfs;
  double drift_ppm; /* how much faster than ours its clock runs, as followed now */
  guint64 lost_ms;  /* of its sound, while it was live */
  guint64 gaps;     /* places where some of its sound is missing */
} ShowMicFigures;

typedef struct {
  gint64 zero_ms;              /* wall clock of programme time 0, ms since 1970 */
  double encode_ms;            /* tick to encoded packet, 95th percentile of the last seconds */
  guint64 ticks, missed_ticks; /* programme frames made, and left out */
  guint left_out_percent;      /* pictures, of those in the last seconds: the encoder was late */
  gboolean eased;              /* it was late, and encodes more coarsely than was asked for since */
  guint encoder_stops;         /* times that the encoder stopped and was started anew */
  gboolean on_air;             /* frames are being encoded */
  guint bitrate_kbps;          /* asked of the encoder */
  char encoder[32];            /* "x264enc" */
  double momentary_lufs, short_term_lufs, integrated_lufs; /* EBU R 128; -HUGE_VAL = no sound yet */
  double peak_dbfs;                                        /* programme, since the last event */
  guint64 lost_sound_ms; /* of the programme's sound: never made, because the encoder lagged */
  ShowMicFigures mics[SHOW_MICS_MAX];
} ShowFigures;

/* The link to the shop, as its client sees it. Ages are measured with the monotonic clock, so that
 * a step of the wall clock makes no number younger or older. */
typedef struct {
  const ShowStatus *status; /* ShowHealth and words; borrowed */
  const char *fault;        /* why there is no link, without a word of the next try; NULL: linked */
  gboolean synced;          /* every product is what the shop had at `heard_ms` */
  gint64 seq;               /* synced: the number of the shop's newest message that is in them */
  gint64 heard_ms;          /* monotonic: last frame from the shop; 0: none since the start */
  gint64 source_ms; /* monotonic: the shop's own source was fresh then, < 0: before the boot; 0: not
                       told */
  gint64 stale_ms;  /* the shop's limit on both; 0: SHOW_AGED_AFTER_MS */
  gint64 shop_offset_ms; /* the shop's wall clock minus this machine's monotonic clock */
  gboolean knows_offset;
  guint refused_items;     /* products that the newest messages had and that were not good */
  const char *refused_why; /* about the last of them; borrowed, may be NULL */
} ShowFeed;

/* Why pieces were added or taken off here. */
typedef enum {
  SHOW_ADJUST_STALL_SALE = 1, /* "stall_sale": `by` < 0 */
  SHOW_ADJUST_RETURN,         /* "return": `by` > 0 */
  SHOW_ADJUST_COUNT,          /* "count": somebody counted */
} ShowAdjustWhy;

/* The words of the stock protocol; 0 for one that is none of them. */
const char *show_adjust_why_to_string (ShowAdjustWhy why);
ShowAdjustWhy show_adjust_why_from_string (const char *text);

/* ShowAdjusted.code of a correction that never got as far as to the shop. */
#define SHOW_ADJUSTED_NOT_KEPT "not_kept"

#define SHOW_ADJUST_ID_MAX   36   /* a UUID's characters */
#define SHOW_ADJUSTMENTS_MAX 1000 /* that wait for the shop */

/* A correction that was made here and is to be told to the shop exactly once. By value. */
typedef struct {
  char id[SHOW_ADJUST_ID_MAX + 1]; /* the shop knows it again by this */
  char sku[SHOW_SKU_MAX + 1];
  char hub[SHOW_NAME_MAX + 1]; /* the place where it happened; empty: not told */
  gint64 by;
  ShowAdjustWhy why;
  gint64 at_ms; /* wall clock, ms since 1970 */
} ShowAdjustment;

/* What the shop said to a correction. It is over, and taken off the picture no longer, when it is
 * refused, or when products of that `seq` or later have come: a number that lacks the correction
 * must not be shown after the shop has taken it. */
typedef struct {
  const char *id;
  gboolean ok;
  gint64 seq;       /* ok: what the shop tells from this sequence number on contains it */
  const char *code; /* "sold_out" "forbidden" "unknown_sku" "invalid" when not ok; borrowed */
} ShowAdjusted;

/* A buy link and whether it leads anywhere. */
typedef struct {
  const char *url;
  gboolean alive;
  const char *text; /* for people, when it is dead: "The shop's page answers 404."; borrowed */
} ShowLinkReport;

/* One thing that happened. Borrowed pointers: the reducer copies what it keeps. */
struct _ShowEvent {
  ShowEventKind kind;
  gint64 now_ms;  /* wall clock, ms since 1970 */
  gint64 mono_ms; /* monotonic clock, ms; ages are told by it */
  const char *id; /* SHOW_EVENT_COMMAND: a fresh UUID, or the client's own for this command */
  union {
    const ShowCommand *command;
    const ShowFeed *feed;
    const ShowAdjusted *adjusted;
    const ShowLinkReport *link;
    struct {
      guint index;
      const char *problem; /* for people: why it is not on the picture; NULL: all is well */
    } card;
    struct {
      const ShowAdjustment *items;
      guint n_items;
    } pending;
    struct {
      guint index; /* unused for SHOW_EVENT_RECORDING */
      const ShowStatus *status;
      ShowCounters counters;
      const char *file; /* SHOW_EVENT_RECORDING: current file's name, or NULL */
    } report;
    const ShowFigures *figures;
    const ShowSetup *setup; /* its outputs, and which microphones are sound cards, are taken over */
    struct {
      guint index;
      ShowControls *list;
    } controls;
    struct {
      guint index; /* of the microphone */
      const ShowSoundcard *card;
      gboolean by_hand; /* somebody turned or pressed something */
    } soundcard;
    struct {
      ShowProduct *const *items;
      guint n_items;
      gint64 seq;              /* of the message that they came in; 0: not from a shop */
      gboolean complete;       /* there are no others: those that are not in it are gone */
      const char *const *gone; /* SKUs that were taken out, NULL-terminated; may be NULL */
    } products;
  };
};

typedef enum {
  SHOW_EFFECT_SCENE = 1,    /* mixer: scene + fade_ms */
  SHOW_EFFECT_CARD,         /* overlay: card content (drawn again if it differs) */
  SHOW_EFFECT_CAMERA,       /* capture: index, control */
  SHOW_EFFECT_MIC,          /* mixer: index, gain_db, fade_ms, mute, delay_ms */
  SHOW_EFFECT_SOUNDCARD,    /* capture: index, soundcard, ask; to be kept for the next start */
  SHOW_EFFECT_OUTPUT_START, /* encoder: index */
  SHOW_EFFECT_OUTPUT_STOP,
  SHOW_EFFECT_RECORD_START,
  SHOW_EFFECT_RECORD_STOP,
  SHOW_EFFECT_RECORD_SPLIT,
  SHOW_EFFECT_BITRATE, /* encoder: kbps */
  SHOW_EFFECT_STORE,   /* shop: product to be kept */
  SHOW_EFFECT_FORGET,  /* shop: the product `sku` is gone */
  SHOW_EFFECT_ADJUST,  /* shop: tell the shop of `adjustment`, exactly once */
  SHOW_EFFECT_LINKS,   /* shop: these links are to be tried from now on, `links` */
  SHOW_EFFECT_SETUP,   /* the rooms: the new set-up counts; before all other effects */
  SHOW_EFFECT_CHECK,   /* tech check: do `check`, about `index` (sync: camera) and `mic`; `name` */
} ShowEffectKind;

struct _ShowEffect {
  ShowEffectKind kind;
  guint index;
  ShowScene scene;
  int fade_ms;
  double gain_db;
  gboolean mute;
  int delay_ms;
  int kbps;
  ShowControlChange control;
  ShowSoundcardWish soundcard; /* all that is wanted, to be kept */
  ShowSoundcardWish ask;       /* what of it is to be done now */
  ShowCardContent *card;       /* owned */
  ShowProduct *product;        /* owned reference */
  char *sku;                   /* owned */
  char **links;                /* owned, NULL-terminated; those of shown cards first … */
  guint n_links_shown;         /* … which are so many */
  ShowAdjustment adjustment;
  ShowCommandId check;
  guint mic;
  char *name; /* owned: who signs */
};
void show_effect_free (ShowEffect *effect); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowEffect, show_effect_free)

#define SHOW_CHECK_NAME_MAX   60  /* characters of who signs */
#define SHOW_GAIN_DB_MIN      -60 /* this and below is silence */
#define SHOW_GAIN_DB_MAX      24
#define SHOW_DELAY_MS_MAX     2000
#define SHOW_BITRATE_KBPS_MIN 300
#define SHOW_BITRATE_KBPS_MAX 20000

/* The first state, and through `effects` what brings the rooms to it (scene, cards, gains, outputs
 * with autostart, recording). `effects` is a GPtrArray of ShowEffect with show_effect_free. The
 * set-up has at least one scene and keeps to the SHOW_*_MAX; that is asserted. */
ShowState *show_state_new (ShowSetup *setup, gint64 now_ms, gint64 mono_ms, GPtrArray *effects);

/* The next state (a new reference; `state` itself is unchanged and not consumed) and its effects,
 * which are appended. When nothing changed it is `state` again; otherwise its rev is one higher.
 * NULL with SHOW_ERROR for a command that cannot be done: then nothing has changed. Only commands
 * can fail, and a set-up without an output that is asked to run: of SHOW_EVENT_PRODUCTS, items
 * beyond SHOW_PRODUCTS_MAX are left out. An item that is not valid or says `doubtful` changes
 * nothing but this: the known product of its SKU is in doubt from now on, until a good item comes.
 * A card that is and stays hidden has no effect until it is shown. */
ShowState *show_state_reduce (ShowState *state, const ShowEvent *event, GPtrArray *effects,
                              GError **error);

ShowState *show_state_ref (ShowState *state);
void show_state_unref (ShowState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowState, show_state_unref)

gint64 show_state_get_rev (const ShowState *state);

/* What the show started from; borrowed from the state. */
const ShowSetup *show_state_get_setup (const ShowState *state);

/* How output `index` of the set-up, or the recording, fares; borrowed from the state. */
const ShowStatus *show_state_get_output (const ShowState *state, guint index);
const ShowStatus *show_state_get_recording (const ShowState *state);

/* The name of the file that is being recorded, or NULL; borrowed from the state. */
const char *show_state_get_recording_file (const ShowState *state);

/* Of a microphone, as it is set. */
int show_state_get_delay_ms (const ShowState *state, guint mic);

/* The newest known product of that SKU, or NULL; borrowed from the state. */
ShowProduct *show_state_find_product (const ShowState *state, const char *sku);

/* The cue that was taken last, plus 1; 0: none. */
guint show_state_get_cue (const ShowState *state);

/* All of them, ShowProduct by SKU: another array when one has changed, with the same members for
 * those that have not. Immutable, as its members; g_ptr_array_ref() keeps it. Borrowed. */
GPtrArray *show_state_get_products (const ShowState *state);

/* Why a cue of the set-up cannot be taken now, in plain words; NULL: it can. What it sells is sold
 * out, or a card that it shows has nothing to show. Without a full stop at its end. Transfer full.
 */
char *show_state_cue_problem (const ShowState *state, guint cue);

/* Which of its cards a cue leaves out, in plain words: those with a link that leads nowhere. They
 * hold nothing else up, and come when the link works. `taken`: as it is now, otherwise as it would
 * be. NULL: none. Transfer full. */
char *show_state_cue_left_out (const ShowState *state, guint cue, gboolean taken);

/* What card `index` of the set-up should say now. Transfer full. */
ShowCardContent *show_state_make_card (const ShowState *state, guint index);

/* When the next number grows old or the next second of a countdown ends, by the monotonic clock of
 * ShowEvent.mono_ms; 0 = never. The caller sends SHOW_EVENT_TICK then. */
gint64 show_state_next_tick_ms (const ShowState *state);

/* The newest ones; borrowed from the state. */
const ShowFigures *show_state_get_figures (const ShowState *state);

const ShowScene *show_state_get_scene (const ShowState *state); /* on programme */

/* All that is to be read on a card, for the record: a JSON object, a new reference. Not what counts
 * down by itself: the deadline is in it. Keys, where there is something to tell: kind, freshness,
 * title, price_minor, currency, was_minor, low30_minor, state, available, cap, places{}, pre_cap,
 * pre_sold, ship_by, access, tier, text, detail, image, link, until. */
json_t *show_card_content_to_facts (const ShowCardContent *content);

/* The state as the API gives it, but the list of products; a new reference. Keys: rev,
 * programme{size,fps,on_air,scene,back_to,transition{kind,ms},position_ms,ticks,missed_ticks,lost_sound_ms,
 * encoder,encode_ms,bitrate_kbps,since,left_out_percent,stutters,problem},
 * loudness{momentary_lufs,…}, cameras[{name,state,text,detail,on_programme,locked,
 * controls[{name,label,unit,value,min,max,default,auto}]}],
 * microphones[{name,state,text,detail,gain_db,mute,delay_ms,peak_dbfs,rms_dbfs,drift_ppm,lost_ms,
 * gaps,device{volume_percent,volume_db,min_db,max_db,mute}|null}],
 * scenes[{name,layout,cameras[…]}], cards[{name,kind,sku,shown,drawn,problem,freshness,says,text,
 * detail,until,left_s,link,links[{url,alive,text}]}],
 * shop{state,text,detail,retry_in_s,local,synced,seq,
 * heard_s_ago,source_age_s,refused_items,refused_why,products,buffer,pending_adjustments,
 * adjustments[{id,sku,by,why,place,at,answered}],refused_adjustments[{…,refused_at,text}]},
 * outputs[{name,state,text,detail,sent_bytes,dropped_packets,retries,kbps,queue_ms,retry_in_s}],
 * recording{state,text,detail,file,…}, check{open},
 * rundown{current,next,since,elapsed_ms,problem,leaves_out,left_out,steps_back},
 * config{problem},
 * cues[{name,title,script,scene,show[…],hide[…],sku,planned_s}]. `current` and `next` are names of
 * cues, `problem` says why the next one cannot be taken now, `leaves_out` which cards it will not
 * bring and `left_out` which the current one did not, and `steps_back` how many can be taken back.
 * The cues stand in the order of the show. Levels of -infinity are null. `since` (on air since
 * then, or null), `until`, `at` and `as_of` are UTC, ISO 8601; what is not told or not planned is
 * null. */
json_t *show_state_to_json (const ShowState *state, gint64 now_ms, gint64 mono_ms);

/* The products, as the newest knowledge has them, whatever the picture may show of it:
 * [{sku,title,rev,cap,available,sold,price{minor,currency,was,low30}|null,state,
 * hubs[{name,available}],pre{cap,sold,ship_by}|null,url,windows[{tier,from,to,cap}],as_of,doubtful}].
 * A new reference. */
json_t *show_state_products_to_json (const ShowState *state);

/* One of them, as it is in that list; a new reference. NULL: there is no product of that SKU. */
json_t *show_state_product_to_json (const ShowState *state, const char *sku);
json_t *show_product_to_json (const ShowProduct *product);

/* Both in one, with the key "products": a lot when there are many. */
json_t *show_state_to_whole_json (const ShowState *state, gint64 now_ms, gint64 mono_ms);

/* What is otherwise in `after` than in `before`, for who knows the whole JSON of that one; a new
 * reference. {"base":REV of `before`, "rev":REV of `after`} and, of the whole JSON's keys, those
 * that differ: an object has the fields that differ; a list is an object by name (products: by
 * SKU), whose members have the fields that differ, all of them for a new one, or are null when it
 * is gone. Fields count from now (heard_s_ago, retry_in_s, position_ms,
 * elapsed_ms): they are told when what
 * they are counted from changes. Cues are those of the set-up, and never in it. The work grows with
 * what changed, not with the number of products, but for a look at each. */
json_t *show_state_diff_json (const ShowState *before, const ShowState *after, gint64 now_ms,
                              gint64 mono_ms);
