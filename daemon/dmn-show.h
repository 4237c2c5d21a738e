/* The running show: the state, the reducer's loop, and the effects into the rig and the store. Main
 * thread. */
#pragma once
#include "dmn-rig.h"
#include "shop-store.h"

typedef struct _DmnShow DmnShow;

/* `store` may be NULL: nothing is kept (render). Takes the first state from the config and the
 * store. */
DmnShow *dmn_show_new (DmnConfig *config, ShopStore *store);
void dmn_show_free (DmnShow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnShow, dmn_show_free)

/* From now on effects go to `rig`; those that came before are applied now. */
void dmn_show_attach (DmnShow *self, DmnRig *rig);

/* The newest state; borrowed. */
ShowState *dmn_show_get_state (DmnShow *self);

/* `func` is called after each change of the state. */
void dmn_show_set_listener (DmnShow *self, void (*func) (gpointer data), gpointer data);

/* Feeds an event through the reducer and applies its effects. FALSE with SHOW_ERROR for a refused
 * command. */
gboolean dmn_show_handle (DmnShow *self, const ShowEvent *event, GError **error);

/* The same for a command in words, with a role; the answer is the JSON that the command gives (a
 * new reference): the state for `state` and `state products`, otherwise {"rev":N}. NULL with
 * SHOW_ERROR. */
json_t *dmn_show_command (DmnShow *self, const char *const *words, guint role, GError **error);
