/* What a picture from a slot looks like on the programme, full screen. */
#pragma once
#include "mix-vision.h"

/* A new reference, in the programme's format. */
static inline GstBuffer *
show_full (const MixFormat *programme, GstBuffer *picture)
{
  const ShowScene full = {.layout = SHOW_LAYOUT_FULL};
  MixFormat format = {
      .width = programme->width, .height = programme->height, .fps_n = 30, .fps_d = 1};
  g_autoptr (MixSlot) slot = mix_slot_new (&format);
  g_autoptr (MixVision) vision = mix_vision_new (&format);

  mix_vision_add_camera (vision, slot);
  mix_slot_push (slot, gst_buffer_ref (picture), 0);
  mix_vision_set_scene (vision, &full, 0);
  return mix_vision_render (vision, 0);
}
