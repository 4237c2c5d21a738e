/* The local control socket: JSON lines over a Unix socket, one request and one answer a line.
 *   > {"id":1,"cmd":["scene","pip"]}
 *   < {"id":1,"ok":true,"result":{"rev":12}}
 *   < {"id":1,"ok":false,"error":"There is no scene …"}
 * Main thread. */
#pragma once
#include "dmn-show.h"

#define DMN_CTL_LINE_MAX    (64 * 1024)
#define DMN_CTL_CLIENTS_MAX 32
#define DMN_CTL_BACKLOG     128
#define DMN_CTL_IDLE_S      600

typedef struct _DmnCtlServer DmnCtlServer;

/* Listens on `path` (mode 0600 by the folder's; a stale socket is replaced). */
DmnCtlServer *dmn_ctl_server_new (const char *path, DmnShow *show, GError **error);
void dmn_ctl_server_free (DmnCtlServer *self); /* takes the socket away */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnCtlServer, dmn_ctl_server_free)
