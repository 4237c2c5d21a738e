/* Forward typedefs of the control room, and what it asks of the daemon. */
#pragma once
#include "show-state.h"

#define WEB_ERROR (web_error_quark ())
GQuark web_error_quark (void);
typedef enum {
  WEB_ERROR_LISTEN = 1, /* the port cannot be had */
  WEB_ERROR_FILE,       /* a file of the control room cannot be read or written */
  WEB_ERROR_REFUSED,    /* a wrong code, PIN or token; too many tries */
} WebError;

typedef struct _WebServer WebServer;
typedef struct _WebAccess WebAccess;
typedef struct _WebEvents WebEvents;
typedef struct _WebListener WebListener;
typedef struct _WebRequest WebRequest;

/* `jpeg` is borrowed; NULL: there is no picture. */
typedef void (*WebPictureFunc) (GBytes *jpeg, gpointer data);

/* A microphone since somebody asked last, behind its gain and before its mute; -HUGE_VAL: silence.
 */
typedef struct {
  double peak_dbfs, rms_dbfs;
} WebLevel;

/* What the control room asks of whoever runs the show. Main thread. */
typedef struct {
  /* The newest state; a reference. */
  ShowState *(*get_state) (gpointer data);
  /* Does a command, as `ctl` does. `id` is a UUID, or the client's own name for this command. The
   * answer's JSON, transfer full; NULL and SHOW_ERROR. */
  json_t *(*command) (const char *const *words, guint role, const char *id, gpointer data,
                      GError **error);
  /* The newest picture of "programme" or of a camera, as a small JPEG. `func` is called once, now
   * or later, before the server is freed. */
  void (*picture) (const char *input, WebPictureFunc func, gpointer func_data, gpointer data);
  /* How loud each microphone is; gives their number. NULL: nobody knows. */
  guint (*levels) (WebLevel ret_levels[SHOW_MICS_MAX], gpointer data);
  gpointer data;
} WebBackend;
