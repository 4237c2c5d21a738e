/* Signed reports of the tech check, kept in STATE_DIR/checks. Main thread; the disk is touched in a
 * thread of its own. */
#pragma once
#include "base-worker.h"
#include <jansson.h>

#define DMN_REPORTS_MAX      100               /* the oldest goes */
#define DMN_REPORT_BYTES_MAX (4 * 1024 * 1024) /* what is larger is not read */

typedef struct _DmnReports DmnReports;

DmnReports *dmn_reports_new (const char *state_dir);
void dmn_reports_free (DmnReports *self); /* NULL is fine; waits for the disk, a second at most */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DmnReports, dmn_reports_free)

/* Keeps `report`, an object with "id" (as dmn_reports_make_id()), "name", "at" and "board"; taken.
 */
void dmn_reports_keep (DmnReports *self, json_t *report);

/* "2026-11-23_03-10-22", in local time, as recordings are named. Transfer full. */
char *dmn_reports_make_id (gint64 now_s);

/* [{"id","name","at","verdict"}], newest first; a new reference. */
json_t *dmn_reports_list (DmnReports *self);

/* `report` is borrowed; NULL: there is none. Called once, later, unless the reports are freed. */
typedef void (*DmnReportFunc) (const json_t *report, gpointer data);
/* `id` NULL: the newest one. */
void dmn_reports_read (DmnReports *self, const char *id, DmnReportFunc func, gpointer data);
/* Answers all who wait, with NULL. */
void dmn_reports_cancel (DmnReports *self);

/* For jobs of others that touch the disk; see enc-disk.h. */
struct _EncDisk *dmn_reports_get_disk (DmnReports *self);
