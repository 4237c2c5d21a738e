/* Reading a config file: INI, UTF-8 (a byte order mark and CRLF are fine), `#` and `;` comments on
 * lines of their own, values that may stand in one pair of double quotes; one pass that collects
 * every error with its place and remedy. All of it on the main thread. */
#pragma once
#include "cfg-table.h"

#define CFG_ERROR (cfg_error_quark ())
GQuark cfg_error_quark (void);
typedef enum {
  CFG_ERROR_SYNTAX = 1,
  CFG_ERROR_IO,
} CfgError;

#define CFG_FILE_MAX_BYTES (1024 * 1024)
#define CFG_LINE_MAX_BYTES 4096
#define CFG_ERRORS_MAX     100
#define CFG_NAME_MAX       32

typedef struct _CfgFile CfgFile;

/* `tables`: NULL-terminated array of sections, static. `path` NULL: an empty file, all defaults.
 * On failure `error` (CFG_ERROR) has all errors, one a line, sorted by line, each as
 *   tallybox.conf:12: [camera main] fps: "fast" is not a frame rate. Write a number of frames a
 *   second from 1 to 60, such as fps = 30.
 * (one line each). After CFG_ERRORS_MAX of them the last line says how many more there are.
 * CFG_ERROR_SYNTAX: unknown sections and keys (with the nearest known one), bad values, values out
 * of range, doubled keys and sections, missing required keys, too many sections, names outside
 * [a-z0-9_-], lines too long, bytes that are not UTF-8, NUL bytes. CFG_ERROR_IO: a file that is
 * missing, unreadable, too large or a folder; told without a line.
 * A key that is required in an unnamed section is missed only when the file has that section. */
CfgFile *cfg_file_load (const char *path, const CfgSection *const *tables, GError **error);
/* The same from memory; `name` stands for the path in errors; relative paths resolve against the
 * current folder. */
CfgFile *cfg_file_parse (const char *name, const char *text, gssize length,
                         const CfgSection *const *tables, GError **error);
/* As if the file at `path` had this text: for a change that is not written yet. Errors call it by
 * its name without folders. */
CfgFile *cfg_file_load_text (const char *path, const char *text, const CfgSection *const *tables,
                             GError **error);
void cfg_file_free (CfgFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfgFile, cfg_file_free)

/* What was read, as it stands in the file. Borrowed; NULL: there is no file. */
const char *cfg_file_get_text (const CfgFile *file);

/* The struct of an unnamed section: always there, with defaults. Borrowed. */
gconstpointer cfg_file_get (const CfgFile *file, const CfgSection *table);

/* The structs of a named section in the file's order; borrowed array of borrowed pointers. */
GPtrArray *cfg_file_list (const CfgFile *file, const CfgSection *table);

/* The one of that name (NULL: none has it) among such structs; NULL: there is none. Borrowed. */
gconstpointer cfg_file_find (const GPtrArray *list, const char *name);

/* Adds a named section with defaults, as if the file had it; for daemon/ when there is no config.
 * `pairs`: key, value, …, NULL in the file's notation. Borrowed struct. Asserts that the pairs are
 * valid. */
gpointer cfg_file_add (CfgFile *file, const CfgSection *table, const char *name,
                       ...) G_GNUC_NULL_TERMINATED;

/* "FILE:LINE: [section name] key: why" for checks that need more than one section (a scene that
 * names an unknown camera); appended to what cfg_file_check_errors() returns. `key` may be NULL:
 * the section's line. */
void cfg_file_report (CfgFile *file, const CfgSection *table, gconstpointer section,
                      const char *key, const char *format, ...) G_GNUC_PRINTF (5, 6);
/* The same for what is outside of the text and may come and go: a file that is named and is not
 * there. */
void cfg_file_report_missing (CfgFile *file, const CfgSection *table, gconstpointer section,
                              const char *key, const char *format, ...) G_GNUC_PRINTF (5, 6);
/* What is missing is no error from now on, but told by cfg_file_get_missing(). */
void cfg_file_set_lenient (CfgFile *file);
/* One a line, as errors are; NULL: nothing is. Transfer full. */
char *cfg_file_get_missing (const CfgFile *file);
/* FALSE and CFG_ERROR with all that was reported, sorted by line, when there was anything. */
gboolean cfg_file_check (CfgFile *file, GError **error);
