/* The control room on this rig. Main thread. */
#pragma once
#include "dmn-check-board.h"
#include "dmn-settings.h"
#include "web-obs.h"
#include "web-server.h"

typedef struct _DmnWeb DmnWeb;

/* What the process that runs the rig gives it. */
typedef struct {
  const char *state_dir;
  DmnSettings *settings;
  DmnBoard *board;                 /* the tech check */
  void (*restart) (gpointer data); /* ends the main loop, and the rig starts anew */
  gpointer data;
} DmnWebHost;

/* Opens it as [web] says and tells where it is; `host` is copied; what it points to, `show`
 * and `rig` must outlive it. NULL without an error: the config turns it off. The show goes on
 * without it, so the caller logs the error and no more. Remotes for OBS ([obs]) come in by
 * themselves: the result may be there and have an error, too. */
DmnWeb *dmn_web_new (DmnConfig *config, DmnShow *show, DmnRig *rig, const DmnWebHost *host,
                     GError **error);
void dmn_web_free (DmnWeb *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnWeb, dmn_web_free)
