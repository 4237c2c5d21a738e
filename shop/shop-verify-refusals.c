/* What a server must refuse, and how. */
#include "shop-verify-private.h"

#include <gio/gio.h>
#include <string.h>

#define REFUSAL_MS      5000
#define HELLO_MS        10000 /* S9 */
#define HELLO_SLACK_MS  5000
#define PLAIN_TIMEOUT_S 5
#define LONG_BYTES      70000

/* The code that it hung up with: after the upgrade, or as an HTTP status instead of it. 0: not at
 * all, 1: without a code. */
static guint
await_code (ShopVerifyLine *line)
{
  if (!shop_verify_line_wait_over (line, REFUSAL_MS))
    return 0;
  return line->end == SHOP_END_CODE ? line->code : 1;
}

/* S1: an upgrade without the subprotocol, by hand. */

static GSocketConnection *
connect_plain (ShopVerify *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, PLAIN_TIMEOUT_S);
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, self->address.host, self->address.port, NULL,
                                          NULL);
}

static void
check_subprotocol (ShopVerify *self)
{
  g_autoptr (GSocketConnection) connection = self->address.tls ? NULL : connect_plain (self);
  g_autofree char *authority = shop_address_get_authority (&self->address), *request = NULL;
  char answer[16] = "";

  if (!connection)
    return;
  request =
      g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: "
                       "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                       self->address.path, authority, self->token ? "Authorization: Bearer " : "",
                       self->token ? self->token : "", self->token ? "\r\n" : "");
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                  strlen (request), NULL, NULL, NULL) ||
      g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                           sizeof answer - 1, NULL, NULL) <= 0)
    return;
  shop_verify_check (self, 1, !g_str_has_prefix (answer, "HTTP/1.1 101"),
                     "an upgrade without the subprotocol is taken");
}

/* S3 */
static void
check_token (ShopVerify *self)
{
  g_autoptr (ShopVerifyLine) line = NULL;
  guint code;

  if (!self->token)
    return;
  line = shop_verify_line_open (self, "a-token-that-nobody-was-given");
  if (line->is_open)
    shop_verify_line_send_hello (line, NULL, 0);
  code = await_code (line);
  shop_verify_check (self, 3, code == SHOP_CLOSE_AUTH,
                     code == 0 ? "a wrong token is taken"
                               : "a wrong token is refused by something else than 401 or 4401");
}

/* S10 */
static void
check_greetings (ShopVerify *self)
{
  static const struct {
    const char *text;
    guint code;
    const char *what;
  } cases[] = {
      {"{\"t\":\"hello\",\"v\":1,\"drop\":\"no-such-drop.x\"}", SHOP_CLOSE_NO_DROP,
       "hello for a drop that is not there is not refused by 4404 (or 4403)"},
      {"{\"t\":\"hello\",\"v\":99,\"drop\":\"no-such-drop.x\"}", SHOP_CLOSE_BAD_MESSAGE,
       "hello of version 99 is not refused by 4400"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ShopVerifyLine) line = shop_verify_line_open (self, self->token);
    guint code;

    if (!line->is_open)
      continue;
    shop_verify_line_send (line, cases[i].text);
    code = await_code (line);
    shop_verify_check (self, 10,
                       code == cases[i].code ||
                           (i == 0 && (code == SHOP_CLOSE_FORBIDDEN || code == SHOP_CLOSE_AUTH)),
                       cases[i].what);
  }
}

/* S20 */
static gboolean
refuses (ShopVerify *self, const char *text)
{
  g_autoptr (ShopVerifyLine) line = shop_verify_line_open (self, self->token);
  guint code;

  if (!line->is_open)
    return TRUE;
  shop_verify_line_send (line, text);
  code = await_code (line);
  return code == SHOP_CLOSE_BAD_MESSAGE || code == 1 || (code >= 1002 && code <= 1009);
}

static void
check_bad_messages (ShopVerify *self)
{
  static const char *const texts[] = {
      "no JSON at all",
      "[]",
      "{}",
      "{\"t\":7}",
      "{\"t\":\"hello\"}",
      "{\"t\":\"hello\",\"v\":1,\"drop\":\"a b\"}",
      "{\"t\":\"hello\",\"v\":1,\"drop\":7}",
      "{\"t\":\"hello\",\"v\":1,\"v\":1,\"drop\":\"x\"}",
      "{\"t\":\"hello\",\"v\":1,\"drop\":\"x\"} {}",
  };
  g_autofree char *many = g_strdup_printf ("%-*s", LONG_BYTES, "{\"t\":\"x\"}");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *what = g_strdup_printf ("this is not refused by 4400: %s", texts[i]);

    shop_verify_check (self, 20, refuses (self, texts[i]), what);
  }
  shop_verify_check (self, 20, refuses (self, many),
                     "a message of 70,000 bytes is not refused by 1009 or 4400");
}

/* S9 */
static void
check_silence (ShopVerify *self, ShopVerifyLine *line)
{
  gint64 wait_ms = line->opened_ms + HELLO_MS + HELLO_SLACK_MS - shop_verify_now_ms ();

  if (!line->is_open)
    return;
  shop_verify_line_wait_over (line, (guint) MAX (wait_ms, 0));
  shop_verify_check (self, 9,
                     line->is_over && line->end == SHOP_END_CODE &&
                         line->code == SHOP_CLOSE_HELLO_TIMEOUT,
                     "who says no hello for 10 s is not hung up on with 4408");
}

void
shop_verify_refusals (ShopVerify *self)
{
  g_autoptr (ShopVerifyLine) silent = shop_verify_line_open (self, self->token);

  check_subprotocol (self);
  check_token (self);
  check_greetings (self);
  check_bad_messages (self);
  check_silence (self, silent);
}
