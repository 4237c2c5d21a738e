/* What was asked of a running show and is in no config: kept, so that a show that broke off goes on
 * as it was. Pure. */
#pragma once
#include "show-state.h"

/* A JSON object, a new reference, with only what is otherwise than `config` has it, the newest one
 * that is known: so what was changed there for another start undoes nothing, and what is changed
 * there later, while the rig is down, counts. Empty when nothing is otherwise: scene, back_to,
 * transition_ms, bitrate_kbps, buffer, recording, microphones{NAME{gain_db,mute,delay_ms}},
 * cards{NAME{shown,sku,text,detail,until_ms}}, outputs{NAME: asked to run},
 * rundown{current,next,since_ms}. The products are the store's; the sound cards' own volumes are
 * kept with their devices. */
json_t *show_state_to_resume (const ShowState *state, const ShowSetup *config);

/* As show_state_new(), but goes on with what show_state_to_resume() gave: of that, everything that
 * the set-up still has a name for and that is good. `kept` may be any JSON. */
ShowState *show_state_new_resumed (ShowSetup *setup, const json_t *kept, gint64 now_ms,
                                   gint64 mono_ms, GPtrArray *effects);
