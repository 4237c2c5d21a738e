/* What is kept of shows, for those who fetch it: recordings and journal. Reads the disk in threads
 * of its own. Main thread. */
#pragma once
#include "web-types.h"

typedef struct _DmnArchive DmnArchive;

/* `recordings`: their folder; need not exist. */
DmnArchive *dmn_archive_new (const char *state_dir, const char *recordings);
/* Whoever waits is answered with an error. NULL is fine. */
void dmn_archive_free (DmnArchive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnArchive, dmn_archive_free)

/* As the functions of WebBackend. `current`: the file that is being written, or NULL. */
void dmn_archive_list (DmnArchive *self, const char *current, WebJsonFunc func, gpointer data);
void dmn_archive_open_recording (DmnArchive *self, const char *name, WebFileFunc func,
                                 gpointer data);
void dmn_archive_open_journal (DmnArchive *self, const WebJournalQuery *query, WebFileFunc func,
                               gpointer data);

#define DMN_ARCHIVE_JOBS_MAX 8 /* that wait for the disk at once */
