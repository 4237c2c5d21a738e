/* Websockets: rigs. */
#include "shop-message.h"
#include "srv-server-private.h"
#include "srv-token.h"

#include <string.h>

#define FORCE_S 5 /* for a close frame to get through */
/* What the system keeps for a rig that does not read: numbers in there are old when they leave. */
#define SYSTEM_BYTES (128 * 1024)

/* Upgrades */

static char *
get_token (struct lws *wsi)
{
  g_autofree char *text = srv_server_get_header (wsi, "authorization");
  gsize n = strlen ("Bearer ");

  return text && g_ascii_strncasecmp (text, "Bearer ", n) == 0 ? g_strdup (text + n) : NULL;
}

static gboolean
offers_protocol (struct lws *wsi)
{
  char text[256];
  g_auto (GStrv) names = NULL;

  if (lws_hdr_copy (wsi, text, sizeof text, WSI_TOKEN_PROTOCOL) <= 0)
    return FALSE;
  names = g_strsplit (text, ",", -1);
  for (char **name = names; *name; name++)
    if (g_str_equal (g_strstrip (*name), SHOP_SUBPROTOCOL))
      return TRUE;
  return FALSE;
}

const char *
srv_server_check_upgrade (SrvServer *server, struct lws *wsi, int *ret_status)
{
  g_autofree char *text = get_token (wsi);
  g_autoptr (GError) error = NULL;
  SrvToken token;

  *ret_status = 400;
  if (!offers_protocol (wsi))
    return "The subprotocol " SHOP_SUBPROTOCOL " is needed.";
  if (server->leaving) {
    *ret_status = 503;
    return "The server is stopping.";
  }
  if (srv_token_check (srv_shop_get_store (server->shop), text, &token, &error) &&
      srv_token_allows (&token, SRV_RIGHT_READ, NULL, &error))
    return NULL;
  *ret_status = srv_error_to_status (error);
  return *ret_status == 401 ? "The token is missing or not known."
                            : "The token may not see the stock.";
}

/* Hanging up */

static void
wake (gpointer peer)
{
  lws_callback_on_writable (((SrvRig *) peer)->wsi);
}

/* One whose socket takes nothing any more does not take the close frame either. */
static void
hang_up (gpointer peer, guint code, const char *reason)
{
  SrvRig *rig = peer;

  rig->close_code = code;
  g_free (rig->close_reason);
  rig->close_reason = g_strdup (reason);
  lws_set_timeout (rig->wsi, PENDING_TIMEOUT_USER_REASON_BASE, FORCE_S);
  lws_callback_on_writable (rig->wsi);
}

const SrvPeerFuncs srv_server_peer_funcs = {wake, hang_up};

/* Sessions */

static int
open_rig (SrvServer *server, struct lws *wsi, SrvRig **slot)
{
  g_autofree char *text = get_token (wsi), *hash = NULL;
  SrvToken token = {0};
  int room = SYSTEM_BYTES;

  if (!srv_token_check (srv_shop_get_store (server->shop), text, &token, NULL))
    return -1;
  setsockopt (lws_get_socket_fd (wsi), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  hash = srv_token_hash (text);
  *slot = g_new0 (SrvRig, 1);
  (*slot)->server = server;
  (*slot)->wsi = wsi;
  (*slot)->session = srv_session_open (server->channel, &token, hash, *slot, srv_server_now ());
  g_ptr_array_add (server->rigs, *slot);
  return 0;
}

static void
free_rig (SrvRig *rig)
{
  if (!rig)
    return;
  g_ptr_array_remove_fast (rig->server->rigs, rig);
  srv_session_free (rig->session);
  g_clear_pointer (&rig->message, g_byte_array_unref);
  g_free (rig->close_reason);
  g_free (rig);
}

/* Messages may come in any number of pieces. */
static int
receive (SrvRig *rig, const char *data, gsize length)
{
  gboolean first = lws_is_first_fragment (rig->wsi), last = lws_is_final_fragment (rig->wsi);
  gsize before = rig->message ? rig->message->len : 0;

  if (rig->close_code)
    return 0;
  if (lws_frame_is_binary (rig->wsi)) {
    srv_session_refuse (rig->session, "messages are text");
    return 0;
  }
  if (before + length > SHOP_FRAME_MAX) {
    g_clear_pointer (&rig->message, g_byte_array_unref);
    srv_session_refuse (rig->session, "the message is too long");
    return 0;
  }
  if (first && last) {
    srv_session_receive (rig->session, data, length, srv_server_now ());
    return 0;
  }
  if (!rig->message)
    rig->message = g_byte_array_new ();
  if (length > 0)
    g_byte_array_append (rig->message, (const guchar *) data, (guint) length);
  if (last) {
    g_autoptr (GByteArray) whole = g_steal_pointer (&rig->message);

    srv_session_receive (rig->session, (const char *) whole->data, whole->len, srv_server_now ());
  }
  return 0;
}

static int
write_next (SrvRig *rig)
{
  g_autoptr (SrvFrame) frame = NULL;

  if (!rig->close_code)
    frame = srv_session_take (rig->session, srv_server_now ());
  if (rig->close_code) {
    const char *reason = rig->close_reason ? rig->close_reason : "";

    lws_close_reason (rig->wsi, (enum lws_close_status) rig->close_code, (guchar *) reason,
                      MIN (strlen (reason), 120));
    return -1;
  }
  if (!frame)
    return 0;
  if (lws_write (rig->wsi, (guchar *) srv_frame_get_text (frame), frame->length, LWS_WRITE_TEXT) <
      (int) frame->length)
    return -1;
  if (srv_session_has_more (rig->session))
    lws_callback_on_writable (rig->wsi);
  return 0;
}

G_STATIC_ASSERT (SRV_FRAME_PRE >= LWS_PRE);

int
srv_server_on_rig (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t length)
{
  SrvServer *server = lws_context_user (lws_get_context (wsi));
  SrvRig **slot = user;

  switch ((int) reason) {
  case LWS_CALLBACK_ESTABLISHED:
    return open_rig (server, wsi, slot);
  case LWS_CALLBACK_RECEIVE:
    return *slot ? receive (*slot, in, length) : -1;
  case LWS_CALLBACK_SERVER_WRITEABLE:
    return *slot ? write_next (*slot) : -1;
  case LWS_CALLBACK_CLOSED:
    g_clear_pointer (slot, free_rig);
    return 0;
  default:
    return 0;
  }
}
