/* Single pictures for remotes, of any size, as JPEG or PNG: drawn by the mixer at its next tick,
 * made and written in a thread of their own. Main thread. */
#pragma once
#include "mix-vision.h"
#include "web-types.h"
#include <base-worker.h>

#define DMN_SHOTS_MAX 8 /* that are on their way; who asks for more is told */
/* Of one that is given back: its message takes the main thread 11 ms a MB (measured). */
#define DMN_SHOT_BYTES_MAX (4 * 1024 * 1024)
#define DMN_SHOT_FILE_MAX  (8 * 1024 * 1024) /* of one that is kept */
#define DMN_SHOTS_KEPT_MAX 200               /* files in the folder */
#define DMN_SHOT_NICE      10                /* the thread waits for whoever makes the programme */

typedef struct _DmnShots DmnShots;

/* `vision` and `main` as in dmn_pictures_new(). */
DmnShots *dmn_shots_new (MixVision *vision, BaseWorker *main);
/* NULL is fine. After `vision` was freed. */
void dmn_shots_free (DmnShots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnShots, dmn_shots_free)

/* `input`: a camera's index, or MIX_PEEK_PROGRAMME. `folder`: of the recordings. `func` is called
 * once, now or later. */
void dmn_shots_take (DmnShots *self, int input, const char *folder, const WebShot *shot,
                     WebShotFunc func, gpointer data);

/* Answers all who wait, with an error. */
void dmn_shots_cancel (DmnShots *self);
