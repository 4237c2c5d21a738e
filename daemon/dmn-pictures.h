/* Small pictures of cameras and programme for those who look on: made when somebody asks, once for
 * all who ask at the same time. Main thread. */
#pragma once
#include "dmn-shots.h"

#define DMN_PICTURE_MS    150 /* so long one is good for others who ask */
#define DMN_PICTURE_WIDTH 640

typedef struct _DmnPictures DmnPictures;

/* `jpeg` is borrowed; NULL: there is none. */
typedef void (*DmnPictureFunc) (GBytes *jpeg, gpointer data);

/* `main` is the main thread's worker; it and `vision` must outlive this, but for
 * dmn_pictures_free(). */
DmnPictures *dmn_pictures_new (MixVision *vision, BaseWorker *main);
/* NULL is fine. After `vision` was freed, so that nobody draws any more. */
void dmn_pictures_free (DmnPictures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnPictures, dmn_pictures_free)

/* `camera`: its index, or MIX_PEEK_PROGRAMME. `func` is called once, now or later. */
void dmn_pictures_ask (DmnPictures *self, int camera, DmnPictureFunc func, gpointer data);

/* Who makes single pictures of any size; borrowed. */
DmnShots *dmn_pictures_get_shots (DmnPictures *self);

/* Answers all who wait, also for single pictures, with NULL. */
void dmn_pictures_cancel (DmnPictures *self);
