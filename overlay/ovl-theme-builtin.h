/* The files of overlay/themes/ as CMake has put them into the program. */
#pragma once

typedef struct {
  const char *name, *text;
} OvlThemeBuiltin;

/* Ends with name = NULL. */
extern const OvlThemeBuiltin ovl_theme_builtins[];
