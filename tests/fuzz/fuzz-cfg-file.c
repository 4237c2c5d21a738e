/* The config, fed with anything: it is either taken or refused with a place and a remedy. */
#include "../unit/cfg-test-tables.h"
#include "cfg-file.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_errors (const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (char **line = lines; *line; line++)
    g_assert_true (g_str_has_prefix (*line, "t.conf:") || !line[1]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfgFile) file =
      cfg_file_parse ("t.conf", (const char *) data, (gssize) size, tables, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (error)
    check_errors (error);
  else
    g_assert_true (cfg_file_check (file, NULL));
  return 0;
}
