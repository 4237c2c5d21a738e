/* Collects what is wrong with a config: every error with its place, sorted by line. Any one thread.
 */
#pragma once
#include <glib.h>

/* Characters of a foreign text that an error repeats. */
#define CFG_QUOTE_MAX 60

typedef struct _CfgReport CfgReport;

/* `file`: what the errors call the file. */
CfgReport *cfg_report_new (const char *file);
void cfg_report_free (CfgReport *report); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfgReport, cfg_report_free)

/* Adds "FILE:LINE: LABEL KEY: text". `line` 0: no line is told. `label` ("[camera main]") and `key`
 * may be NULL. Memory stays bounded: only the first CFG_ERRORS_MAX by line are kept, the others are
 * counted. */
void cfg_report_add (CfgReport *report, int line, const char *label, const char *key,
                     const char *format, ...) G_GNUC_PRINTF (5, 6);
void cfg_report_add_valist (CfgReport *report, int line, const char *label, const char *key,
                            const char *format, va_list args) G_GNUC_PRINTF (5, 0);

/* All of it as one CFG_ERROR_SYNTAX, one error a line, those of the same line in the order they
 * came; NULL when nothing is wrong. The report stays as it is. Transfer full. */
GError *cfg_report_to_error (CfgReport *report);

/* `text` fit to stand in an error: valid UTF-8 in, control characters become "?", the rest after
 * CFG_QUOTE_MAX characters becomes "…". Transfer full. */
char *cfg_report_quote (const char *text);
