/* The cameras of a tech check: a look at each when asked, and how many pictures they give. Main
 * thread. */
#pragma once
#include "base-worker.h"
#include "dmn-rig.h"
#include "show-check.h"

typedef struct _DmnLooks DmnLooks;

/* `judge`: the thread that looks at pictures. All are borrowed. */
DmnLooks *dmn_looks_new (DmnRig *rig, guint n_cameras, BaseWorker *judge);
void dmn_looks_free (DmnLooks *self); /* NULL is fine; after the rig and the judge ended */

/* Forgets all. */
void dmn_looks_reset (DmnLooks *self);
/* Asks for a picture of each camera. `counting`: pictures are counted from the first such call on;
 * without it the count stays what it was. */
void dmn_looks_step (DmnLooks *self, guint width, gboolean counting);
/* All but health and status. */
void dmn_looks_get (DmnLooks *self, guint camera, ShowCheckCamera *facts);
