/* Where the show's stock comes from and goes to: the store in the state folder, and the link to the
 * shop when there is one. Main thread. */
#pragma once
#include "dmn-show.h"
#include "shop-client.h"
#include "shop-links.h"

typedef struct _DmnShop DmnShop;

/* Opens the store and tells the show what is in it. Errors: SHOP_ERROR. */
DmnShop *dmn_shop_new (DmnConfig *config, const char *state_dir, DmnShow *show, GError **error);

/* Connects, if there is a shop; the show must be attached. */
void dmn_shop_start (DmnShop *self);
void dmn_shop_stop (DmnShop *self); /* bounded: what is not stored yet is stored */
void dmn_shop_free (DmnShop *self); /* NULL is fine; after the stop */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnShop, dmn_shop_free)

/* A DmnShowSink's, with a DmnShop as data. */
void dmn_shop_apply (const ShowEffect *effect, gpointer data);
