/* The documents that are generated from the tables of options and commands. */
#include "cfg-doc.h"
#include "dmn-commands.h"
#include "dmn-options.h"
#include "ovl-theme.h"
#include "show-command.h"
#include <stdio.h>
#include <string.h>

/* config/tallybox.conf */
static char *
make_sample (void)
{
  return cfg_doc_sample (dmn_tables);
}

static const char man_head[] = ".Dd $Mdocdate$\n"
                               ".Dt TALLYBOX 1\n"
                               ".Os\n"
                               ".Sh NAME\n"
                               ".Nm tallybox\n"
                               ".Nd live-selling rig in a box\n"
                               ".Sh SYNOPSIS\n"
                               ".Nm\n"
                               ".Ar command\n"
                               ".Op Ar option ...\n"
                               ".Sh DESCRIPTION\n"
                               ".Nm\n"
                               "mixes cameras and microphones, draws live stock over the picture, "
                               "encodes once, streams to any\n"
                               "number of RTMP servers and records.\n"
                               "Without a config it finds what is plugged in; moving test pictures "
                               "and a tone stand in for what\n"
                               "is not.\n"
                               ".Pp\n"
                               "The commands are:\n"
                               ".Bl -tag -width render\n";

static const char man_tail[] =
    ".Sh ENVIRONMENT\n"
    ".Bl -tag -width TALLYBOX_STATE_DIR\n"
    ".It Ev TALLYBOX_STATE_DIR\n"
    "Where stock, recordings and the control socket are kept, unless\n"
    ".Fl -state-dir\n"
    "says otherwise.\n"
    "Then comes systemd's\n"
    ".Ev STATE_DIRECTORY ,\n"
    "then\n"
    ".Pa ~/.local/state/tallybox .\n"
    "Commands to a rig that runs go on to the service's\n"
    ".Pa /var/lib/tallybox\n"
    "when none runs there and nobody named a folder; that takes root.\n"
    ".It Ev TALLYBOX_DEBUG\n"
    "When set, the log tells more.\n"
    ".El\n"
    ".Sh EXIT STATUS\n"
    "0 all is well, 1 it failed, 64 the command line is wrong, 69 nobody answers or something is\n"
    "missing, 78 the config is wrong.\n"
    ".Sh EXAMPLES\n"
    "Go on air with what is plugged in:\n"
    ".Dl tallybox run\n"
    ".Pp\n"
    "Show the presenter small in the corner, then say that 12 pieces are left:\n"
    ".Dl tallybox ctl scene pip\n"
    ".Dl tallybox ctl stock set MUG-01 12\n"
    ".Pp\n"
    "The first way into the control room of the service, and another link:\n"
    ".Dl sudo journalctl -u tallybox\n"
    ".Dl sudo tallybox ctl invite\n";

static void
append_control (GString *man)
{
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  g_string_append (man, ".Sh CONTROL COMMANDS\nGiven with\n.Nm\n.Cm ctl :\n.Bl -tag -width Ds\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (man, ".It Cm %s%s%s\n%s\n", table[i].name, *table[i].args ? " Ar " : "",
                            table[i].args, table[i].help);
  g_string_append (man, ".El\n");
}

/* tallybox(1), mdoc */
static char *
make_man (void)
{
  g_autofree char *config = cfg_doc_man (dmn_tables);
  g_autoptr (GString) man = g_string_new (man_head);

  base_front_append_man (&dmn_front, man);
  append_control (man);
  g_string_append (man, config);
  g_string_append (man, man_tail);
  return g_string_free (g_steal_pointer (&man), FALSE);
}

static char *
first_words (void)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) parts = g_strsplit (table[i].name, " ", 2);
    g_auto (GStrv) before = i ? g_strsplit (table[i - 1].name, " ", 2) : NULL;

    if (!before || !g_str_equal (before[0], parts[0]))
      g_string_append_printf (words, "%s%s", i ? " " : "", parts[0]);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* The second words of commands, and what is written as it stands: "[off]". */
static void
append_second_words (GString *cases)
{
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) parts = g_strsplit (table[i].name, " ", 2);
    const char *args = table[i].args;
    gsize length = strcspn (args, "]");

    if (parts[1])
      g_string_append_printf (cases, "    'ctl %s' | 'ctl help %s') words+=' %s' ;;&\n", parts[0],
                              parts[0], parts[1]);
    else if (args[0] == '[' && g_ascii_islower (args[1]))
      g_string_append_printf (cases, "    'ctl %s') words='%.*s' ;;\n", table[i].name,
                              (int) length - 1, args + 1);
  }
}

/* bash */
static char *
make_completion (void)
{
  g_autoptr (GString) cases = g_string_new (NULL);
  g_autofree char *control = first_words (), *themes = ovl_theme_list_builtins ();

  g_string_printf (cases,
                   "    ctl) words='help %s' ;;\n    'ctl help') words='%s' ;;\n"
                   "    doc) words='completion man sample theme' ;;\n"
                   "    'doc theme') words='%s' ;;\n",
                   control, control, g_strdelimit (themes, ",", ' '));
  append_second_words (cases);
  return base_front_make_completion (&dmn_front, cases->str);
}

/* `name` NULL: the usual one. */
static char *
make_theme (const char *name, GError **error)
{
  const char *text = ovl_theme_get_builtin_text (name ? name : OVL_THEME_DEFAULT);
  g_autofree char *names = ovl_theme_list_builtins ();

  if (!text)
    g_set_error (error, DMN_ERROR, DMN_ERROR_USAGE,
                 "There is no built-in theme \"%s\". Write one of %s.", name, names);
  return g_strdup (text);
}

static const BaseDocument documents[] = {
    {"completion", make_completion},
    {"man", make_man},
    {"sample", make_sample},
    {NULL},
};

/* NULL without an error: there is no such document. */
static char *
make_document (char *const *words, GError **error)
{
  guint n = g_strv_length ((char **) words);

  if (n > 0 && n <= 2 && g_str_equal (words[0], "theme"))
    return make_theme (words[1], error);
  return n == 1 ? base_document_make (documents, words[0]) : NULL;
}

int
dmn_doc (int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{NULL}};

  if (!dmn_parse_options (argc, argv, "sample|man|completion|theme [NAME]", NULL, entries, &words,
                          &error))
    return dmn_fail (error);
  text = make_document (words, &error);
  if (!text && !error)
    g_set_error (&error, DMN_ERROR, DMN_ERROR_USAGE,
                 "Write one of: tallybox doc sample, man, completion, theme NAME");
  if (error)
    return dmn_fail (error);
  fputs (text, stdout);
  return 0;
}
