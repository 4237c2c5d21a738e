/* Buy links: what a try finds out, and what tries together say. */
#include "shop-fetch.h"
#include "shop-links.h"
#include "shop-rig.h"

/* One try */

typedef struct {
  const char *answer; /* to HEAD; with %d: the server's port */
  const char *get;    /* to GET; NULL: the same */
  ShopTry outcome;
  const char *words;
} Page;

#define NO "Content-Length: 0\r\n\r\n"

static const Page pages[] = {
    {"HTTP/1.1 200 OK\r\n" NO, NULL, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.0 204 Nothing\r\n\r\n", NULL, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.1 200 OK\r\nX: endless", NULL, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.1 404 No\r\n" NO, NULL, SHOP_TRY_DEAD,
     "The link's page answers 404: it is not there."},
    {"HTTP/1.1 500 Oh\r\n" NO, NULL, SHOP_TRY_DEAD, "The link's page answers 500."},
    {"HTTP/1.1 405 No HEAD\r\n" NO, "HTTP/1.1 200 OK\r\n" NO, SHOP_TRY_ALIVE, NULL},
    {"", "HTTP/1.1 200 OK\r\n" NO, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.1 403 No machines\r\n" NO, NULL, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.1 301 On\r\nlocation:  /0 \r\n" NO, NULL, SHOP_TRY_ALIVE, NULL},
    {"HTTP/1.1 302 On\r\nLocation: http://127.0.0.1:%d/3\r\n" NO, NULL, SHOP_TRY_DEAD, "404"},
    {"HTTP/1.1 302 On\r\nLocation: /10\r\n" NO, NULL, SHOP_TRY_DEAD, "circles"},
    {"HTTP/1.1 302 On\r\n" NO, NULL, SHOP_TRY_DEAD, "nowhere"},
    {"HTTP/1.1 302 On\r\nLocation: ftp://x/\r\n" NO, NULL, SHOP_TRY_DEAD, "nowhere"},
    {"HTTP/1.1 302 On\r\nLocation: http://me:hunter2@x/\r\n" NO, NULL, SHOP_TRY_DEAD, "nowhere"},
    {"SSH-2.0-OpenSSH_9.2\r\n", NULL, SHOP_TRY_DEAD, "not a web page"},
    {"HTTP/1.1 nonsense\r\n\r\n", NULL, SHOP_TRY_DEAD, "not a web page"},
    {"HTTP/1.1 99", NULL, SHOP_TRY_DEAD, "not a web page"},
    {"", NULL, SHOP_TRY_DEAD, "not a web page"},
};

static void
script_pages (Wire *wire, gpointer data)
{
  const Page *page;
  g_autofree char *answer = NULL;
  guint n = 0;
  gboolean gets;

  wire_read_head (wire);
  gets = g_str_has_prefix (wire->head->str, "GET ");
  sscanf (wire->head->str, gets ? "GET /%u" : "HEAD /%u", &n);
  g_assert_cmpuint (n, <, G_N_ELEMENTS (pages));
  page = &pages[n];
  answer = g_strdup (gets && page->get ? page->get : page->answer);
  if (strstr (answer, "%d")) {
    g_auto (GStrv) parts = g_strsplit (answer, "%d", 2);

    g_free (answer);
    answer = g_strdup_printf ("%s%d%s", parts[0], wire->server->port, parts[1]);
  }
  wire_send_bytes (wire, answer, strlen (answer));
  /* Bytes without end: the client must not wait for the last. */
  for (int i = 0; strstr (answer, "endless") && i < 100; i++) {
    g_autofree char *more = g_strnfill (1000, 'x');

    wire_send_bytes (wire, more, 1000);
  }
}

typedef struct {
  ShopTry outcome;
  char *text;
} Result;

static void
on_tried (ShopTry outcome, const char *text, gpointer data)
{
  Result *result = data;

  result->outcome = outcome;
  result->text = g_strdup (text);
}

static void
try (const char *url, const char *tls_ca, ShopTry outcome, const char *words)
{
  Result result = {0};
  ShopFetch *fetch = shop_fetch_new (url, tls_ca, on_tried, &result);

  rig_wait (result.outcome != 0);
  shop_fetch_free (fetch);
  if (result.outcome != outcome || (words && !(result.text && strstr (result.text, words))))
    g_error ("%s: %d, %s", url, result.outcome, result.text);
  g_assert_true (!result.text || !strstr (result.text, "hunter"));
  g_free (result.text);
}

static void
test_pages (void)
{
  WireServer *server = wire_server_new (script_pages, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/%u", server->port, i);

    try (url, NULL, pages[i].outcome, pages[i].words);
  }
  wire_server_free (server);
}

static void
test_nobody (void)
{
  try ("http://127.0.0.1:1/", NULL, SHOP_TRY_DEAD, "Nobody answers");
  try ("ws://127.0.0.1:1/", NULL, SHOP_TRY_DEAD, "not the address of a web page");
  try ("http://me:hunter2@127.0.0.1/", NULL, SHOP_TRY_DEAD, "not the address");
}

