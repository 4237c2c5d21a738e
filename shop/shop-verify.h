/* The conformance checker: plays the rig against anybody's server and tells each rule of
 * shop/PROTOCOL.md kept or broken, on standard output. For a program's main. */
#pragma once
#include <glib.h>

typedef struct {
  const char *url;        /* ws://… or wss://… */
  const char *drop;       /* NULL: "main" */
  const char *token_file; /* NULL: no token is sent */
  const char *tls_ca;     /* NULL: the system's authorities */
  gboolean insecure;      /* ws:// also across the internet */
  gboolean adjust;        /* also try corrections: sells one piece and takes it back */
} ShopVerifyOptions;

/* Runs for about a minute at most. The program's exit status: 0 all kept, 1 a rule is broken, 2 it
 * could not be found out (no connection, bad options). */
int shop_verify_run (const ShopVerifyOptions *options);
