/* Inside of the reducer, for show-*.c only: the state's members, and the next state while it is
 * being made. */
#pragma once
#include "show-catalog.h"
#include "show-state.h"

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
} ShowMicState;

/* An output or the recorder. */
typedef struct {
  ShowReport *report;
  gboolean wanted; /* asked to run */
} ShowSinkState;

typedef struct {
  gboolean shown;
  ShowFreshness freshness; /* as of the newest event */
} ShowCardState;

struct _ShowState {
  gatomicrefcount refs;
  gint64 rev;
  ShowSetup *setup;
  guint scene; /* index into setup->scenes */
  int transition_ms;
  int bitrate_kbps;
  gint64 on_air_since_ms; /* 0: not on air */
  ShowFigures figures;
  ShowReport *cameras[SHOW_CAMERAS_MAX];
  ShowMicState mics[SHOW_MICS_MAX];
  ShowSinkState outputs[SHOW_OUTPUTS_MAX];
  ShowSinkState recording;
  ShowCardState cards[SHOW_CARDS_MAX];
  ShowCatalog *products;
};

/* Takes copies of all, with the texts made fit to be shown. */
ShowReport *show_report_new (const ShowStatus *status, const ShowCounters *counters,
                             const char *file);
gboolean show_report_equal (const ShowReport *a, const ShowReport *b);
void show_report_unref (ShowReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowReport, show_report_unref)

/* "Starting.": until the room says more. */
ShowReport *show_report_new_starting (void);

/* A new state that shares every part with `state`; same rev. */
ShowState *show_state_copy (const ShowState *state);

/* Freshness of what card `index` says, at `now_ms`. */
ShowFreshness show_state_card_freshness (const ShowState *state, guint index, gint64 now_ms);

/* What card `index` says, with everything borrowed from the state. */
void show_state_peek_card (const ShowState *state, guint index, ShowCardContent *ret_content);

/* The next state while it is made. A handler checks everything first; only then it writes to
 * `state`, says `changed` and adds effects: whoever fails has touched nothing. */
typedef struct {
  ShowState *state;
  gboolean changed;
  GPtrArray *effects; /* ShowEffect */
  gint64 now_ms;
} ShowDraft;

typedef void (*ShowEventHandler) (ShowDraft *draft, const ShowEvent *event);
typedef gboolean (*ShowCommandHandler) (ShowDraft *draft, const ShowCommand *command,
                                        GError **error);

/* Adds an effect of that kind and gives it to be filled in; owned by the draft. */
ShowEffect *show_draft_add_effect (ShowDraft *draft, ShowEffectKind kind, guint index);

/* What the draft's state now says of microphone `index`, or of the scene. */
void show_draft_add_mic_effect (ShowDraft *draft, guint index, int fade_ms);
void show_draft_add_scene_effect (ShowDraft *draft, int fade_ms);

/* After a handler: lets numbers age to the draft's now, and tells of every shown card that says
 * something else than in `before`. So no handler needs to think of cards. */
void show_draft_settle_cards (ShowDraft *draft, const ShowState *before);

/* show-reduce-report.c */
void show_reduce_camera (ShowDraft *draft, const ShowEvent *event);
void show_reduce_mic (ShowDraft *draft, const ShowEvent *event);
void show_reduce_output (ShowDraft *draft, const ShowEvent *event);
void show_reduce_recording (ShowDraft *draft, const ShowEvent *event);
void show_reduce_programme (ShowDraft *draft, const ShowEvent *event);

/* show-reduce-stock.c */
void show_reduce_products (ShowDraft *draft, const ShowEvent *event);
gboolean show_reduce_stock (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-sound.c */
gboolean show_reduce_delay (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_fade (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_gain (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_mute (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-picture.c */
gboolean show_reduce_card (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_crossfade (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_cut (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_scene (ShowDraft *draft, const ShowCommand *command, GError **error);

/* show-reduce-sinks.c */
gboolean show_reduce_bitrate (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_output_start (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_output_stop (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_split (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_start (ShowDraft *draft, const ShowCommand *command, GError **error);
gboolean show_reduce_record_stop (ShowDraft *draft, const ShowCommand *command, GError **error);
