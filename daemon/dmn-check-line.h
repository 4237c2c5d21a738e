/* Tests of the lines to the servers, one after the other, in a thread of their own. Main thread. */
#pragma once
#include "dmn-config.h"
#include "enc-output.h"
#include "show-check.h"

typedef struct _DmnLines DmnLines;

DmnLines *dmn_lines_new (EncHub *hub); /* borrowed */
void dmn_lines_stop (DmnLines *self);  /* ends a test that runs, within a few seconds */
void dmn_lines_free (DmnLines *self);  /* NULL is fine */

/* From now on the outputs are those of `config`; with another one than before, what was found or is
 * being tried counts no more. Before the first try. */
void dmn_lines_follow (DmnLines *self, DmnConfig *config);
void dmn_lines_try (DmnLines *self, guint output, guint limit_ms); /* nothing while one waits */
/* Forgets what was found. */
void dmn_lines_reset (DmnLines *self);
/* Trial, kbps and text. */
void dmn_lines_get (DmnLines *self, guint output, ShowCheckOutput *facts);
