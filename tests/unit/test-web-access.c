/* People, devices, invitations and sessions, and the file that keeps them. */
#include "web-access.h"
#include "web-secret.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NOW_MS  G_GINT64_CONSTANT (1800000000000)
#define MONO_MS G_GINT64_CONSTANT (5000)
#define NOW     ((WebNow){NOW_MS, MONO_MS})

#define AFTER(ms) ((WebNow){NOW_MS + (ms), MONO_MS + (ms)})

typedef struct {
  char *folder, *path;
  WebAccess *access;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("tb-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "web-access.json", NULL);
  f->access = web_access_new (f->path, NULL);
  g_assert_nonnull (f->access);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  web_access_free (f->access);
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->path);
  g_free (f->folder);
}

static void
restart (Fixture *f)
{
  web_access_free (f->access);
  f->access = web_access_new (f->path, NULL);
  g_assert_nonnull (f->access);
}

static WebMember *
join (Fixture *f, const char *name, guint roles, char **ret_token)
{
  g_autofree char *code = web_access_invite (f->access, name, roles, 1000, MONO_MS, NULL);

  g_assert_nonnull (code);
  return web_access_join (f->access, code, NULL, "Browser/1", NOW, ret_token, NULL);
}

static void
test_a_code_is_good_once (Fixture *f, gconstpointer data)
{
  g_autofree char *code = web_access_invite (f->access, "Mia", SHOW_ROLE_TECH, 1000, MONO_MS, NULL);
  g_autofree char *token = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  WebMember *mia;

  g_assert_false (web_access_has_people (f->access));
  mia = web_access_join (f->access, code, "Mia B.", "x\ny", AFTER (999), &token, NULL);
  g_assert_cmpstr (mia->name, ==, "Mia B.");
  g_assert_cmpuint (mia->roles, ==, SHOW_ROLE_TECH);
  g_assert_true (web_access_has_people (f->access));
  g_assert_true (web_access_find_by_cookie (f->access, token, NOW_MS, NULL) == mia);
  g_assert_null (web_access_join (f->access, code, "Eve", NULL, NOW, &second, &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_REFUSED);
  g_assert_null (second);
}

static void
test_a_code_grows_old (Fixture *f, gconstpointer data)
{
  g_autofree char *code = web_access_invite (f->access, "Mia", SHOW_ROLE_TECH, 1000, MONO_MS, NULL);
  g_autofree char *token = NULL;

  g_assert_null (web_access_join (f->access, code, NULL, NULL, AFTER (1000), &token, NULL));
  g_assert_null (web_access_join (f->access, code, NULL, NULL, NOW, &token, NULL));
}

/* A machine without a clock of its own learns the time after it has printed its first code. */
static void
test_a_code_outlives_a_step_of_the_clock (Fixture *f, gconstpointer data)
{
  static const gint64 steps_ms[] = {-24 * 3600 * 1000, 24 * 3600 * 1000};

  for (guint i = 0; i < G_N_ELEMENTS (steps_ms); i++) {
    g_autofree char *code =
        web_access_invite (f->access, i ? "Ben" : "Mia", SHOW_ROLE_TECH, 1000, MONO_MS, NULL);
    g_autofree char *token = NULL;

    g_assert_nonnull (web_access_join (
        f->access, code, NULL, NULL, (WebNow){NOW_MS + steps_ms[i], MONO_MS + 999}, &token, NULL));
  }
}

/* A name that cannot be had must not use the code up. */
static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *token = NULL, *second = NULL, *code = NULL;
  g_autofree char *long_name = g_strnfill (WEB_NAME_MAX + 1, 'x');
  const char *bad[] = {"Mia", "", "a\nb", "\xff", long_name};

  g_assert_nonnull (join (f, "Mia", SHOW_ROLE_ALL, &token));
  code = web_access_invite (f->access, "Ben", SHOW_ROLE_VIEWER, 1000, MONO_MS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (web_access_join (f->access, code, bad[i], NULL, NOW, &second, &error));
    g_assert_error (error, WEB_ERROR, WEB_ERROR_REFUSED);
  }
  g_assert_nonnull (web_access_join (f->access, code, NULL, NULL, NOW, &second, NULL));
}

