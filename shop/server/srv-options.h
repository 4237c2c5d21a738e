/* The settings of the shop server. */
#pragma once
#include "cfg-table.h"

/* [server] */
typedef struct {
  CFG_SECTION_HEAD
  char *listen; /* address; "*": all */
  int port;
  char *certificate, *key; /* NULL: no TLS */
  char *store;             /* NULL: in the state folder */
  int connections, connections_per_address, requests_per_second;
} SrvServerOptions;
extern const CfgSection srv_server_section;

/* [source NAME] */
typedef struct {
  CFG_SECTION_HEAD
  int vendor; /* index into srv_vendors + 1 */
  char *drop;
  char *secret_file, *secret_credential;
  char *webhook_url;
  char *url;
  char *api_secret_file, *api_secret_credential;
  int poll_ms;
} SrvSourceOptions;
extern const CfgSection srv_source_section;

/* All sections, NULL-terminated. */
extern const CfgSection *const srv_tables[];
