/* The rig: all rooms that carry picture and sound, put together from a config. Main thread unless
 * said. */
#pragma once
#include "base-worker.h"
#include "dmn-config.h"
#include "dmn-levels.h"
#include "dmn-pictures.h"
#include "dmn-preview.h"
#include "show-state.h"

typedef struct _DmnRig DmnRig;

/* Main thread. What the rig tells; `event` is borrowed, both clocks are set. */
typedef void (*DmnEventFunc) (const ShowEvent *event, gpointer data);

/* Puts the rooms together; nothing runs yet. `state_dir` is where recordings go without a folder of
 * their own. `n_frames` > 0: lockstep, as many programme frames and no clock. */
DmnRig *dmn_rig_new (DmnConfig *config, const char *state_dir, guint64 n_frames, DmnEventFunc func,
                     gpointer data, GError **error);
/* Starts the programme (first: the stream must stand before any camera does) and then the sources.
 */
gboolean dmn_rig_start (DmnRig *self, GError **error);

/* Lockstep only, before the start. `ticked` is called in the mixer's thread before the frame of
 * running time `tick_ns` is made (not before the first one), and where `due` says that it will do
 * something then, the sound up to there is made; `ended` in the media thread when the last frame is
 * encoded, or with an error. */
typedef struct {
  gint64 (*due) (gpointer data); /* the first running time; mixer's thread */
  void (*ticked) (gint64 tick_ns, gpointer data);
  void (*ended) (const GError *error, gpointer data);
  gpointer data;
} DmnRigHooks;
void dmn_rig_set_hooks (DmnRig *self, const DmnRigHooks *hooks);

/* Lockstep, instead of dmn_rig_start(): the sources alone, and the programme's picture as it is
 * mixed, not encoded. */
void dmn_rig_start_sources (DmnRig *self);
GstElement *dmn_rig_new_video_source (DmnRig *self); /* floating */

void dmn_rig_stop (DmnRig *self); /* bounded: a few seconds */
void dmn_rig_free (DmnRig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnRig, dmn_rig_free)

/* Before the show is attached. Calls `func` (mixer thread; as OvlShownFunc) for what comes on the
 * picture. */
void dmn_rig_set_shown_func (DmnRig *self,
                             void (*func) (guint layer, const ShowCardContent *content,
                                           gint64 position_ns, gpointer data),
                             gpointer data);

void dmn_rig_apply (DmnRig *self, const ShowEffect *effect);

/* Takes up the outputs and sources of `after`, where they differ from `before`, while all else goes
 * on. Both have the same cameras and microphones by name, and `after` is what `state` was set up
 * from. An output that is live goes on as it is until it is started the next time. */
void dmn_rig_take (DmnRig *self, const DmnConfig *before, DmnConfig *after, const ShowState *state);
/* That output is such a one. */
gboolean dmn_rig_output_waits (const DmnRig *self, const char *name);
/* Outputs that are rejected read their keys at once, as somebody may have mended them. `files` not
 * NULL: only those whose key is in one of these (char *). */
void dmn_rig_look_at_keys (DmnRig *self, const ShowState *state, const GPtrArray *files);
/* Cards that cannot be drawn are tried again: a picture's file may be there now. */
void dmn_rig_retry_cards (DmnRig *self);
/* The config whose outputs are those of now; borrowed until the next dmn_rig_take(). */
DmnConfig *dmn_rig_get_config (DmnRig *self);

/* SHOW_EVENT_PROGRAMME with the figures of now will come soon; on_air tells whether frames were
 * encoded since the last such event. */
void dmn_rig_report_figures (DmnRig *self);

struct _MixVision *dmn_rig_get_vision (DmnRig *self);
struct _MixAudio *dmn_rig_get_audio (DmnRig *self);
struct _MixSlot *dmn_rig_get_slot (DmnRig *self, guint camera);
struct _MixRing *dmn_rig_get_ring (DmnRig *self, guint mic);
DmnPictures *dmn_rig_get_pictures (DmnRig *self);
DmnLevels *dmn_rig_get_levels (DmnRig *self);
DmnPreview *dmn_rig_get_preview (DmnRig *self);
struct _EncHub *dmn_rig_get_hub (DmnRig *self);
BaseWorker *dmn_rig_get_media (DmnRig *self);
BaseWorker *dmn_rig_get_main (DmnRig *self);
