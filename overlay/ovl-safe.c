#include "ovl-safe.h"

/* EBU R 95 for 16:9: action safe 3.5 %, graphics safe 5 % from each edge. Meta's help page on Reels
 * keeps the top 14 %, the bottom 35 % and 6 % at each side free. TikTok's templates change with the
 * length of the caption and the kind of post: its buttons take about an eighth of the width at the
 * right, its caption a fifth of the height. */
static const OvlSafeArea areas[] = {
    {"ebu-action", 0.035, 0.035, 0.035, 0.035},
    {"ebu-graphics", 0.05, 0.05, 0.05, 0.05},
    {"meta", 0.14, 0.35, 0.06, 0.06},
    {"tiktok", 0.08, 0.20, 0.06, 0.13},
};

const OvlSafeArea *
ovl_safe_get_builtin (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (areas);
  return areas;
}

const OvlSafeArea *
ovl_safe_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    if (g_str_equal (areas[i].name, name))
      return &areas[i];
  return NULL;
}

const OvlSafeArea *
ovl_safe_choose (int width, int height)
{
  return ovl_safe_find (height > width ? "meta" : "ebu-graphics");
}

OvlRect
ovl_safe_apply (const OvlSafeArea *area, int width, int height)
{
  /* A hair more, so that a part that is meant to be whole pixels is. */
  OvlRect rect = {.x = (int) (width * area->left + 1e-6), .y = (int) (height * area->top + 1e-6)};

  rect.width = width - rect.x - (int) (width * area->right + 1e-6);
  rect.height = height - rect.y - (int) (height * area->bottom + 1e-6);
  return rect;
}
