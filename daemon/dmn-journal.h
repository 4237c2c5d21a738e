/* Writes the journal: what came on the picture, and what else belongs into the record of the show.
 * A thread of its own waits for the disk; nobody else does. */
#pragma once
#include "dmn-show.h"

typedef struct _DmnJournal DmnJournal;

/* Main thread. What is written is on the disk within DMN_JOURNAL_COMMIT_MS. When the file cannot be
 * opened or written, that is logged and the show goes on without. */
DmnJournal *dmn_journal_new (const char *state_dir, DmnShow *show);
void dmn_journal_free (DmnJournal *self); /* NULL is fine; writes what is there */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnJournal, dmn_journal_free)

/* Any thread; does not wait. As OvlShownFunc, with a DmnJournal as data. */
void dmn_journal_shown (guint layer, const ShowCardContent *content, gint64 position_ns,
                        gpointer data);

#define DMN_JOURNAL_COMMIT_MS 500
#define DMN_JOURNAL_FILE      "journal.db"
