/* Safe areas: what of the picture is free for cards, as named profiles. Pure. */
#pragma once
#include "ovl-types.h"

/* Edges that stay free, in parts of the picture's height (top, bottom) and width (sides). */
typedef struct {
  char name[SHOW_NAME_MAX + 1];
  double top, bottom, left, right;
} OvlSafeArea;

/* The built-in ones. */
const OvlSafeArea *ovl_safe_get_builtin (guint *ret_n);

/* The built-in one of that name; NULL when there is none. */
const OvlSafeArea *ovl_safe_find (const char *name);

/* For a picture of this shape: upright "meta", otherwise "ebu-graphics". */
const OvlSafeArea *ovl_safe_choose (int width, int height);

OvlRect ovl_safe_apply (const OvlSafeArea *area, int width, int height);