static void
test_kept_without_secrets (Fixture *f, gconstpointer data)
{
  g_autofree char *cookie = NULL, *token = NULL, *text = NULL, *hash = NULL;
  WebMember *mia = join (f, "Mia", SHOW_ROLE_ALL, &cookie), *deck;
  WebSession *session = NULL;
  struct stat file;

  hash = web_secret_hash_pin ("274186");
  g_assert_true (web_access_set_pin (f->access, mia->id, hash, NULL));
  g_assert_nonnull (
      web_access_add_device (f->access, "Deck", SHOW_ROLE_PRODUCER, NOW_MS, &token, NULL));
  g_assert_cmpint (stat (f->path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_null (strstr (text, cookie));
  g_assert_null (strstr (text, token));
  g_assert_null (strstr (text, "274186"));
  restart (f);
  mia = web_access_find_by_cookie (f->access, cookie, NOW_MS, &session);
  g_assert_cmpstr (mia->name, ==, "Mia");
  g_assert_cmpstr (session->agent, ==, "Browser/1");
  deck = web_access_find_by_token (f->access, token, NOW_MS);
  g_assert_cmpuint (deck->roles, ==, SHOW_ROLE_PRODUCER);
  g_assert_null (web_access_find_by_token (f->access, cookie, NOW_MS));
  g_assert_null (web_access_find_by_cookie (f->access, token, NOW_MS, NULL));
}

/* As the server does, in one thread. */
static WebMember *
sign_in (Fixture *f, const char *name, const char *pin, char **ret_cookie, GError **error)
{
  const char *hash = web_access_get_pin_hash (f->access, name);

  return web_access_sign_in (f->access, name, web_secret_check_pin (pin, hash) ? hash : NULL, NULL,
                             NOW_MS, ret_cookie, error);
}

static void
set_pin (Fixture *f, const WebMember *member, const char *pin)
{
  g_autofree char *hash = web_secret_hash_pin (pin);

  g_assert_true (web_access_set_pin (f->access, member->id, hash, NULL));
}

static void
test_pins (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *name, *pin;
  } wrong[] = {{"Mia", "274187"},    {"Mia", ""},       {"mia", "274186"},
               {"Nobody", "274186"}, {"Ben", "274186"}, {"Deck", "274186"}};
  g_autofree char *cookie = NULL, *bens = NULL, *token = NULL, *text = NULL, *old = NULL;
  WebMember *mia = join (f, "Mia", SHOW_ROLE_ALL, &cookie), *deck;

  join (f, "Ben", SHOW_ROLE_ALL, &bens);
  deck = web_access_add_device (f->access, "Deck", SHOW_ROLE_PRODUCER, NOW_MS, &token, NULL);
  g_assert_false (web_access_set_pin (f->access, deck->id, "$y$", NULL));
  g_assert_false (web_access_set_pin (f->access, "nobody", "$y$", NULL));
  set_pin (f, mia, "274186");
  g_clear_pointer (&cookie, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sign_in (f, wrong[i].name, wrong[i].pin, &cookie, &error));
    if (!text)
      text = g_strdup (error->message);
    g_assert_cmpstr (error->message, ==, text); /* does not tell names from PINs … */
    g_assert_cmpint (strncmp (web_access_get_pin_hash (f->access, wrong[i].name), mia->secret, 7),
                     ==, 0); /* … and takes as long */
  }
  g_assert_true (sign_in (f, "Mia", "274186", &cookie, NULL) == mia);
  g_assert_true (web_access_find_by_cookie (f->access, cookie, NOW_MS, NULL) == mia);
  g_clear_pointer (&cookie, g_free);
  /* Changed or taken away while the old one was looked at. */
  old = g_strdup (web_access_get_pin_hash (f->access, "Mia"));
  set_pin (f, mia, "111111");
  g_assert_null (web_access_sign_in (f->access, "Mia", old, NULL, NOW_MS, &cookie, NULL));
  g_assert_true (web_access_set_pin (f->access, mia->id, NULL, NULL));
  g_assert_null (sign_in (f, "Mia", "111111", &cookie, NULL));
}

static void
test_sessions_end (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL;
  WebMember *mia = join (f, "Mia", SHOW_ROLE_ALL, &first);
  WebSession *session = NULL;

  g_assert_nonnull (web_access_find_by_cookie (f->access, first, NOW_MS + WEB_SESSION_MS, NULL));
  g_assert_null (
      web_access_find_by_cookie (f->access, first, NOW_MS + 2 * WEB_SESSION_MS + 1, NULL));
  set_pin (f, mia, "274186");
  sign_in (f, "Mia", "274186", &second, NULL);
  web_access_find_by_cookie (f->access, second, NOW_MS, &session);
  g_assert_true (web_access_end_session (f->access, session->id));
  g_assert_false (web_access_end_session (f->access, "nobody"));
  g_assert_null (web_access_find_by_cookie (f->access, second, NOW_MS, NULL));
  g_assert_true (web_access_remove (f->access, mia->id));
  g_assert_null (web_access_find_by_cookie (f->access, first, NOW_MS, NULL));
  g_assert_cmpuint (web_access_get_sessions (f->access)->len, ==, 0);
  restart (f);
  g_assert_null (web_access_find_by_cookie (f->access, first, NOW_MS, NULL));
}

