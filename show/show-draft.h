/* Inside of the reducer, for show-*.c only: the state's members, and the next state while it is
 * being made. */
#pragma once
#include "show-catalog.h"
#include "show-link.h"
#include "show-pending.h"

/* What a camera, microphone, output or the recorder said last. Immutable, g_atomic_rc_box. */
typedef struct {
  ShowStatus *status;
  ShowCounters counters;
  char *file;
} ShowReport;

typedef struct {
  ShowReport *report;
  double gain_db;
  gboolean mute;
  int delay_ms;
  ShowSoundcard card; /* its own device */
  ShowSoundcardWish wish;
} ShowMicState;

/* An output or the recorder. */
typedef struct {
  ShowReport *report;
  gboolean wanted; /* asked to run */
} ShowSinkState;

typedef struct {
  gboolean shown;
  GRefString *sku, *text, *detail; /* at first those of the set-up; may be NULL */
  GRefString *problem;             /* that the overlay has with it; NULL: none */
  gint64 until_ms;
  ShowCardContent *says; /* as of the newest event: immutable, g_atomic_rc_box */
  guint looks;           /* how many different pictures of it there were, shown or not */
} ShowCardState;

/* The link to the shop. */
typedef struct {
  ShowReport *report;
  gboolean synced;
  gint64 seq;       /* of the products; 0: not known */
  gint64 heard_ms;  /* monotonic, as is source_ms; 0: never */
  gint64 source_ms; /* as in ShowFeed */
  gint64
      known_ms; /* monotonic: the products were the shop's newest then; 0: never since the start */
  gint64 stale_ms;
  gboolean knows_offset;
  gint64 shop_offset_ms;
  guint refused_items;
  GRefString *refused_why; /* may be NULL */
} ShowFeedState;

/* A correction that the shop did not take. Immutable, g_atomic_rc_box. */
typedef struct {
  ShowAdjustment adjustment;
  gint64 at_ms; /* wall clock of the answer */
  char *text;   /* for people */
} ShowRefusal;

#define SHOW_REFUSALS_MAX 16 /* the newest ones are kept */

/* What a cue that was taken changed, as it was before. Immutable, g_atomic_rc_box. */
typedef struct {
  guint on, next; /* as in ShowState */
  gint64 since_ms, since_mono_ms;
  gboolean has_scene;
  guint scene, back;                /* has_scene only; as in ShowState */
  guint cards;                      /* a bit for each card that it may have changed … */
  guint shown;                      /* … and for those of them that were shown */
  GRefString *skus[SHOW_CARDS_MAX]; /* of those cards; may be NULL */
} ShowCueStep;

#define SHOW_CUE_STEPS_MAX 16 /* the newest ones can be taken back */

struct _ShowState {
  gatomicrefcount refs;
  gint64 rev;
  ShowSetup *setup;
  gint64 now_ms, mono_ms;             /* both clocks at the newest event … */
  gint64 start_now_ms, start_mono_ms; /* … and at the start */
  guint scene;                        /* index into setup->scenes */
  guint back;                         /* the scene to which "panic off" leads, plus 1; 0: none */
  int transition_ms;
  int bitrate_kbps;
  gint64 on_air_since_ms; /* 0: not on air */
  ShowFigures figures;
  ShowReport *cameras[SHOW_CAMERAS_MAX];
  ShowControls *controls[SHOW_CAMERAS_MAX]; /* NULL: not told yet */
  ShowMicState mics[SHOW_MICS_MAX];
  ShowSinkState outputs[SHOW_OUTPUTS_MAX];
  ShowSinkState recording;
  ShowCardState cards[SHOW_CARDS_MAX];
  ShowCatalog *products;
  ShowFeedState feed;
  ShowPendingList *pending;
  GPtrArray *refusals; /* ShowRefusal, oldest first; never changed once made, as the next two */
  GPtrArray *links;    /* char: those to be tried, those of shown cards first … */
  guint n_links_shown; /* … which are so many */
  GPtrArray *tried;    /* ShowLink: what is known of some of them */
  gint64 oversell_buffer;
  gboolean checking;                      /* a tech check measures */
  guint cue_on;                           /* the cue that was taken last, plus 1; 0: none */
  guint cue_next;                         /* the one on standby, plus 1; 0: none */
  gint64 cue_since_ms, cue_since_mono_ms; /* cue_on: both clocks when it was taken */
  GPtrArray *cue_steps;                   /* ShowCueStep, oldest first; never changed once made */
};

/* Takes copies of all, with the texts made fit to be shown. */
ShowReport *show_report_new (const ShowStatus *status, const ShowCounters *counters,
                             const char *file);
gboolean show_report_equal (const ShowReport *a, const ShowReport *b);
void show_report_unref (ShowReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowReport, show_report_unref)

/* Of an output or the recording until the room says more: "Starting." when it is wanted, else "Not
 * started.". */
ShowReport *show_report_new_sink (gboolean wanted);

/* A new state that shares every part with `state`; same rev. */
ShowState *show_state_copy (const ShowState *state);

void show_refusal_unref (gpointer refusal); /* NULL is fine */

/* The catalog's product of a card, or NULL. */
ShowProduct *show_state_card_product (const ShowState *state, guint index);

/* From when on, by the monotonic clock, a number is marked, and hidden; G_MAXINT64 = never. */
typedef struct {
  gint64 aged_ms, unknown_ms;
} ShowAgeLimits;
ShowAgeLimits show_state_age_limits (const ShowState *state, const ShowProduct *product);
ShowFreshness show_state_freshness (const ShowState *state, const ShowProduct *product);

