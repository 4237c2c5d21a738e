/* The front of the programs: commands, their options and words, what is made of the table. */
#include "base-front.h"

#include <string.h>
#include <sysexits.h>

static int
count_words (int argc, char **argv)
{
  return argc;
}

static int
exit_code (const GError *error)
{
  return error->domain == G_OPTION_ERROR ? EX_USAGE : 1;
}

static const BaseCommand commands[] = {
    {"fly", count_words, "leave the ground"},
    {"land", count_words, "come back"},
};

static const BaseFront front = {
    .program = "kite",
    .purpose = "Flies.",
    .commands = commands,
    .n_commands = G_N_ELEMENTS (commands),
    .exit_code = exit_code,
};

/* Runs in a process of its own: it sets up the log. */
typedef struct {
  const char *line;
  int status;
  const char *out, *err; /* patterns; NULL: anything */
} Run;

static void
test_run (gconstpointer data)
{
  const Run *run = data;
  g_auto (GStrv) argv = g_strsplit (run->line, " ", -1);

  if (g_test_subprocess ()) {
    g_assert_cmpint (base_front_main (&front, (int) g_strv_length (argv), argv), ==, run->status);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  if (run->out)
    g_test_trap_assert_stdout (run->out);
  if (run->err)
    g_test_trap_assert_stderr (run->err);
}

static const Run runs[] = {
    {"kite fly", 1, NULL, NULL},
    {"kite land here now --help", 4, NULL, NULL},
    {"kite --version", 0, "*kite " TALLYBOX_VERSION "\n*", NULL},
    {"kite --help", 0, "*Usage: kite COMMAND*Flies.*  fly      leave*--version*", NULL},
    {"kite swim", EX_USAGE, NULL, "*kite: there is no command \"swim\".*Usage: kite*"},
    {"kite", EX_USAGE, NULL, "*Usage: kite*"},
};

static gboolean
parse (const char *line, gboolean options_first, gint *ret_height, char ***ret_words,
       GError **error)
{
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  const GOptionEntry entries[] = {
      {"height", 0, 0, G_OPTION_ARG_INT, ret_height, "How high", "METRES"}, {NULL}};
  const BaseOptions options = {"[WORD…]", NULL, entries, options_first};

  return base_front_parse (&front, &options, (int) g_strv_length (argv), argv, ret_words, error);
}

static void
assert_words (const char *line, gboolean options_first, const char *expected)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *joined = NULL;
  GError *error = NULL;
  gint height = 0;

  g_assert_true (parse (line, options_first, &height, &words, &error));
  g_assert_no_error (error);
  g_assert_cmpint (height, ==, 7);
  joined = g_strjoinv (" ", words);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_words (void)
{
  assert_words ("fly --height 7 a b", FALSE, "a b");
  assert_words ("fly a --height 7 b", FALSE, "a b");
  assert_words ("fly --height 7 a -1 --height x", TRUE, "a -1 --height x");
  assert_words ("fly --height 7 -- -1", TRUE, "-1");
}

static void
test_refusals (void)
{
  static const char *const lines[] = {"fly away", "fly --height tall", "fly --depth 7"};

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (GError) error = NULL;
    gint height = 0;

    g_assert_false (parse (lines[i], FALSE, &height, NULL, &error));
    g_assert_nonnull (error);
    g_assert_cmpint (base_front_fail (&front, error), ==, EX_USAGE);
  }
}

static char *
make_poem (void)
{
  return g_strdup ("Wind.");
}

static void
test_documents (void)
{
  static const BaseDocument documents[] = {{"poem", make_poem}, {NULL}};
  g_autofree char *script = base_front_make_completion (&front, "    fly) words='high' ;;\n");
  g_autofree char *poem = base_document_make (documents, "poem");
  g_autoptr (GString) man = g_string_new (NULL);

  g_assert_nonnull (strstr (script, "'fly land --help --version' ;;\n    fly) words='high' ;;\n"));
  g_assert_nonnull (strstr (script, "complete -o default -F _kite kite\n"));
  g_assert_cmpstr (poem, ==, "Wind.");
  g_assert_null (base_document_make (documents, "song"));
  g_assert_null (base_document_make (documents, NULL));
  base_front_append_man (&front, man);
  g_assert_true (g_str_has_prefix (man->str, ".It Cm fly\nLeave the ground.\n.It Cm land\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_autofree char *path = g_strdup_printf ("/base/front/run/%u", i);

    g_test_add_data_func (path, &runs[i], test_run);
  }
  g_test_add_func ("/base/front/words", test_words);
  g_test_add_func ("/base/front/refusals", test_refusals);
  g_test_add_func ("/base/front/documents", test_documents);
  return g_test_run ();
}
