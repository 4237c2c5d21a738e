/* Tokens, codes and PINs. */
#include "web-secret.h"

#include <string.h>

static void
test_tokens (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 2000; i++) {
    char *token = web_secret_new_token ();

    g_assert_cmpuint (strlen (token), ==, 43);
    g_assert_cmpuint (strspn (token, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_"), ==, 43);
    g_assert_true (g_hash_table_add (seen, token));
  }
}

static void
test_codes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 2000; i++) {
    char *code = web_secret_new_code ();
    g_autofree char *tidy = web_secret_tidy_code (code);

    g_assert_true (
        g_regex_match_simple ("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$", code, 0, 0));
    g_assert_cmpstr (tidy, ==, code);
    g_assert_true (g_hash_table_add (seen, code));
  }
}

static void
test_typed_codes (void)
{
  static const struct {
    const char *typed, *tidy;
  } cases[] = {
      {"k7qf2-9wxm4", "K7QF2-9WXM4"},
      {" K7QF2 9WXM4\n", "K7QF2-9WXM4"},
      {"k7qf29wxm4", "K7QF2-9WXM4"},
      {"k-7-q-f-2-9-w-x-m-4", "K7QF2-9WXM4"},
      {"iIlLo-O1010", "11110-01010"},
      {"", ""},
      {"ab", "AB"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *tidy = web_secret_tidy_code (cases[i].typed);

    g_assert_cmpstr (tidy, ==, cases[i].tidy);
  }
}

/* What is typed is cut, and never matches for it. */
static void
test_long_codes (void)
{
  g_autofree char *typed = g_strnfill (100000, 'A'), *tidy = web_secret_tidy_code (typed);

  g_assert_cmpuint (strlen (tidy), ==, 12);
}

static void
test_digest (void)
{
  g_autofree char *digest = web_secret_digest ("abc"); /* FIPS 180-2, B.1 */

  g_assert_cmpstr (digest, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_pins (void)
{
  g_autofree char *hash = web_secret_hash_pin ("274186"), *again = web_secret_hash_pin ("274186");
  g_autofree char *nothing = web_secret_new_hash_of_nothing ();
  g_autofree char *longest = g_strnfill (WEB_PIN_MAX, '1'),
                  *longer = g_strnfill (WEB_PIN_MAX + 1, '1');

  g_assert_true (g_str_has_prefix (hash, "$y$"));
  g_assert_null (strstr (hash, "274186"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (web_secret_check_pin ("274186", hash));
  g_assert_true (web_secret_check_pin ("274186", again));
  g_assert_false (web_secret_check_pin ("274187", hash));
  g_assert_false (web_secret_check_pin ("", hash));
  g_assert_false (web_secret_check_pin ("274186", ""));
  g_assert_false (web_secret_check_pin ("274186", "*0"));
  g_assert_false (web_secret_check_pin ("*0", "*0"));
  g_assert_true (g_str_has_prefix (nothing, "$y$"));
  g_assert_false (web_secret_check_pin ("274186", nothing));
  g_assert_false (web_secret_check_pin (nothing, nothing));
  g_assert_true (web_secret_is_pin ("274186") && web_secret_is_pin (longest));
  g_assert_false (web_secret_is_pin ("12345") || web_secret_is_pin (longer));
}

static void
test_equal (void)
{
  g_assert_true (web_secret_equal ("", ""));
  g_assert_true (web_secret_equal ("abc", "abc"));
  g_assert_false (web_secret_equal ("abc", "abd"));
  g_assert_false (web_secret_equal ("abc", "ab"));
  g_assert_false (web_secret_equal ("ab", "abc"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/secret/tokens", test_tokens);
  g_test_add_func ("/web/secret/codes", test_codes);
  g_test_add_func ("/web/secret/typed-codes", test_typed_codes);
  g_test_add_func ("/web/secret/long-codes", test_long_codes);
  g_test_add_func ("/web/secret/digest", test_digest);
  g_test_add_func ("/web/secret/pins", test_pins);
  g_test_add_func ("/web/secret/equal", test_equal);
  return g_test_run ();
}