/* Wall clock of deadlines: the shop's, as soon as it is known, so that a wrong clock here moves no
 * deadline. */
gint64 show_state_deadline_now_ms (const ShowState *state);

/* The buy links of a card, the better one first; either may be NULL. */
void show_state_card_links (const ShowState *state, guint index, const char *ret_links[2]);

/* The same, were it about that product (NULL: about none). */
void show_state_links_about (const ShowState *state, guint index, const char *sku,
                             const char *ret_links[2]);

/* What card `index` would say, were it about that product (NULL: about none). What it owns is to be
 * freed with show_card_content_clear(). */
void show_state_fill_card (const ShowState *state, guint index, const char *sku,
                           ShowCardContent *ret_content);

/* A product as the picture may show it: with what is held back, and what the shop was not told yet,
 * taken off. Transfer full. */
ShowProduct *show_state_make_shown (const ShowState *state, ShowProduct *product);

/* The kind has a product that can be chosen. */
gboolean show_card_kind_takes_product (ShowCardKind kind);

/* show-cue.c: the cards that are about the cue's product once it is taken, a bit each. */
guint show_state_cue_product_cards (const ShowState *state, guint cue);

/* What is known of a link; NULL: it was not tried. */
const ShowLink *show_state_find_link (const ShowState *state, const char *url);

/* The next state while it is made. A handler checks everything first; only then it writes to
 * `state`, says `changed` and adds effects: whoever fails has touched nothing. */
typedef struct {
  ShowState *state;
  gboolean changed;
  GPtrArray *effects; /* ShowEffect */
  const ShowEvent *event;
} ShowDraft;

typedef void (*ShowEventHandler) (ShowDraft *draft, const ShowEvent *event);
typedef gboolean (*ShowCommandHandler) (ShowDraft *draft, const ShowCommand *command,
                                        GError **error);

/* Adds an effect of that kind and gives it to be filled in; owned by the draft. */
ShowEffect *show_draft_add_effect (ShowDraft *draft, ShowEffectKind kind, guint index);

/* show-resume.c: `kept` is that of show_state_new_resumed(). */
void show_draft_resume (ShowState *state, const json_t *kept);

/* What the draft's state now says of microphone `index`, or of the scene. */
void show_draft_add_mic_effect (ShowDraft *draft, guint index, int fade_ms);
void show_draft_add_scene_effect (ShowDraft *draft, int fade_ms);

/* Brings a scene on programme. `back`: the scene to which "panic off" leads then, plus 1. */
void show_draft_go_to_scene (ShowDraft *draft, guint index, int fade_ms, guint back);

/* Puts a copy of `text` (may be NULL) into one of the state's strings. */
void show_draft_set_string (GRefString **place, const char *text);

/* After a handler: lets numbers age and deadlines come nearer, tells of every shown card that says
 * something else than before (for the first state: of all), and which links are to be tried. So no
 * handler needs to think of cards. */
void show_draft_settle (ShowDraft *draft);
void show_draft_release_content (ShowCardContent *says); /* of a ShowCardState; NULL is fine */

/* Puts a new list in place of an old one. Takes `list`. */
void show_draft_set_pending (ShowDraft *draft, ShowPendingList *list);
void show_draft_set_products (ShowDraft *draft, ShowCatalog *products);

/* show-reduce-report.c */
void show_reduce_camera (ShowDraft *draft, const ShowEvent *event);
void show_reduce_mic (ShowDraft *draft, const ShowEvent *event);
void show_reduce_output (ShowDraft *draft, const ShowEvent *event);
void show_reduce_recording (ShowDraft *draft, const ShowEvent *event);
void show_reduce_programme (ShowDraft *draft, const ShowEvent *event);

/* show-reduce-setup.c */
gboolean show_reduce_setup (ShowDraft *draft, const ShowEvent *event, GError **error);

/* show-reduce-camera.c */
void show_reduce_controls (ShowDraft *draft, const ShowEvent *event);
gboolean show_reduce_camera_command (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-soundcard.c */
void show_reduce_soundcard (ShowDraft *draft, const ShowEvent *event);
gboolean show_reduce_microphone (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-products.c */
void show_reduce_products (ShowDraft *draft, const ShowEvent *event);

/* show-reduce-shop.c */
void show_reduce_feed (ShowDraft *draft, const ShowEvent *event);
void show_reduce_pending (ShowDraft *draft, const ShowEvent *event);
void show_reduce_adjusted (ShowDraft *draft, const ShowEvent *event);
void show_reduce_link (ShowDraft *draft, const ShowEvent *event);
void show_reduce_card_problem (ShowDraft *draft, const ShowEvent *event);

/* show-reduce-stock.c */
gboolean show_reduce_stock (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_stock_buffer (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_stock_remove (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-adjust.c: the same commands where a shop counts. */
gboolean show_reduce_adjust (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-sound.c */
gboolean show_reduce_delay (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_fade (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_gain (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_mute (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-picture.c */
gboolean show_reduce_crossfade (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_cut (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_panic (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_scene (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-check.c */
gboolean show_reduce_check (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_check_record (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_check_sign (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_check_sync (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_check_uplink (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-cue.c */
void show_cue_step_unref (gpointer step); /* NULL is fine */
gboolean show_reduce_cue_back (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_cue_clear (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_cue_go (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_cue_next (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-card.c */
gboolean show_reduce_card (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_card_product (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_card_text (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_card_until (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-sinks.c */
gboolean show_reduce_bitrate (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_output_start (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_output_stop (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_split (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_start (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_stop (ShowDraft *draft, const ShowCommand *command, GError **error);
