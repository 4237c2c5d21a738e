/* Tests of the lines to the servers, one after the other, in a thread of their own. Main thread. */
#pragma once
#include "base-worker.h"
#include "enc-output.h"
#include "show-check.h"

typedef struct _DmnLines DmnLines;

/* `outputs`: EncOutputOptions. Both are borrowed. */
DmnLines *dmn_lines_new (GPtrArray *outputs, EncHub *hub);
void dmn_lines_stop (DmnLines *self); /* ends a test that runs, within a few seconds */
void dmn_lines_free (DmnLines *self); /* NULL is fine */

void dmn_lines_try (DmnLines *self, guint output, guint limit_ms); /* nothing while one waits */
/* Forgets what was found. */
void dmn_lines_reset (DmnLines *self);
/* Trial, kbps and text. */
void dmn_lines_get (DmnLines *self, guint output, ShowCheckOutput *facts);
