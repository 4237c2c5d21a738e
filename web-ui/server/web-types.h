/* Forward typedefs of the control room, and what it asks of the daemon. */
#pragma once
#include "show-state.h"

#define WEB_ERROR (web_error_quark ())
GQuark web_error_quark (void);
typedef enum {
  WEB_ERROR_LISTEN = 1, /* the port cannot be had */
  WEB_ERROR_FILE,       /* a file of the control room cannot be read or written */
  WEB_ERROR_REFUSED,    /* a wrong code, PIN or token; too many tries */
  WEB_ERROR_NOT_FOUND,  /* there is no such thing */
  WEB_ERROR_BUSY,       /* later, perhaps */
  WEB_ERROR_INVALID,    /* what was sent is not good; in lines, each with its remedy */
  WEB_ERROR_CONFLICT,   /* not as things are now */
  WEB_ERROR_OFFER,      /* a preview that cannot be had */
} WebError;

typedef struct _WebServer WebServer;
typedef struct _WebAccess WebAccess;
typedef struct _WebEvents WebEvents;
typedef struct _WebListener WebListener;
typedef struct _WebRequest WebRequest;

/* `jpeg` is borrowed; NULL: there is no picture. */
typedef void (*WebPictureFunc) (GBytes *jpeg, gpointer data);

/* `png` is borrowed; NULL, with an error in words: it cannot be had. */
typedef void (*WebCardFunc) (GBytes *png, const GError *error, gpointer data);

/* A picture that a remote asks for. */
typedef struct {
  const char *input;      /* "programme" or a camera */
  int width, height;      /* what it shall fit into, 1 to WEB_SHOT_SIDE_MAX; 0: whatever */
  gboolean png;           /* otherwise JPEG */
  int quality;            /* 0 (small) to 100 (best); -1: as usual */
  const char *image_type; /* "jpg", "jpeg" or "png": what its data URI says */
  const char *file;       /* keep it as the file of this name instead; NULL: give it back */
} WebShot;

#define WEB_SHOT_SIDE_MAX 4096
#define WEB_SHOTS_FOLDER  "screenshots" /* in that of the recordings */

/* `uri`: "data:image/png;base64,…", `length` bytes, borrowed; NULL when it was kept as a file, or
 * with an error: WEB_ERROR_BUSY, _NOT_FOUND (no picture now), _REFUSED (too large), _FILE. */
typedef void (*WebShotFunc) (const char *uri, gsize length, const GError *error, gpointer data);

/* A microphone since somebody asked last, behind its gain and before its mute; -HUGE_VAL: silence.
 */
typedef struct {
  double peak_dbfs, rms_dbfs;
} WebLevel;

/* `json` is borrowed; NULL, with an error: it cannot be had. */
typedef void (*WebJsonFunc) (json_t *json, const GError *error, gpointer data);

/* `fd`: a plain file, open for reading, taken; -1, with an error: it cannot be had. */
typedef void (*WebFileFunc) (int fd, const GError *error, gpointer data);

/* Which entries of the journal. */
typedef struct {
  gint64 since_ms, until_ms; /* wall clock; until is not in it; 0: no limit */
  const char *card;          /* only what is about it; NULL: everything */
  gboolean as_csv;           /* otherwise a JSON object a line */
} WebJournalQuery;

/* `answer`: SDP for the viewer `id`; NULL and `error` (WEB_ERROR) when there is none. Borrowed. */
typedef void (*WebPreviewFunc) (const char *id, const char *answer, const GError *error,
                                gpointer data);

/* A file as it is sent; `bytes` is borrowed, NULL: there is none. `type`: "audio/wav". */
typedef void (*WebBytesFunc) (GBytes *bytes, const char *type, gpointer data);

/* The tech check. Main thread. */
typedef struct {
  /* The board as it is now, and the list of signed reports; transfer full. */
  json_t *(*board) (gpointer data);
  json_t *(*list_reports) (gpointer data);
  /* A recorded sound by its microphone's name. `func` is called once, as with pictures. */
  void (*sound) (const char *mic, WebBytesFunc func, gpointer func_data, gpointer data);
  /* A signed report as JSON, or as a page in "en" or "de". `id` NULL: the newest one. */
  void (*report) (const char *id, gboolean page, const char *language, WebBytesFunc func,
                  gpointer func_data, gpointer data);
} WebCheckFuncs;

/* What the control room asks of whoever runs the show. Main thread. */
typedef struct {
  /* The newest state; a reference. */
  ShowState *(*get_state) (gpointer data);
  /* Does a command, as `ctl` does. `id`: a UUID, with which nothing is done twice, or NULL. The
   * answer's JSON, transfer full; NULL and SHOW_ERROR. */
  json_t *(*command) (const char *const *words, guint role, const char *id, gpointer data,
                      GError **error);
  /* The newest picture of "programme" or of a camera, as a small JPEG. `func` is called once, now
   * or later, before the server is freed. */
  void (*picture) (const char *input, WebPictureFunc func, gpointer func_data, gpointer data);
  /* How a card would look on the picture now, by its name; and how it would with settings that are
   * not saved: {"changes":[…],"card"|"sample"}, as daemon/dmn-settings.h and dmn-draft.h describe
   * them. `func` as picture()'s. */
  void (*card) (const char *name, WebCardFunc func, gpointer func_data, gpointer data);
  void (*draft) (const json_t *wanted, WebCardFunc func, gpointer func_data, gpointer data);
  /* A picture of any size. What it points to is copied. `func` is called once, as with picture().
   */
  void (*shot) (const WebShot *shot, WebShotFunc func, gpointer func_data, gpointer data);
  /* How loud each microphone is; gives their number. NULL: nobody knows. */
  guint (*levels) (WebLevel ret_levels[SHOW_MICS_MAX], gpointer data);

  /* The recordings, newest first: [{name,bytes,began,length_ms,writing}]; and the file of one. As
   * picture(), `func` is called once, now or later. */
  void (*recordings) (WebJsonFunc func, gpointer func_data, gpointer data);
  void (*recording) (const char *name, WebFileFunc func, gpointer func_data, gpointer data);
  /* A file with entries of the journal, oldest first. */
  void (*journal) (const WebJournalQuery *query, WebFileFunc func, gpointer func_data,
                   gpointer data);
  /* The settings; and a change of them in the name of `by`, as daemon/ describes them. New
   * references; NULL and WEB_ERROR. */
  json_t *(*settings) (gpointer data);
  json_t *(*change_settings) (const json_t *wanted, const char *by, gpointer data, GError **error);
  /* Ends the rig and starts it again, soon. Not while it is on air, but with `force`. */
  gboolean (*restart) (gboolean force, gpointer data, GError **error);
  /* How loud the programme and each microphone are; gives the number of microphones. */
  guint (*meters) (WebLevel *ret_programme, WebLevel ret_mics[SHOW_MICS_MAX], gpointer data);
  /* Answers a browser's offer (SDP) to look at the programme with sound. `address`: this machine's
   * as the browser reached it, or NULL. `func` is called once, later or now, before the server is
   * freed. */
  void (*preview) (const char *offer, const char *address, WebPreviewFunc func, gpointer func_data,
                   gpointer data);
  void (*end_preview) (const char *id, gpointer data);
  /* The tech check; `check` NULL: there is none. */
  const WebCheckFuncs *check;
  gpointer check_data;
  gpointer data;
} WebBackend;
