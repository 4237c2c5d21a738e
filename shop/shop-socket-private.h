/* Inside of the websocket, for shop-socket*.c only. Main thread. */
#pragma once
#include "shop-socket.h"

#include <gio/gio.h>
#include <libwebsockets.h>

struct _ShopSocket {
  ShopAddress address;
  char *token, *tls_ca, *user_agent;
  guint attempt;
  ShopSocketFuncs funcs;
  gpointer data;
  GCancellable *cancellable; /* of the look-up */
  GList *addresses;          /* GInetAddress, what the name stands for */
  guint n_tried;             /* of them */
  guint next_source;
  GMainLoop *loop; /* never run: tells libwebsockets which context is meant */
  struct lws_context *context;
  struct lws *wsi; /* NULL before and after the connection */
  GQueue *to_send; /* char *, with LWS_PRE bytes in front */
  GByteArray *message;
  char *subprotocol;
  gboolean must_ping;
  guint n_pongs;
  guint depth; /* how many of libwebsockets' calls we are in: then it cannot be destroyed */
  gboolean is_open, is_ended;
  gboolean is_distrusted; /* something is wrong with the certificate */
  gboolean is_closed;     /* the owner is done with it */
  gboolean is_leaving;    /* and wants it said */
  guint peer_code;        /* said by the other side */
};

/* shop-socket.c: libwebsockets' calls. */
int shop_socket_on_lws (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                        size_t len);
/* The end, told once. */
void shop_socket_end (ShopSocket *self, ShopEnd why, guint code, const char *detail);
/* There is no connection; `wsi` may be NULL, `words` too. */
void shop_socket_failed (ShopSocket *self, struct lws *wsi, const char *words);

/* shop-socket-connect.c: looks the name up, then tries its addresses. */
void shop_socket_look_up (ShopSocket *self);
/* The next address, when there is one that was not tried. */
gboolean shop_socket_try_another (ShopSocket *self);