/* A tech who removed the creator would leave nobody who can give the creator's role. */
static void
test_who_may_remove_whom (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *gone;
    guint roles; /* of who asks */
    int code;    /* WebError; 0: they may */
  } cases[] = {{"Mia", SHOW_ROLE_TECH, WEB_ERROR_REFUSED},
               {"Mia", SHOW_ROLE_CREATOR, 0},
               {"Cleo", SHOW_ROLE_ALL, 0},
               {"Ben", SHOW_ROLE_TECH, WEB_ERROR_REFUSED},
               {"Ben", SHOW_ROLE_CREATOR, 0},
               {"Tom", SHOW_ROLE_TECH, 0},
               {"Deck", SHOW_ROLE_TECH, WEB_ERROR_REFUSED}};
  const guint roles[] = {SHOW_ROLE_ALL, SHOW_ROLE_CREATOR, SHOW_ROLE_PRODUCER, SHOW_ROLE_TECH};
  const char *const names[] = {"Mia", "Cleo", "Ben", "Tom"};
  g_autoptr (GHashTable) members = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) last = NULL;
  g_autofree char *token = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *cookie = NULL;

    g_hash_table_insert (members, (gpointer) names[i], join (f, names[i], roles[i], &cookie));
  }
  g_hash_table_insert (
      members, "Deck",
      web_access_add_device (f->access, "Deck", SHOW_ROLE_CREATOR, NOW_MS, &token, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const WebMember *gone = g_hash_table_lookup (members, cases[i].gone);
    g_autoptr (GError) error = NULL;

    g_assert_true (web_access_may_remove (f->access, gone, cases[i].roles, &error) ==
                   !cases[i].code);
    g_assert_true (!cases[i].code || g_error_matches (error, WEB_ERROR, cases[i].code));
  }
  web_access_remove (f->access, ((WebMember *) g_hash_table_lookup (members, "Mia"))->id);
  g_assert_false (web_access_may_remove (f->access, g_hash_table_lookup (members, "Cleo"),
                                         SHOW_ROLE_ALL, &last));
  g_assert_error (last, WEB_ERROR, WEB_ERROR_CONFLICT);
}

static void
note_gone (const char *id, gpointer data)
{
  g_string_append_printf (data, "%s,", id);
}

/* Whatever a browser or device has open is to be closed. */
static void
test_who_is_gone_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) gone = g_string_new (NULL), wanted = g_string_new (NULL);
  g_autofree char *cookie = NULL, *token = NULL;
  WebMember *mia = join (f, "Mia", SHOW_ROLE_ALL, &cookie);
  WebMember *deck =
      web_access_add_device (f->access, "Deck", SHOW_ROLE_PRODUCER, NOW_MS, &token, NULL);
  const GPtrArray *sessions = web_access_get_sessions (f->access);

  set_pin (f, mia, "274186");
  web_access_set_gone (f->access, note_gone, gone);
  note_gone (((WebSession *) sessions->pdata[0])->id, wanted); /* the oldest one, by too many */
  for (guint i = 0; i < WEB_SESSIONS_MAX; i++) {
    const char *hash = web_access_get_pin_hash (f->access, "Mia");
    g_autofree char *another = NULL;

    web_access_sign_in (f->access, "Mia", hash, NULL, NOW_MS + 1, &another, NULL);
  }
  note_gone (((WebSession *) sessions->pdata[7])->id, wanted);
  web_access_end_session (f->access, ((WebSession *) sessions->pdata[7])->id);
  note_gone (deck->id, wanted);
  web_access_remove (f->access, deck->id);
  for (guint i = sessions->len; i-- > 0;)
    note_gone (((WebSession *) sessions->pdata[i])->id, wanted);
  note_gone (mia->id, wanted);
  web_access_remove (f->access, mia->id);
  g_assert_cmpstr (gone->str, ==, wanted->str);
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autofree char *cookie = NULL;
  WebMember *mia = join (f, "Mia", SHOW_ROLE_ALL, &cookie);
  g_autoptr (GError) error = NULL;
  guint devices = 0;

  for (guint i = 0; i < WEB_MEMBERS_MAX + 5; i++) {
    g_autofree char *name = g_strdup_printf ("Device %u", i), *token = NULL;

    devices +=
        web_access_add_device (f->access, name, SHOW_ROLE_VIEWER, NOW_MS, &token, NULL) != NULL;
  }
  g_assert_cmpuint (devices, ==, WEB_MEMBERS_MAX - 1);
  for (guint i = 0; i < WEB_INVITATIONS_MAX; i++)
    g_free (web_access_invite (f->access, "x", SHOW_ROLE_VIEWER, 1000, MONO_MS, NULL));
  g_assert_null (web_access_invite (f->access, "x", SHOW_ROLE_VIEWER, 1000, MONO_MS, &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_REFUSED);
  /* The old ones make room by themselves. */
  g_free (web_access_invite (f->access, "x", SHOW_ROLE_VIEWER, 1000, MONO_MS + 1000, NULL));
  g_assert_nonnull (web_access_find_member (f->access, mia->id));
}

