/* Whose requests are taken: names of this machine, and its own pages. */
#include "web-guard.h"

static const char *const names[] = {"rig", "rig.local", "stall.example", NULL};

static void
test_host_of_authority (void)
{
  static const struct {
    const char *authority, *host;
  } cases[] = {
      {"rig.local", "rig.local"},
      {"rig.local:8443", "rig.local"},
      {"192.0.2.1:1", "192.0.2.1"},
      {"[::1]:80", "::1"},
      {"[fe80::1]", "fe80::1"},
      {"[::1", NULL},
      {"[::1]x", NULL},
      {"[::1]:", NULL},
      {"[rig]:80", NULL},
      {"rig:", NULL},
      {"rig:80x", NULL},
      {"rig:123456", NULL},
      {"", NULL},
      {":80", NULL},
      {"a@rig", NULL},
      {"rig/path", NULL},
      {"rig\\evil", NULL},
      {"rig?x", NULL},
      {"rig#x", NULL},
      {"rig evil", NULL},
      {"r\xc3\xafg", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *host = web_guard_host (cases[i].authority);

    g_assert_cmpstr (host, ==, cases[i].host);
  }
}

/* 0: let in. */
static int
status_of (WebGuardFacts facts)
{
  const char *why = NULL;
  int status = 0;

  if (web_guard_check (&facts, names, &status, &why)) {
    g_assert_null (why);
    return 0;
  }
  g_assert_nonnull (why);
  return status;
}

#define HOSTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_hosts (void)
{
  static const char *const good[] = {"rig",       "RIG.local:8443", "stall.example:443",
                                     "localhost", "127.0.0.1:1",    "203.0.113.9",
                                     "[::1]:80"};
  static const char *const bad[] = {"evil.example", "rig.evil.example", "xrig",
                                    "rig.local.",   "rig,evil",         "rig@evil",
                                    "[rig]:80",     "127.0.0.1.evil"};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS (good[i]), .method = "GET"}), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS (bad[i]), .method = "GET"}), ==,
                     400);
  g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS (NULL), .method = "GET"}), ==, 400);
  g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS ("rig", "rig"), .method = "GET"}), ==,
                   400);
  g_assert_cmpint (status_of ((WebGuardFacts){
                       .hosts = HOSTS ("rig"), .absolute = "evil.example", .method = "GET"}),
                   ==, 400);
  g_assert_cmpint (
      status_of ((WebGuardFacts){.hosts = HOSTS ("rig"), .absolute = "rig", .method = "GET"}), ==,
      0);
}

static void
test_origins (void)
{
  static const struct {
    const char *method, *origin;
    gboolean by_cookie, is_websocket;
    int status;
  } cases[] = {
      {"POST", "https://rig:8443", TRUE, FALSE, 0},
      {"POST", "https://RIG:8443", TRUE, FALSE, 0},
      {"POST", "http://rig:8443", TRUE, FALSE, 0},
      {"POST", "https://rig", TRUE, FALSE, 403},
      {"POST", "https://rig:8443.evil", TRUE, FALSE, 403},
      {"POST", "https://evil", TRUE, FALSE, 403},
      {"POST", "null", TRUE, FALSE, 403},
      {"POST", "", TRUE, FALSE, 403},
      {"POST", "ftp://rig:8443", TRUE, FALSE, 403},
      {"POST", NULL, TRUE, FALSE, 403},
      {"POST", NULL, FALSE, FALSE, 0}, /* a device with its token is no browser */
      {"DELETE", NULL, TRUE, FALSE, 403},
      {"PUT", "https://evil", FALSE, FALSE, 403},
      {"GET", "https://evil", TRUE, FALSE, 0}, /* changes nothing, and its answer stays unread */
      {"GET", "https://evil", TRUE, TRUE, 403},
      {"GET", "https://rig:8443", TRUE, TRUE, 0},
      {"GET", NULL, TRUE, FALSE, 0},
      {"OPTIONS", "https://evil", TRUE, FALSE, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS ("rig:8443"),
                                                .origin = cases[i].origin,
                                                .method = cases[i].method,
                                                .by_cookie = cases[i].by_cookie,
                                                .is_websocket = cases[i].is_websocket}),
                     ==, cases[i].status);
}

/* What an HTML form can send is not taken for a command. */
static void
test_types (void)
{
  static const struct {
    const char *type;
    int status;
  } cases[] = {
      {"application/json", 0},
      {NULL, 415},
      {"", 415},
      {"text/plain", 415},
      {"application/x-www-form-urlencoded", 415},
      {"multipart/form-data", 415},
      {"text/plain; application/json", 415},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS ("rig"),
                                                .method = "POST",
                                                .content_type = cases[i].type,
                                                .has_body = TRUE}),
                     ==, cases[i].status);
  g_assert_cmpint (status_of ((WebGuardFacts){.hosts = HOSTS ("rig"), .method = "POST"}), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/guard/host-of-authority", test_host_of_authority);
  g_test_add_func ("/web/guard/hosts", test_hosts);
  g_test_add_func ("/web/guard/origins", test_origins);
  g_test_add_func ("/web/guard/types", test_types);
  return g_test_run ();
}