/* Ended while it runs: nothing is called, nothing is left. */
static void
script_slow (Wire *wire, gpointer data)
{
  while (g_input_stream_skip (G_INPUT_STREAM (wire->in), 100, NULL, NULL) > 0)
    ;
}

static void
test_ended (void)
{
  WireServer *server = wire_server_new (script_slow, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://localhost:%u/", server->port);
  Result result = {0};

  for (guint i = 0; i < 10; i++) {
    ShopFetch *fetch = shop_fetch_new (url, NULL, on_tried, &result);

    if (i > 0)
      rig_run_for (i * 3);
    shop_fetch_free (fetch);
  }
  rig_run_for (50);
  g_assert_cmpint (result.outcome, ==, 0);
  wire_server_free (server);
}

/* The plan */

static void
test_plan (void)
{
  ShopLinkPlan plan = {0};

  shop_link_plan_set_shown (&plan, TRUE, 1000);
  g_assert_cmpint (plan.due_ms, ==, 0);
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 1000));
  g_assert_cmpint (plan.due_ms, ==, 1000 + SHOP_LINK_SHOWN_MS);
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 2000));
  /* One failure is none. */
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 3000));
  g_assert_cmpint (plan.due_ms, ==, 3000 + SHOP_LINK_RECHECK_MS);
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 6000));
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 7000));
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 10000));
  g_assert_cmpint (plan.known, ==, SHOP_TRY_DEAD);
  g_assert_cmpint (plan.due_ms, ==, 10000 + SHOP_LINK_DEAD_MS);
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 11000));
  /* Our own network says nothing about it. */
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_NO_NETWORK, 12000));
  g_assert_cmpint (plan.known, ==, SHOP_TRY_DEAD);
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 13000));
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_NO_NETWORK, 14000));
  g_assert_cmpint (plan.known, ==, SHOP_TRY_ALIVE);
  shop_link_plan_set_shown (&plan, FALSE, 14000);
  shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 20000);
  g_assert_cmpint (plan.due_ms, ==, 20000 + SHOP_LINK_HIDDEN_MS);
  shop_link_plan_set_shown (&plan, TRUE, 30000);
  g_assert_cmpint (plan.due_ms, ==, 30000 + SHOP_LINK_SHOWN_MS);
  /* A dead one is wanted back, whether it is shown or not. */
  shop_link_plan_set_shown (&plan, FALSE, 40000);
  g_assert_false (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 60000));
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_DEAD, 63000));
  g_assert_cmpint (plan.due_ms, ==, 63000 + SHOP_LINK_DEAD_MS);
  shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 78000);
  g_assert_cmpint (plan.due_ms, ==, 78000 + SHOP_LINK_HIDDEN_MS);

  plan = (ShopLinkPlan){0};
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_NO_NETWORK, 0));
  g_assert_cmpint (plan.due_ms, ==, SHOP_LINK_RECHECK_MS);
  g_assert_true (shop_link_plan_take (&plan, SHOP_TRY_ALIVE, 0));
}

/* All together: a checkout that dies and comes back. */

static int is_up; /* atomic */

static void
script_checkout (Wire *wire, gpointer data)
{
  const char *answer =
      g_atomic_int_get (&is_up) ? "HTTP/1.1 200 OK\r\n" NO : "HTTP/1.1 503 No\r\n" NO;

  wire_read_head (wire);
  wire_send_bytes (wire, answer, strlen (answer));
}

static void
on_report (const ShowLinkReport *report, gpointer data)
{
  g_ptr_array_add (data, g_strdup_printf ("%s %s", strrchr (report->url, '/'),
                                          report->alive ? "alive" : report->text));
}

static void
test_together (void)
{
  WireServer *server = wire_server_new (script_checkout, NULL, NULL);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ShopLinks) links = shop_links_new (on_report, reports);
  g_autofree char *a = g_strdup_printf ("http://127.0.0.1:%u/a", server->port);
  g_autofree char *b = g_strdup_printf ("http://127.0.0.1:%u/b", server->port);
  const char *both[] = {a, b, NULL}, *first[] = {a, NULL}, *none[] = {NULL};

  g_atomic_int_set (&is_up, 1);
  shop_links_set (links, first, 1);
  rig_wait (reports->len == 1);
  g_assert_cmpstr (reports->pdata[0], ==, "/a alive");
  g_atomic_int_set (&is_up, 0);
  shop_links_set (links, both, 1);
  rig_wait (reports->len == 2);
  g_assert_cmpstr (reports->pdata[1], ==, "/b The link's page answers 503.");
  shop_links_set (links, none, 0);
  g_clear_pointer (&links, shop_links_free);
  wire_server_free (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/links/pages", test_pages);
  g_test_add_func ("/shop/links/nobody", test_nobody);
  g_test_add_func ("/shop/links/ended", test_ended);
  g_test_add_func ("/shop/links/plan", test_plan);
  g_test_add_func ("/shop/links/together", test_together);
  return g_test_run ();
}
