/* What the files of a source share. */
#pragma once
#include "cap-source.h"
#include "cap-wait.h"
#include "cap-watch.h"

/* Media thread, but for cap_source_new() and cap_source_free(). */
struct _CapSource {
  CapSourceSpec spec; /* owns its texts, slot and ring */
  const char *rest;   /* in spec.source */
  char *place;        /* what texts may show of it */

  ShowHealth health;
  CapPipe *pipe;
  CapWatch watch;
  CapWait *wait;
  gint64 opened_ms;
  gint64 live_since_ms;  /* 0: not since it was opened */
  gint64 resume_ns;      /* lockstep */
  gboolean by_reopening; /* its film cannot be sought */
  gint64 examined_ms;
  CapTrouble doubt; /* what was seen then */
  char *remark;     /* from `prepare` */
  CapTrouble away;  /* why it is waited for */
  char *away_text;  /* what is said while its device is away */

  GSource *watch_timer;  /* while a pipe is open */
  GSource *reopen_timer; /* while a film begins again */
};

static inline gint64
cap_source_now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static inline gboolean
cap_source_in_lockstep (const CapSource *self)
{
  return self->spec.context->format->lockstep;
}

/* Media thread. `retry_ms` 0: no try is planned. */
void cap_source_set_state (CapSource *self, ShowHealth health, const char *text, const char *detail,
                           guint retry_ms);
void cap_source_stop_watching (CapSource *self); /* the pipe stays open */
void cap_source_close_pipe (CapSource *self);
/* Nothing more comes: the slate and silence stand in. */
void cap_source_clear_table (CapSource *self);

/* Media thread. It does not work, as `guess` has it: says what it is and what to do, and waits for
 * the next try. `message`: the library's own words, or NULL. */
void cap_source_fail (CapSource *self, CapTrouble guess, const char *message);
/* Media thread. Something else was plugged in, about which there may be more to say. */
void cap_source_look_again (gpointer data);
