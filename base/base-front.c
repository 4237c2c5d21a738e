#include "base-front.h"

#include "base-log.h"
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

static void
print_help (const BaseFront *front, FILE *out)
{
  fprintf (out, "Usage: %s COMMAND [OPTION…]\n\n%s\n\n", front->program, front->purpose);
  for (guint i = 0; i < front->n_commands; i++)
    fprintf (out, "  %-8s %s\n", front->commands[i].name, front->commands[i].summary);
  fprintf (out,
           "\n  --help     this help; \"%s COMMAND --help\" for a command's own\n"
           "  --version  the version\n",
           front->program);
}

static const BaseCommand *
find (const BaseFront *front, const char *name)
{
  for (guint i = 0; i < front->n_commands; i++)
    if (g_str_equal (name, front->commands[i].name))
      return &front->commands[i];
  return NULL;
}

int
base_front_main (const BaseFront *front, int argc, char **argv)
{
  const char *word = argc >= 2 ? argv[1] : NULL;
  const BaseCommand *command = word ? find (front, word) : NULL;

  signal (SIGPIPE, SIG_IGN);
  base_log_init (g_getenv ("TALLYBOX_DEBUG") ? BASE_LOG_DEBUG : BASE_LOG_NOTICE);
  if (command)
    return command->run (argc - 1, argv + 1);
  if (g_strcmp0 (word, "--version") == 0) {
    printf ("%s " TALLYBOX_VERSION "\n", front->program);
    return 0;
  }
  if (g_strcmp0 (word, "--help") == 0 || g_strcmp0 (word, "-h") == 0) {
    print_help (front, stdout);
    return 0;
  }
  if (word)
    fprintf (stderr, "%s: there is no command \"%s\".\n\n", front->program, word);
  print_help (front, stderr);
  return EX_USAGE;
}

int
base_front_fail (const BaseFront *front, const GError *error)
{
  g_autofree char *masked = base_log_mask (error->message);
  g_auto (GStrv) lines = g_strsplit (masked, "\n", -1);

  for (char **line = lines; *line; line++)
    if (**line)
      fprintf (stderr, "%s: %s\n", front->program, *line);
  return front->exit_code (error);
}

static gboolean
check_no_words (char *const *words, const char *name, GError **error)
{
  if (!*words)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               "\"%s\" is not expected here. See: %s --help", *words, name);
  return FALSE;
}

gboolean
base_front_parse (const BaseFront *front, const BaseOptions *options, int argc, char **argv,
                  char ***ret_words, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (options->usage);
  g_autofree char *name = g_strdup_printf ("%s %s", front->program, argv[0]);
  g_auto (GStrv) args = g_new0 (char *, (gsize) argc + 1);
  char **words;

  for (int i = 0; i < argc; i++)
    args[i] = g_strdup (i == 0 ? name : argv[i]);
  g_set_prgname (name);
  g_option_context_add_main_entries (context, options->entries, NULL);
  g_option_context_set_description (context, options->description);
  g_option_context_set_strict_posix (context, options->options_first);
  if (!g_option_context_parse_strv (context, &args, error))
    return FALSE;
  words = args + 1;
  if (!ret_words)
    return check_no_words (words, name, error);
  if (options->options_first && *words && g_str_equal (*words, "--"))
    words++;
  *ret_words = g_strdupv (words);
  return TRUE;
}

/* Documents */

void
base_front_append_man (const BaseFront *front, GString *man)
{
  for (guint i = 0; i < front->n_commands; i++) {
    const BaseCommand *command = &front->commands[i];

    g_string_append_printf (man, ".It Cm %s\n%c%s.\n", command->name,
                            g_ascii_toupper (command->summary[0]), command->summary + 1);
  }
  g_string_append (man, ".El\n.Pp\nEach command has its own\n.Fl -help .\n");
}

static void
append_words (const BaseFront *front, GString *script)
{
  for (guint i = 0; i < front->n_commands; i++)
    g_string_append_printf (script, "%s ", front->commands[i].name);
  g_string_append (script, "--help --version");
}

/* Options, and which of them take a value, are read from the command's own --help. What is left
 * without an offer is a file's name. bash cuts --config=FILE into three words. */
static const char completion_head[] =
    "{\n"
    "  local command=${COMP_WORDS[1]} help='' usage key='' words='' i=1\n"
    "  if ((COMP_CWORD > 1)); then help=$(\"$1\" \"$command\" --help 2>/dev/null) key=$command; "
    "fi\n"
    "  while ((++i < COMP_CWORD)); do\n"
    "    if [[ ${COMP_WORDS[i]} != -* ]]; then key+=\" ${COMP_WORDS[i]}\"\n"
    "    elif [[ ${COMP_WORDS[i + 1]} == = ]]; then ((i += 2))\n"
    "    elif [[ $help =~ (\"${COMP_WORDS[i]}\"|\"${COMP_WORDS[i]}, --\"[a-z-]+)= ]]; then ((i += "
    "1)); fi\n"
    "  done\n"
    "  if ((COMP_CWORD > 1 && i > COMP_CWORD)); then # the value of an option\n"
    "    key=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    if [[ $2 == = ]]; then return; fi\n"
    "    if [[ $key == = ]]; then key=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
    "  fi\n"
    "  case $key in\n"
    "    '') words='";

static const char completion_tail[] =
    "  esac\n"
    "  usage=${help#*]} usage=${usage%%$'\\n'*}\n"
    "  if [[ $2 == -* || -z $words${usage// /} && $key == \"$command\" ]]; then\n"
    "    words+=\" $(sed -n 's/^  \\(-[a-zA-Z], \\)\\{0,1\\}\\(--[a-z-]*\\).*/\\2/p' "
    "<<<\"$help\")\"\n"
    "  fi\n"
    "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$2\")\n"
    "}\n";

char *
base_front_make_completion (const BaseFront *front, const char *cases)
{
  g_autofree char *function = g_strdelimit (g_strdup (front->program), "-", '_');
  g_autoptr (GString) script = g_string_new (NULL);

  g_string_printf (script, "# bash completion for %s\n_%s ()\n%s", front->program, function,
                   completion_head);
  append_words (front, script);
  g_string_append_printf (script, "' ;;\n%s%s", cases, completion_tail);
  g_string_append_printf (script, "complete -o default -F _%s %s\n", function, front->program);
  return g_string_free (g_steal_pointer (&script), FALSE);
}

char *
base_document_make (const BaseDocument *documents, const char *name)
{
  for (; name && documents->name; documents++)
    if (g_str_equal (documents->name, name))
      return documents->make ();
  return NULL;
}
