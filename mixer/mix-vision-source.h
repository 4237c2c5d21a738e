/* What the programme source tells its vision mixer; for mix-video-src.c alone. */
#pragma once
#include "mix-vision.h"

void mix_vision_source_started (MixVision *self); /* any thread */
void mix_vision_source_stopped (MixVision *self); /* any thread */

void mix_vision_add_missed (MixVision *self, guint64 n_ticks); /* mixer thread */

/* Any thread. In lockstep, TRUE keeps mix_vision_render() from waiting for cameras. */
void mix_vision_interrupt (MixVision *self, gboolean interrupted);
