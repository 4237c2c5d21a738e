/* Small pictures of the inputs and of the programme for those who look on: drawn only when somebody
 * asks, by the mixer thread, which alone may draw raw pictures. */
#pragma once
#include "mix-layout.h"
#include "mix-types.h"

#define MIX_PEEK_PROGRAMME (-1)
#define MIX_PEEKS_MAX      16 /* that wait; more are answered at once, with NULL */
#define MIX_PEEK_WIDTH_MIN 16

/* Mixer thread; must not wait. `picture` (transfer full) is I420 as MixFormat says but for its
 * size, which `width` and `height` tell; a camera's has as pts the running time that it belongs to.
 * NULL: there is none. */
typedef void (*MixPeekFunc) (GstBuffer *picture, int width, int height, gpointer data);

typedef struct _MixPeeks MixPeeks;

MixPeeks *mix_peeks_new (const MixFormat *format);
void mix_peeks_free (MixPeeks *self); /* answers who still waits, with NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MixPeeks, mix_peeks_free)

/* Any thread. `func` is called exactly once. `width` is made even and at most the programme's. */
void mix_peeks_ask (MixPeeks *self, int input, int width, MixPeekFunc func, gpointer data);

/* Mixer thread, once a tick. `cameras`: their pictures of this tick, which shows what was at
 * running time `time_ns`, valid for the format, NULL where there is none; `programme`: of the tick
 * before, or NULL. */
void mix_peeks_serve (MixPeeks *self, GstBuffer *const *cameras, guint n_cameras,
                      GstBuffer *programme, gint64 time_ns);
