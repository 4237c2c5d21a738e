/* Cards as PNG, for people who choose them and set them up: drawn as on the programme, of a size
 * that pages show. One thread at a time, not one that has to be on time: it takes milliseconds. */
#pragma once
#include "ovl-kit.h"
#include "show-card.h"

/* Pixels of the pictures, at most. */
#define OVL_PREVIEW_CARD_WIDTH  720
#define OVL_PREVIEW_CARD_HEIGHT 400
#define OVL_PREVIEW_STAGE_SIDE  1280

/* For a programme of that shape. `look` must outlive it. */
OvlKit *ovl_preview_new_kit (const OvlLook *look, int width, int height);

/* The card alone on a transparent ground, as if it were shown. Errors: OVL_ERROR, for people: what
 * it lacks, or why it cannot be drawn. Transfer full. */
GBytes *ovl_preview_card (OvlKit *kit, const ShowCardContent *content, GError **error);

/* The whole picture but the cameras: cards where the programme would have them. Those that cannot
 * be drawn or have no room are left out. Transfer full. */
GBytes *ovl_preview_stage (OvlKit *kit, ShowCardContent *const *contents, guint n_contents);
