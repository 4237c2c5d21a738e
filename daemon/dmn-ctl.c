#include "dmn-commands.h"
#include "dmn-paths.h"
#include "show-command.h"
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define CTL_TIMEOUT_S 10

/* Those whose name begins with `beginning`. */
static char *
describe_commands (const char *beginning)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;
  const ShowCommandInfo *table = show_command_table (&n);

  for (guint i = 0; i < n; i++) {
    if (!g_str_has_prefix (table[i].name, beginning))
      continue;
    g_autofree char *usage =
        g_strconcat (table[i].name, *table[i].args ? " " : "", table[i].args, NULL);
    g_string_append_printf (text, "  %-32s %s\n", usage, table[i].help);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GSocketConnection *
connect_to_rig (const char *given_dir, GError **error)
{
  g_autofree char *state_dir = dmn_paths_find_rig (given_dir);
  g_autofree char *path = dmn_paths_ctl_socket (state_dir, error);
  g_autoptr (GSocketAddress) address = path ? g_unix_socket_address_new (path) : NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *connection;

  if (!path)
    return NULL;
  g_socket_client_set_timeout (client, CTL_TIMEOUT_S);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  if (!connection)
    g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE, "No tallybox runs with %s. %s", state_dir,
                 dmn_paths_tell_remedy (given_dir));
  return connection;
}

static char *
request_of (char **words)
{
  json_t *cmd = json_array ();
  json_t *request = json_pack ("{s:i, s:o}", "id", 1, "cmd", cmd);
  g_autoptr (GString) line = g_string_new (NULL);
  char *text;

  for (; *words; words++) {
    g_autofree char *valid = g_utf8_make_valid (*words, -1);
    json_array_append_new (cmd, json_string (valid));
  }
  text = json_dumps (request, JSON_COMPACT);
  g_string_printf (line, "%s\n", text);
  free (text);
  json_decref (request);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* What the socket says of a rig that hangs, or has gone. */
static void
explain (const GError *why, GError **error)
{
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, DMN_ERROR, DMN_ERROR_UNAVAILABLE,
                 "tallybox has not answered for %d s. See its log; \"systemctl status tallybox\" "
                 "tells whether it hangs.",
                 CTL_TIMEOUT_S);
  else
    g_set_error (error, DMN_ERROR, DMN_ERROR_FAILED,
                 "tallybox closed the connection without an answer%s%s. See its log.",
                 why ? ": " : "", why ? why->message : "");
}

static char *
exchange (GSocketConnection *connection, const char *request, GError **error)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autoptr (GError) why = NULL;
  char *answer = NULL;

  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (in), 64 * 1024);
  if (g_output_stream_write_all (out, request, strlen (request), NULL, NULL, &why))
    answer = g_data_input_stream_read_line (in, NULL, NULL, &why);
  if (!answer)
    explain (why, error);
  return answer;
}

static gboolean
print_answer (const char *answer, GError **error)
{
  json_t *root = json_loads (answer, 0, NULL);
  gboolean ok = json_is_true (json_object_get (root, "ok"));
  const char *why = json_string_value (json_object_get (root, "error"));

  if (ok) {
    json_dumpf (json_object_get (root, "result"), stdout, JSON_INDENT (2) | JSON_ENCODE_ANY);
    putchar ('\n');
  } else {
    g_set_error (error, DMN_ERROR, DMN_ERROR_FAILED, "%s",
                 why ? why : "The answer is not understood.");
  }
  json_decref (root);
  return ok;
}

/* Known here: no rig has to run for it. Of words that begin no command, all is told. */
static int
print_help (char **words)
{
  g_autofree char *beginning = g_strjoinv (" ", words);
  g_autofree char *some = describe_commands (beginning), *all = describe_commands ("");

  fputs (*some ? some : all, stdout);
  return 0;
}

int
dmn_ctl (int argc, char **argv)
{
  g_autofree char *given_dir = NULL, *request = NULL, *answer = NULL;
  g_autofree char *all = describe_commands (""),
                  *description = g_strconcat ("Commands:\n", all, NULL);
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  const GOptionEntry entries[] = {
      {"state-dir", 's', 0, G_OPTION_ARG_FILENAME, &given_dir,
       "The running tallybox's folder; without it, yours or the service's", "DIR"},
      {NULL}};

  if (!dmn_parse_options (argc, argv, "COMMAND [WORD…]", description, entries, &words, &error))
    return dmn_fail (error);
  if (!*words) {
    g_set_error (&error, DMN_ERROR, DMN_ERROR_USAGE,
                 "Which command? Such as: tallybox ctl scene pip. See: tallybox ctl --help");
    return dmn_fail (error);
  }
  if (g_str_equal (words[0], "help"))
    return print_help (words + 1);
  request = request_of (words);
  connection = connect_to_rig (given_dir, &error);
  if (connection)
    answer = exchange (connection, request, &error);
  if (answer)
    print_answer (answer, &error);
  return error ? dmn_fail (error) : 0;
}
