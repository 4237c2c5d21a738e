/* One value: from the file's notation into the section's struct. Pure, any thread. */
#pragma once
#include "cfg-table.h"

/* The largest term of a frame rate written as a fraction. */
#define CFG_RATE_TERM_MAX 1000000

/* Reads `text` (UTF-8, trimmed, without its quotes) into the option's member of the struct
 * `section`, freeing what was there. Relative paths are joined to `folder`. FALSE, with the member
 * untouched and `ret_why` in the form "what is wrong. Remedy." (transfer full), when the value is
 * not good. */
gboolean cfg_value_parse (const CfgOption *option, const char *text, const char *folder,
                          gpointer section, char **ret_why);

/* Frees what the option's member holds. */
void cfg_value_clear (const CfgOption *option, gpointer section);
