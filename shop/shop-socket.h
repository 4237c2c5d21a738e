/* One websocket to a shop, from its name's look-up to its end; never connects again by itself. Main
 * thread; does not block. */
#pragma once
#include "shop-address.h"
#include "shop-policy.h"

#define SHOP_SEND_QUEUE_MAX 64 /* messages that wait to be sent */

typedef struct _ShopSocket ShopSocket;

typedef struct {
  const ShopAddress *address; /* the rest is borrowed until the socket is freed; this is copied */
  const char *token;          /* NULL: none is sent */
  const char *tls_ca;         /* PEM file; NULL: the system's authorities */
  guint attempt;              /* a name with several addresses: which of them, counted round */
  const char *user_agent;
} ShopSocketSetup;

typedef struct {
  void (*opened) (gpointer data);
  /* One whole message; `text` need not end with a NUL. */
  void (*received) (const char *text, gsize length, gpointer data);
  /* It came to its end, or never came up. Nothing is called after it. `detail` is a library's
   * words or the other side's, fit to be shown; may be NULL. `code` with SHOP_END_CODE. */
  void (*ended) (ShopEnd end, guint code, const char *detail, gpointer data);
} ShopSocketFuncs;

/* Begins at once; `funcs` are called from the main loop only. Any of them may free the socket. */
ShopSocket *shop_socket_new (const ShopSocketSetup *setup, const ShopSocketFuncs *funcs,
                             gpointer data);

/* FALSE when SHOP_SEND_QUEUE_MAX wait already. */
gboolean shop_socket_send (ShopSocket *self, const char *text);

/* While paused nothing is read: the other side must wait. */
void shop_socket_set_paused (ShopSocket *self, gboolean paused);

/* The subprotocol that the server chose; "": none. Once open. */
const char *shop_socket_get_subprotocol (const ShopSocket *self);

/* Asks for a sign of life at once, besides when nothing came for a while; and how many came. */
void shop_socket_ping (ShopSocket *self);
guint shop_socket_count_pongs (const ShopSocket *self);

/* From now on nothing is called any more, and `code` is said if it is open; it takes effect while
 * the main loop runs. Then the socket is to be freed, as at any time. */
void shop_socket_say_goodbye (ShopSocket *self, guint code);

/* Hangs up without words if it is open. NULL is fine. */
void shop_socket_free (ShopSocket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShopSocket, shop_socket_free)
