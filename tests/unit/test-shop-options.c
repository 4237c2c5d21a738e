/* What may be written in [shop], and what is said of the rest; no word of a refusal repeats what
 * may be a secret. */
#include "shop-address.h"
#include "shop-options.h"

#include <glib/gstdio.h>
#include <string.h>

static void
check_option (const char *key, const char *value, const char *words)
{
  g_autofree char *why = NULL;
  const CfgOption *option = shop_section.options;

  while (!g_str_equal (option->key, key))
    option++;
  g_assert_true (option->check (value, &why) == (words == NULL));
  if (words && !strstr (why, words))
    g_error ("%s: \"%s\" lacks \"%s\"", value, why, words);
  if (words)
    g_assert_null (strstr (why, "hunter"));
}

static void
test_words (void)
{
  check_option ("url", "wss://shop.example/stock", NULL);
  check_option ("url", "ws://[::1]:8080/a?b=c", NULL);
  check_option ("url", "https://shop.example/", "web page");
  check_option ("url", "ftp://shop.example/", "begins with none");
  check_option ("url", "shop.example", "not an address");
  check_option ("url", "wss:///x", "names no server");
  check_option ("url", "wss://me:hunter2@shop.example/", "user or password");
  check_option ("url", "wss://hunter2@shop.example/", "user or password");
  check_option ("url", "wss://shop.example/#x", "#");
  check_option ("url", "wss://shop.example:0/", "port 0");
  check_option ("url", "wss://shop.example:70000/", "not an address");
  check_option ("url", "wss://shöp.example/", "not an address");
  check_option ("url", "wss://shop.example/a b", "not an address");
  check_option ("drop", "spring-01", NULL);
  check_option ("drop", "", "not the name of a drop");
  check_option ("drop", "a b", "not the name of a drop");
  check_option ("token_credential", "keys_shop", NULL);
  check_option ("token_credential", "/etc/x", "token_file");
}

static void
check_with (gboolean (*check) (const ShopOptions *, const char **, char **),
            const ShopOptions *options, const char *key, const char *words)
{
  g_autofree char *why = NULL;
  const char *found = NULL;

  g_assert_true (check (options, &found, &why) == (words == NULL));
  g_assert_cmpstr (found, ==, key);
  if (words && !strstr (why, words))
    g_error ("\"%s\" lacks \"%s\"", why, words);
}

static void
check_all (const ShopOptions *options, const char *key, const char *words)
{
  check_with (shop_options_check, options, key, words);
}

static void
check_files (const ShopOptions *options, const char *key, const char *words)
{
  check_with (shop_options_check_files, options, key, words);
}

static void
test_together (void)
{
  ShopOptions options = {0};

  check_all (&options, NULL, NULL);
  options.url = (char *) "wss://shop.example/";
  check_all (&options, NULL, NULL);
  options.url = (char *) "ws://shop.example/";
  check_all (&options, "url", "not encrypted");
  options.insecure = TRUE;
  check_all (&options, NULL, NULL);
  options.token_file = (char *) "/nonexistent/token";
  check_all (&options, NULL, NULL);
  check_files (&options, "token_file", "There is no file /nonexistent/token. Make it");
  options.token_credential = (char *) "token";
  check_all (&options, "token_credential", "one place");
  options.token_file = NULL;
  options.tls_ca = (char *) "/nonexistent/ca";
  options.token_credential = NULL;
  check_all (&options, NULL, NULL);
  check_files (&options, "tls_ca", "There is no file /nonexistent/ca. Copy");
  options.url = NULL;
  check_files (&options, NULL, NULL);
}

static void
test_near (void)
{
  static const struct {
    const char *url;
    gboolean near;
  } cases[] = {
      {"ws://localhost/", TRUE},
      {"ws://LOCALHOST:9/", TRUE},
      {"ws://127.0.0.1/", TRUE},
      {"ws://127.9.9.9/", TRUE},
      {"ws://[::1]/", TRUE},
      {"ws://10.1.2.3/", TRUE},
      {"ws://192.168.0.9/", TRUE},
      {"ws://172.16.0.1/", TRUE},
      {"ws://169.254.1.1/", TRUE},
      {"ws://[fd00::1]/", TRUE},
      {"ws://[fe80::1]/", TRUE},
      {"ws://172.32.0.1/", FALSE},
      {"ws://8.8.8.8/", FALSE},
      {"ws://[2001:db8::1]/", FALSE},
      {"ws://example.com/", FALSE},
      {"ws://127.0.0.1.evil.com/", FALSE},
      {"ws://localhost.evil.com/", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (ShopAddress) address = {0};

    g_assert_true (shop_address_parse (cases[i].url, &address, NULL));
    if (shop_address_is_near (&address) != cases[i].near)
      g_error ("%s", cases[i].url);
  }
}

static void
test_parts (void)
{
  static const struct {
    const char *url, *host, *path, *authority;
    guint16 port;
  } cases[] = {
      {"wss://shop.example", "shop.example", "/", "shop.example", 443},
      {"ws://[::1]:8080/a/b?c=d%20e", "::1", "/a/b?c=d%20e", "[::1]:8080", 8080},
      {"https://shop.example:443/x", "shop.example", "/x", "shop.example", 443},
      {"http://shop.example:81?q", "shop.example", "/?q", "shop.example:81", 81},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (ShopAddress) address = {0};
    g_autofree char *authority = NULL;

    g_assert_true (shop_address_parse (cases[i].url, &address, NULL));
    authority = shop_address_get_authority (&address);
    g_assert_cmpstr (address.host, ==, cases[i].host);
    g_assert_cmpstr (address.path, ==, cases[i].path);
    g_assert_cmpstr (authority, ==, cases[i].authority);
    g_assert_cmpuint (address.port, ==, cases[i].port);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shop/options/words", test_words);
  g_test_add_func ("/shop/options/together", test_together);
  g_test_add_func ("/shop/options/near", test_near);
  g_test_add_func ("/shop/options/parts", test_parts);
  return g_test_run ();
}
