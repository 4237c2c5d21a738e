/* Forward typedefs and errors of the encoder room. */
#pragma once
#include "base-worker.h"
#include "mix-types.h"
#include "show-state.h"

#define ENC_ERROR (enc_error_quark ())
GQuark enc_error_quark (void);
typedef enum {
  ENC_ERROR_NO_ENCODER = 1,
  ENC_ERROR_KEY,      /* the stream key cannot be read */
  ENC_ERROR_PIPELINE, /* a GStreamer element is missing or refuses */
  ENC_ERROR_DISK,
  ENC_ERROR_FULL,  /* … has no room */
  ENC_ERROR_OFFER, /* a viewer of the preview asks for what it cannot have */
  ENC_ERROR_BUSY,  /* too many look at the preview, or the machine is too busy for one more */
} EncError;
/* Of an errno that a disk gave: ENC_ERROR_FULL or ENC_ERROR_DISK. */
EncError enc_error_of_disk (int why);

typedef struct _EncHub EncHub;             /* encoded packets to every output */
typedef struct _EncProgramme EncProgramme; /* the one encode */
typedef struct _EncOutput EncOutput;       /* one RTMP destination */
typedef struct _EncRecorder EncRecorder;   /* the recording on disk */

/* Media thread. State or counters changed. Borrowed arguments; `file` is NULL for outputs. */
typedef void (*EncReportFunc) (const ShowStatus *status, const ShowCounters *counters,
                               const char *file, gpointer data);
