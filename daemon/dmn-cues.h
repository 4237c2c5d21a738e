/* Commands at given times, for `tallybox render`: "2.5:scene pip". */
#pragma once
#include "dmn-show.h"

typedef struct _DmnCues DmnCues;

/* `texts`: NULL-terminated, or NULL. Errors: DMN_ERROR_USAGE. */
DmnCues *dmn_cues_new (char **texts, GError **error);
void dmn_cues_free (DmnCues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnCues, dmn_cues_free)

/* Gives the commands that are due at or before `time_ns`, in order, each once. FALSE at the first
 * that is refused. */
gboolean dmn_cues_play (DmnCues *self, gint64 time_ns, DmnShow *show, GError **error);
