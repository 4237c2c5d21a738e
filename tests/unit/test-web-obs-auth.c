/* The proof of a password, and the options that say where it is. */
#include "web-obs-auth.h"
#include "web-obs-options.h"

#include <glib/gstdio.h>
#include <string.h>

/* Salt and challenge are the protocol document's examples; the sums come from `openssl dgst`. */
#define PASSWORD  "supersecretpassword"
#define SALT      "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI="
#define CHALLENGE "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY="

static void
test_answer (void)
{
  g_autofree char *secret = web_obs_auth_make_secret (PASSWORD, SALT);
  g_autofree char *answer = web_obs_auth_make_answer (secret, CHALLENGE);

  g_assert_cmpstr (secret, ==, "H1IfVz1pSREUQzbFTVnX/Tyb+gMhMik5x7yUBCY0PTs=");
  g_assert_cmpstr (answer, ==, "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4=");
}

static void
test_check (void)
{
  g_autofree char *secret = web_obs_auth_make_secret (PASSWORD, SALT);
  g_autofree char *answer = web_obs_auth_make_answer (secret, CHALLENGE);
  g_autofree char *other = web_obs_auth_make_secret ("supersecretpassworD", SALT);
  g_autofree char *wrong = web_obs_auth_make_answer (other, CHALLENGE);

  g_assert_true (web_obs_auth_check (secret, CHALLENGE, answer));
  g_assert_false (web_obs_auth_check (secret, CHALLENGE, wrong));
  g_assert_false (web_obs_auth_check (secret, SALT, answer));
  g_assert_false (web_obs_auth_check (secret, CHALLENGE, ""));
  g_assert_false (web_obs_auth_check (secret, CHALLENGE, secret));
}

static void
test_options (void)
{
  static const struct {
    WebObsOptions options;
    const char *key; /* the one that is wrong; NULL: all is well */
  } cases[] = {
      {{.listen = WEB_LISTEN_OFF}, NULL},
      {{.listen = WEB_LISTEN_LAN}, "listen"},
      {{.listen = WEB_LISTEN_LOOPBACK}, "listen"},
      {{.listen = WEB_LISTEN_LOOPBACK, .without_password = TRUE}, NULL},
      {{.listen = WEB_LISTEN_LAN, .without_password = TRUE}, "without_password"},
      {{.listen = WEB_LISTEN_LOOPBACK,
        .without_password = TRUE,
        .password_credential = (char *) "p"},
       "without_password"},
      {{.listen = WEB_LISTEN_LAN, .password_credential = (char *) "p"}, NULL},
      {{.listen = WEB_LISTEN_LAN, .password_file = (char *) "/nowhere/p"}, "password_file"},
      {{.listen = WEB_LISTEN_OFF,
        .password_file = (char *) "/nowhere/p",
        .password_credential = (char *) "p"},
       "password_credential"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *key = NULL;
    g_autofree char *why = NULL;
    gboolean good = web_obs_options_check (&cases[i].options, &key, &why) &&
                    web_obs_options_check_files (&cases[i].options, &key, &why);

    g_assert_cmpint (good, ==, cases[i].key == NULL);
    g_assert_cmpstr (key, ==, cases[i].key);
    g_assert_true (good || strlen (why) > 10);
  }
}

static void
test_password_file (void)
{
  static const struct {
    const char *text;
    gboolean good;
  } cases[] = {{"eight-ch\n", TRUE}, {"seven-c\n", FALSE}, {"", FALSE}};
  g_autofree char *folder = g_dir_make_tmp ("obs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "password", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const WebObsOptions options = {.listen = WEB_LISTEN_LAN, .password_file = path};
    g_autoptr (GError) error = NULL;
    g_autofree char *password = NULL;

    g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
    password = web_obs_options_read_password (&options, &error);
    g_assert_cmpint (password != NULL, ==, cases[i].good);
    g_assert_true (cases[i].good || !*cases[i].text || !strstr (error->message, "seven-c"));
  }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/obs/auth/answer", test_answer);
  g_test_add_func ("/web/obs/auth/check", test_check);
  g_test_add_func ("/web/obs/auth/options", test_options);
  g_test_add_func ("/web/obs/auth/password-file", test_password_file);
  return g_test_run ();
}
