/* A theme's INI file. Main thread. */
#pragma once
#include "ovl-theme.h"

/* `text` NULL: from the file, otherwise that text, which is called `file` in errors. Errors:
 * CFG_ERROR. */
OvlTheme *ovl_theme_file_read (const char *file, const char *text, GError **error);

/* "on_sale": the key of a colour. */
const char *ovl_theme_file_get_key (OvlShade shade);
