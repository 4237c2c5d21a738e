/* [web]: the control room in the browser. */
#pragma once
#include "cfg-table.h"

typedef enum {
  WEB_LISTEN_OFF = 1,
  WEB_LISTEN_LOOPBACK,
  WEB_LISTEN_LAN,
} WebListen;

typedef struct {
  CFG_SECTION_HEAD
  int listen; /* WebListen */
  int port;   /* 0: any that is free */
  char **names;
  char *tls_certificate, *tls_key; /* both or none */
} WebOptions;

extern const CfgSection web_section;
