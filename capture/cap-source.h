/* One supervised source, for cameras and microphones alike: opened, watched, and opened again for
 * ever. */
#pragma once
#include "cap-pipe.h"
#include "cap-words.h"

typedef struct _CapSource CapSource;

/* Media thread, before each opening; may be NULL. Sets the device up. Words about what did not
 * work, or NULL; transfer full. */
typedef char *(*CapPrepareFunc) (gpointer data);

/* Media thread, after a failure; may be NULL. Better words for it than the tables have, or NULL;
 * transfer full. While it is away it is asked again when something was plugged in. */
typedef char *(*CapExplainFunc) (CapTrouble trouble, gpointer data);

typedef struct {
  const char *label;  /* for texts: "Camera main" */
  const char *source; /* the source text, which `backend` knows */
  const CapBackend *backend;
  const CapContext *context;
  MixSlot *slot;       /* NULL: no pictures wanted */
  MixRing *ring;       /* NULL: no sound wanted */
  int delay_ms;        /* of the picture */
  CapChooser *chooser; /* as in CapPipeSpec */
  gboolean once; /* on trial: the first failure stops it, and its text promises no other try */
  CapPrepareFunc prepare;
  CapExplainFunc explain;
  CapStatusFunc status; /* may be NULL */
  gpointer data;        /* of all three */
} CapSourceSpec;

/* Any thread. Copies the texts, takes references to slot and ring; opens nothing. */
CapSource *cap_source_new (const CapSourceSpec *spec);

/* Media thread. May be called again after a stop, but for lockstep, where a stop flushes slot and
 * ring for good. */
void cap_source_start (CapSource *self);
void cap_source_stop (CapSource *self);
void cap_source_free (CapSource *self); /* any thread; NULL is fine; asserts that stop has run */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapSource, cap_source_free)

/* A source that stayed live for so long starts again with the shortest wait. */
#define CAP_STEADY_MS 10000
/* A film that cannot begin again by itself is opened anew, not more often than this. */
#define CAP_REOPEN_MS 400
/* How often it is looked whether what a capture card delivers is worth showing; what is seen twice
 * is true. */
#define CAP_EXAMINE_MS 500
