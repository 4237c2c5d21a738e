#include "show-command.h"
#include <string.h>

static ShowCommand *
parse (const char *line, guint role, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  return show_command_parse ((const char *const *) words, role, error);
}

static void
assert_error (const char *line, guint role, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (line, role, &error));
  g_assert_error (error, SHOW_ERROR, code);
  if (!strstr (error->message, text))
    g_error ("\"%s\" was refused with \"%s\", which lacks \"%s\"", line, error->message, text);
}

static void
test_table (void)
{
  gboolean seen[SHOW_CMD_UNMUTE + 1] = {FALSE};
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  g_assert_cmpuint (n, ==, SHOW_CMD_UNMUTE);
  for (guint i = 0; i < n; i++) {
    g_assert_true (i == 0 || strcmp (table[i - 1].name, table[i].name) < 0);
    g_assert_false (seen[table[i].id]);
    seen[table[i].id] = TRUE;
    g_assert_true (table[i].roles & (SHOW_ROLE_CREATOR | SHOW_ROLE_LOCAL));
    g_assert_cmpuint (table[i].min_args, <=, table[i].max_args);
    g_assert_true (!*table[i].args == (table[i].max_args == 0));
    g_assert_true (g_str_has_suffix (table[i].help, "."));
  }
}

/* Every command of the table parses with the fewest words it takes, and says how it is written
 * with one word less or more. */
static void
test_counts (void)
{
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GString) line = g_string_new (table[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (ShowCommand) command = NULL;

    for (guint j = 0; j < table[i].min_args; j++) {
      assert_error (line->str, table[i].roles, SHOW_ERROR_BAD_ARGUMENT, table[i].args);
      g_string_append (line, " 1");
    }
    command = parse (line->str, table[i].roles, &error);
    g_assert_no_error (error);
    g_assert_cmpint (command->id, ==, table[i].id);
    g_assert_cmpuint (g_strv_length (command->args), ==, table[i].min_args);
    if (table[i].max_args == G_MAXUINT)
      continue;
    for (guint j = table[i].min_args; j <= table[i].max_args; j++)
      g_string_append (line, " 1");
    assert_error (line->str, table[i].roles, SHOW_ERROR_BAD_ARGUMENT, "Write it as: ");
  }
}

static void
test_rest (void)
{
  g_autoptr (ShowCommand) command =
      parse ("stock title MUG-1 Blue mug, hand made", SHOW_ROLE_CREATOR, NULL);

  g_assert_nonnull (command);
  g_assert_cmpuint (g_strv_length (command->args), ==, 2);
  g_assert_cmpstr (command->args[0], ==, "MUG-1");
  g_assert_cmpstr (command->args[1], ==, "Blue mug, hand made");
}

static void
test_unknown (void)
{
  assert_error ("scen main", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND, "Did you mean \"scene\"?");
  assert_error ("stok set X 1", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND, "\"stock set\"?");
  assert_error ("stock sel X", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND, "\"stock sell\"?");
  assert_error ("card", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND,
                "card detail, card hide, card product");
  assert_error ("card frobnicate", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND,
                "card hide, card product, card show");
  assert_error ("make coffee", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND, "\"make\"");
  assert_error (" ", SHOW_ROLE_ALL, SHOW_ERROR_UNKNOWN_COMMAND, "no command \"\"");
  {
    g_autoptr (GError) error = NULL;
    const char *none[] = {NULL};

    g_assert_null (show_command_parse (none, SHOW_ROLE_ALL, &error));
    g_assert_error (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND);
  }
}

static void
test_roles (void)
{
  static const struct {
    const char *line;
    guint roles;
  } cases[] = {
      {"state", SHOW_ROLE_ALL},
      {"scene main", SHOW_ROLE_CREATOR | SHOW_ROLE_TECH | SHOW_ROLE_PRODUCER},
      {"card toggle offer", SHOW_ROLE_CREATOR | SHOW_ROLE_TECH | SHOW_ROLE_PRODUCER},
      {"stock sell MUG-1", SHOW_ROLE_CREATOR | SHOW_ROLE_PRODUCER},
      {"output stop tube", SHOW_ROLE_CREATOR | SHOW_ROLE_TECH},
      {"delay host 40", SHOW_ROLE_CREATOR | SHOW_ROLE_TECH},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint role = SHOW_ROLE_CREATOR; role <= SHOW_ROLE_VIEWER; role <<= 1) {
      g_autoptr (ShowCommand) command = NULL;

      if (!(cases[i].roles & role)) {
        assert_error (cases[i].line, role, SHOW_ERROR_FORBIDDEN, "Your role may not");
        continue;
      }
      command = parse (cases[i].line, role, NULL);
      g_assert_nonnull (command);
      g_assert_cmpuint (command->role, ==, role);
    }
  assert_error ("state", 0, SHOW_ERROR_FORBIDDEN, "state");
  assert_error ("invite", SHOW_ROLE_ALL, SHOW_ERROR_FORBIDDEN, "tallybox ctl invite");
}

static void
test_hostile (void)
{
  g_autofree char *long_word = g_strnfill (100000, 'x');
  g_autofree char *long_scene = g_strconcat ("scene ", long_word, NULL);
  g_autoptr (GError) error = NULL;
  const char *broken[] = {"\xff\xfe\x80", "\xc3", NULL};

  assert_error (long_word, SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "longer than 2048 bytes");
  assert_error (long_scene, SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "longer than 2048 bytes");
  assert_error ("scene ma\nin", SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "one line");
  assert_error ("scene \x1b[31m", SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "control character");
  assert_error ("scene \xe2\x80\xae"
                "niam",
                SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "control character");
  assert_error ("scene \xff", SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "not UTF-8");
  assert_error ("scene ", SHOW_ROLE_ALL, SHOW_ERROR_BAD_ARGUMENT, "is empty");
  g_assert_null (show_command_parse (broken, SHOW_ROLE_ALL, &error));
  g_assert_error (error, SHOW_ERROR, SHOW_ERROR_UNKNOWN_COMMAND);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/show/command/table", test_table);
  g_test_add_func ("/show/command/counts", test_counts);
  g_test_add_func ("/show/command/rest", test_rest);
  g_test_add_func ("/show/command/unknown", test_unknown);
  g_test_add_func ("/show/command/roles", test_roles);
  g_test_add_func ("/show/command/hostile", test_hostile);
  return g_test_run ();
}
