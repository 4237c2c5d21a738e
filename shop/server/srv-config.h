/* The config, read and checked. Main thread. */
#pragma once
#include "cfg-file.h"
#include "srv-options.h"
#include "srv-server.h"

typedef struct {
  CfgFile *file;
  const SrvServerOptions *server; /* borrowed from the file */
  char *store;                    /* path of the database */
  GPtrArray *sources;             /* SrvSource */
} SrvConfig;

/* `path` NULL: all defaults. With `secrets`, those of the sources are read. Errors: CFG_ERROR,
 * SRV_ERROR_START. */
SrvConfig *srv_config_load (const char *path, gboolean secrets, GError **error);
void srv_config_free (SrvConfig *config); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvConfig, srv_config_free)

/* What the server is to be made of; borrows from the config. */
SrvServerSettings srv_config_get_settings (const SrvConfig *config);

/* The shop in the config's store, whose folder is made. Errors: SRV_ERROR_STORE … */
SrvShop *srv_config_open_shop (const SrvConfig *config, GError **error);
