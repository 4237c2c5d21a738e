/* Commands at given times, for `tallybox render`: "2.5:scene pip". */
#pragma once
#include "dmn-show.h"

typedef struct _DmnTimeline DmnTimeline;

/* `texts`: NULL-terminated, or NULL. Errors: DMN_ERROR_USAGE. */
DmnTimeline *dmn_timeline_new (char **texts, GError **error);
void dmn_timeline_free (DmnTimeline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnTimeline, dmn_timeline_free)

/* FALSE, DMN_ERROR_USAGE, when one comes after `end_ns`, the last time that will be played. */
gboolean dmn_timeline_check_end (const DmnTimeline *self, gint64 end_ns, GError **error);

/* When the next command is due; G_MAXINT64: there is none. */
gint64 dmn_timeline_get_due (const DmnTimeline *self);

/* Gives the commands that are due at or before `time_ns`, in order, each once. FALSE at the first
 * that is refused. */
gboolean dmn_timeline_play (DmnTimeline *self, gint64 time_ns, DmnShow *show, GError **error);
