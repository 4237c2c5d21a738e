/* Option tables: type, range, default and help of every setting, declared by the room that uses it.
 * The parser, the commented sample and the man page's reference are all generated from these. */
#pragma once
#include <glib.h>

typedef enum {
  CFG_STRING = 1, /* char *: UTF-8 */
  CFG_INT,        /* int: min..max; an optional unit suffix as in CfgOption.unit */
  CFG_BOOL,       /* gboolean: yes/no, true/false, on/off */
  CFG_DOUBLE,     /* double: min..max; an optional unit suffix as in CfgOption.unit */
  CFG_MS,         /* int, ms: "300 ms", "1.5 s", "5 min", "1 h", or a bare number of ms */
  CFG_SIZE,       /* int[2]: "1280x720", both even, min..max for each */
  CFG_RATE,       /* int[2]: "30", "29.97", "30000/1001"; min..max as frames per second */
  CFG_CHOICE,     /* int: one of `choices`, the value is the index + 1 */
  CFG_LIST,       /* char **: words separated by commas or blanks, NULL-terminated */
  CFG_PATH, /* char *: a file's path; "~" and relative paths resolve against the config's folder */
} CfgType;

typedef struct {
  const char *key;
  CfgType type;
  gsize offset;             /* of the member in the section's struct */
  const char *default_text; /* in the file's own notation; NULL: no default (0 or NULL) */
  gboolean required;        /* in every named section, and in an unnamed one that the file has */
  double min, max;          /* both ends are good; no limits of its own unless min < max */
  const char *unit; /* "kbit/s", "% of the width"; its first word or all may stand behind an int,
                       double or rate */
  const char *const *choices; /* CFG_CHOICE: NULL-terminated; CFG_PATH: names that are
                                  no paths, for people to choose from; or NULL */
  const char *example;        /* for the sample config, when there is no default */
  const char *help;           /* one or two sentences */
  gboolean is_secret; /* CFG_PATH: of a file that holds one; who edits the config from afar may
                         write it, and never reads it */
  /* More checks on the value in words; may be NULL. Sets `ret_why` ("…: say what to write") and
   * gives FALSE. */
  gboolean (*check) (const char *value, char **ret_why);
} CfgOption;

typedef struct {
  const char *name; /* "camera" */
  gboolean named;   /* [camera NAME], several; otherwise [name], at most one */
  guint max;        /* named: how many */
  const char *help;
  gsize struct_size;        /* sections are structs of this size; the first members must be
                               CFG_SECTION_HEAD */
  const CfgOption *options; /* ends with key = NULL */
} CfgSection;

/* Head of every section's struct. */
#define CFG_SECTION_HEAD                                                                           \
  char *name; /* NULL for an unnamed section */                                                    \
  int line;   /* 0: not in the file, all defaults */

typedef struct {
  CFG_SECTION_HEAD
} CfgHead;
