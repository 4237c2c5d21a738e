/* The running show: the state, the reducer's loop, and the effects to whoever acts: the rig, the
 * stock, the tech check, the config. Main thread. */
#pragma once
#include "dmn-kept.h"
#include "dmn-rig.h"
#include "show-state.h"

typedef struct _DmnShow DmnShow;

/* Who does what the show asks for, by kind; unset: nobody. Borrowed data. */
typedef struct {
  void (*apply) (const ShowEffect *effect, gpointer data);
  gpointer data;
} DmnShowSink;

/* Takes the first state from the config, and what was asked of the last show from `asked`, that of
 * show_state_to_resume() (NULL: nothing). Effects wait until the show is attached. */
DmnShow *dmn_show_new (DmnConfig *config, const json_t *asked);
void dmn_show_free (DmnShow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnShow, dmn_show_free)

/* From now on effects go to `rig`, and those on stock to `stock` (may be NULL: nobody cares, as in
 * render); those that came before are applied now. */
void dmn_show_attach (DmnShow *self, DmnRig *rig, const DmnShowSink *stock);

/* Before dmn_show_attach(): what was asked of devices is kept there. Borrowed. */
void dmn_show_set_kept (DmnShow *self, DmnKept *kept);

/* Who does the tech check: `sink` gets its effects, `board` answers the command `check`. */
void dmn_show_set_check (DmnShow *self, const DmnShowSink *sink, json_t *(*board) (gpointer data));

/* Answers a command: a new reference; NULL with an error. */
typedef json_t *(*DmnShowAnswer) (gpointer data, GError **error);

/* Who keeps the config: `sink` is told when a new set-up counts, `reload` answers the command of
 * that name. */
void dmn_show_set_config (DmnShow *self, const DmnShowSink *sink, DmnShowAnswer reload);

/* Who answers the command `invite`; NULL: there is no control room. */
void dmn_show_set_invite (DmnShow *self, DmnShowAnswer invite, gpointer data);

/* The newest state; borrowed. */
ShowState *dmn_show_get_state (DmnShow *self);

/* `func` is called after each change of the state, with the state as it was before. Listeners are
 * called in the order in which they were added; `func` and `data` take one away again. */
typedef void (*DmnShowListener) (ShowState *before, gpointer data);
void dmn_show_add_listener (DmnShow *self, DmnShowListener func, gpointer data);
void dmn_show_remove_listener (DmnShow *self, DmnShowListener func, gpointer data);

/* An event of that kind with both clocks of now. */
ShowEvent dmn_show_event (DmnShow *self, ShowEventKind kind);

/* Feeds an event through the reducer and applies its effects. FALSE with SHOW_ERROR for a refused
 * command. */
gboolean dmn_show_handle (DmnShow *self, const ShowEvent *event, GError **error);

/* Whether it could be handled now; nothing is done. */
gboolean dmn_show_try (DmnShow *self, const ShowEvent *event, GError **error);

/* The same for a command in words, with a role; the answer is the JSON that the command gives (a
 * new reference): the state for `state` and `state products`, the board for `check`, what acts for
 * `reload`, a link for `invite`, otherwise {"rev":N} (with "left_out" in words when `cue go` could
 * not bring a card). `id` (may be NULL) is this command's own, whoever asks: asked again with one
 * of the last DMN_IDS_MAX that were done, nothing is done twice. NULL with SHOW_ERROR. */
json_t *dmn_show_command (DmnShow *self, const char *const *words, guint role, const char *id,
                          GError **error);
#define DMN_IDS_MAX 1000

/* Lockstep: time is that of the programme from now on, and goes on by this only. */
void dmn_show_set_position (DmnShow *self, gint64 position_ns);
