#include "base-secret.h"
#include "enc-address.h"
#include "enc-options.h"
#include "show-types.h"

static gboolean
check_url (const char *value, char **ret_why)
{
  g_auto (EncAddress) address = {0};

  return enc_address_parse (value, &address, ret_why);
}

static gboolean
check_credential (const char *value, char **ret_why)
{
  return base_secret_check_credential (value, "key_file", ret_why);
}

static const CfgOption options[] = {
    {.key = "url",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, url),
     .required = TRUE,
     .example = "rtmps://live.example.com/app",
     .check = check_url,
     .help = "The server's address as rtmp://HOST[:PORT]/APP or rtmps://HOST[:PORT]/APP, without "
             "the stream key."},
    {.key = "key_file",
     .type = CFG_PATH,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, key_file),
     .example = "/etc/tallybox/youtube.key",
     .is_secret = TRUE,
     .help = "A file whose first line is the stream key. Keep it readable by the service alone."},
    {.key = "key_credential",
     .type = CFG_STRING,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, key_credential),
     .example = "keys_youtube",
     .check = check_credential,
     .help = "Instead of key_file: the name of a systemd credential that has the stream key. The "
             "service has keys_NAME for each file NAME in /etc/tallybox-keys."},
    {.key = "test_key_file",
     .type = CFG_PATH,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, test_key_file),
     .example = "/etc/tallybox/youtube-test.key",
     .is_secret = TRUE,
     .help =
         "A file whose first line is a stream key that nobody watches: of an unlisted stream, or "
         "with Twitch your key with ?bandwidthtest=true behind it. With it the tech check sends "
         "for some seconds and tells how much the line carries."},
    {.key = "tls_ca",
     .type = CFG_PATH,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, tls_ca),
     .example = "/etc/tallybox/own-ca.pem",
     .help = "For rtmps with a certificate authority of your own: its certificate as a PEM file. "
             "Without it the system's authorities are trusted."},
    {.key = "start",
     .type = CFG_BOOL,
     .offset = G_STRUCT_OFFSET (EncOutputOptions, start),
     .default_text = "yes",
     .help = "Whether to go live here as soon as Tallybox starts."},
    {0}};

const CfgSection enc_output_section = {
    .name = "output",
    .named = TRUE,
    .max = SHOW_OUTPUTS_MAX,
    .help = "A server that the show is sent to. Each one has a connection of its own.",
    .struct_size = sizeof (EncOutputOptions),
    .options = options,
};

EncOutputOptions *
enc_output_options_copy (const EncOutputOptions *output)
{
  EncOutputOptions *copy = g_new0 (EncOutputOptions, 1);

  copy->name = g_strdup (output->name);
  copy->url = g_strdup (output->url);
  copy->key_file = g_strdup (output->key_file);
  copy->key_credential = g_strdup (output->key_credential);
  copy->tls_ca = g_strdup (output->tls_ca);
  return copy;
}

void
enc_output_options_free (EncOutputOptions *output)
{
  if (!output)
    return;
  g_free (output->name);
  g_free (output->url);
  g_free (output->key_file);
  g_free (output->key_credential);
  g_free (output->tls_ca);
  g_free (output);
}
