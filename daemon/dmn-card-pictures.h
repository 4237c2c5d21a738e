/* Pictures of cards for those who look on: of the show's own as they look now, drawn once for all
 * who ask and kept while they look the same, and of drafts. Drawn in a thread of its own, only when
 * somebody asks. Main thread. */
#pragma once
#include "base-worker.h"
#include "dmn-config.h"
#include "show-card.h"

#define DMN_DRAFTS_MAX       4  /* that wait to be drawn */
#define DMN_DRAFTS_PER_S_MAX 12 /* each makes the main thread read a config */

typedef struct _DmnCardPictures DmnCardPictures;

/* `png` is borrowed; NULL, with an error for people: it cannot be had. */
typedef void (*DmnCardPictureFunc) (GBytes *png, const GError *error, gpointer data);

/* `main` is the main thread's worker; it and `config` must outlive it. */
DmnCardPictures *dmn_card_pictures_new (const DmnConfig *config, BaseWorker *main);
void dmn_card_pictures_free (DmnCardPictures *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnCardPictures, dmn_card_pictures_free)

/* `func` is called once, now or later. `content` is that of the show's card `index`. */
void dmn_card_pictures_ask (DmnCardPictures *self, guint index, const ShowCardContent *content,
                            DmnCardPictureFunc func, gpointer data);

/* FALSE: too many drafts at once; ask before one is made. Counts this one. */
gboolean dmn_card_pictures_admit_draft (DmnCardPictures *self);

/* Draws `contents` (ShowCardContent, taken) in the look of `config` (taken): the only one alone, or
 * with `as_picture` all of them in their places. `func` as above. */
void dmn_card_pictures_draft (DmnCardPictures *self, DmnConfig *config, GPtrArray *contents,
                              gboolean as_picture, DmnCardPictureFunc func, gpointer data);

/* Answers all who wait, with an error. */
void dmn_card_pictures_cancel (DmnCardPictures *self);
