/* Forward typedefs and shared context of the capture room: cameras and microphones. */
#pragma once
#include "base-worker.h"
#include "cfg-table.h"
#include "mix-ring.h"
#include "mix-slot.h"

#define CAP_ERROR (cap_error_quark ())
GQuark cap_error_quark (void);
typedef enum {
  CAP_ERROR_SOURCE = 1, /* the source text is not understood */
  CAP_ERROR_MISSING,    /* a GStreamer element or file is not there */
} CapError;

typedef struct _CapCamera CapCamera;
typedef struct _CapMicrophone CapMicrophone;
typedef struct _CapHotplug CapHotplug;

/* What every source shares. Borrowed by sources; must outlive them. */
typedef struct {
  BaseWorker *media;      /* the media thread: it alone calls gst_element_set_state() */
  GstClock *clock;        /* system clock, shared by all pipelines */
  GstClockTime base_time; /* running time 0 of the programme on that clock */
  const MixFormat *format;
  const char *state_dir;    /* NULL: nothing is kept over a restart */
  const GPtrArray *cameras; /* CapCameraOptions of all; NULL: only this one is known of */
  CapHotplug *hotplug;      /* NULL: what is away is only looked for now and then */
} CapContext;

/* Running time of the shared clock. Any thread. */
gint64 cap_context_now (const CapContext *context);

/* Media thread. The source's state changed. `status` is borrowed. */
typedef void (*CapStatusFunc) (const ShowStatus *status, gpointer data);
