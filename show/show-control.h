/* What can be set on a camera: exposure, focus, white balance and the like, as it says itself.
 * Pure. A list is immutable and refcounted; any thread may hold one. */
#pragma once
#include <glib.h>

#define SHOW_CONTROL_NAME_MAX 16
#define SHOW_CONTROLS_MAX     24

typedef struct {
  char name[SHOW_CONTROL_NAME_MAX + 1]; /* "white-balance": what commands call it */
  const char *label;                    /* for people: "White balance"; static */
  const char *unit;                     /* "K", or ""; static */
  gboolean has_value;                   /* FALSE: it can only set itself or not */
  int value, min, max, preset;          /* as last read; its own default */
  gboolean has_auto, is_auto;           /* it can set itself; it does */
} ShowControl;

typedef struct {
  guint n;
  ShowControl items[SHOW_CONTROLS_MAX];
  gboolean locked; /* by command: nothing sets itself */
} ShowControls;

/* An empty list, writable until it is shared. */
ShowControls *show_controls_new (void);
ShowControls *
show_controls_copy (const ShowControls *controls); /* writable; NULL gives an empty one */
ShowControls *show_controls_ref (ShowControls *controls);
void show_controls_unref (ShowControls *controls); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowControls, show_controls_unref)

gboolean show_controls_equal (const ShowControls *a, const ShowControls *b); /* NULL is fine */

/* Index by name, -1 = none. */
int show_controls_find (const ShowControls *controls, const char *name);

/* One that can set itself does so. */
gboolean show_controls_any_auto (const ShowControls *controls);

/* One change, and what follows for the list: a value ends its automatic, an automatic ends the
 * lock.
 */
typedef enum {
  SHOW_CONTROL_SET = 1, /* name, value */
  SHOW_CONTROL_AUTO,    /* name, value TRUE or FALSE */
  SHOW_CONTROL_LOCK,    /* value TRUE or FALSE */
  SHOW_CONTROL_REFRESH, /* reads all again */
} ShowControlAction;

typedef struct {
  ShowControlAction action;
  char name[SHOW_CONTROL_NAME_MAX + 1];
  int value;
} ShowControlChange;

/* `controls` must be writable; the change must be one that the list allows. What a lock lets go of
 * again is known only to who did it: unlocking changes `locked` only. */
void show_controls_apply (ShowControls *controls, const ShowControlChange *change);