/* A damaged file lets nobody in, and is not written over. */
static void
test_damaged_file (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = {"", "{", "[]", "{\"members\":[{}]}", "\xff\xff", "null"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (WebAccess) access = NULL;
    g_autofree char *after = NULL;

    g_assert_true (g_file_set_contents (f->path, texts[i], -1, NULL));
    access = web_access_new (f->path, &error);
    g_assert_true (g_file_get_contents (f->path, &after, NULL, NULL));
    g_assert_cmpstr (after, ==, texts[i]);
    g_assert_true (access == NULL || !web_access_has_people (access));
    g_assert_true (access != NULL || error != NULL);
  }
}

/* A PIN that would be gone with the next start must not be the one that counts until then. */
static void
test_a_pin_that_is_not_kept_does_not_count (Fixture *f, gconstpointer data)
{
  g_autofree char *token = NULL, *again = NULL, *old = NULL, *new = web_secret_hash_pin ("567812");
  g_autofree char *away = g_strconcat (f->folder, "-away", NULL);
  WebMember *mia = join (f, "Mia", SHOW_ROLE_TECH, &token);
  g_autoptr (GError) error = NULL;

  set_pin (f, mia, "123456");
  old = g_strdup (web_access_get_pin_hash (f->access, "Mia"));
  g_assert_cmpint (g_rename (f->folder, away), ==, 0);
  g_assert_false (web_access_set_pin (f->access, mia->id, new, &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_FILE);
  g_assert_false (web_access_set_pin (f->access, mia->id, NULL, NULL));
  g_assert_cmpint (g_rename (away, f->folder), ==, 0);
  g_assert_null (web_access_sign_in (f->access, "Mia", new, NULL, NOW_MS, &again, NULL));
  g_assert_true (web_access_sign_in (f->access, "Mia", old, NULL, NOW_MS, &again, NULL) == mia);
}

/* Whoever joins has no business with where the rig keeps its files. */
static void
test_no_path_is_told (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tb-XXXXXX", NULL), *token = NULL, *code = NULL;
  g_autofree char *path = g_build_filename (folder, "gone", "web-access.json", NULL);
  g_autoptr (WebAccess) access = web_access_new (path, NULL);
  g_autoptr (GError) error = NULL;

  code = web_access_invite (access, "Mia", SHOW_ROLE_ALL, 1000, MONO_MS, NULL);
  g_assert_null (web_access_join (access, code, NULL, NULL, NOW, &token, &error));
  g_assert_error (error, WEB_ERROR, WEB_ERROR_FILE);
  g_assert_null (strchr (error->message, '/'));
  g_assert_false (web_access_has_people (access));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_roles (void)
{
  g_autoptr (GError) error = NULL;
  json_t *all = web_roles_to_json (SHOW_ROLE_ALL), *bad = json_pack ("[s,s]", "tech", "root");

  g_assert_cmpuint (json_array_size (all), ==, 4);
  g_assert_cmpuint (web_roles_from_json (all), ==, SHOW_ROLE_ALL);
  g_assert_cmpuint (web_roles_from_json (bad), ==, 0);
  g_assert_cmpuint (web_roles_from_json (NULL), ==, 0);
  json_decref (all);
  json_decref (bad);
}

#define ADD(name, func) g_test_add ("/web/access/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-code-is-good-once", test_a_code_is_good_once);
  ADD ("a-code-grows-old", test_a_code_grows_old);
  ADD ("a-code-outlives-a-step-of-the-clock", test_a_code_outlives_a_step_of_the_clock);
  ADD ("names", test_names);
  ADD ("kept-without-secrets", test_kept_without_secrets);
  ADD ("pins", test_pins);
  ADD ("sessions-end", test_sessions_end);
  ADD ("who-may-remove-whom", test_who_may_remove_whom);
  ADD ("who-is-gone-is-told", test_who_is_gone_is_told);
  ADD ("limits", test_limits);
  ADD ("damaged-file", test_damaged_file);
  ADD ("a-pin-that-is-not-kept-does-not-count", test_a_pin_that_is_not_kept_does_not_count);
  g_test_add_func ("/web/access/no-path-is-told", test_no_path_is_told);
  g_test_add_func ("/web/access/roles", test_roles);
  return g_test_run ();
}
