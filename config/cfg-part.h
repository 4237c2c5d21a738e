/* One section as it stands in a file: its struct, and where each key was set. Main thread. */
#pragma once
#include "cfg-table.h"

typedef struct {
  const CfgSection *table;
  CfgHead *head;   /* owned; table->struct_size bytes, with all defaults from the start */
  char *label;     /* "[camera main]" */
  int *key_lines;  /* for each option the line that sets it; 0: none does */
  gboolean *tried; /* for each option: a line was meant to set it, well or badly */
} CfgPart;

/* `name` NULL for an unnamed section; `line` 0 when it is not in the file. Stops the program when a
 * default of the table is not good. */
CfgPart *cfg_part_new (const CfgSection *table, const char *name, int line, const char *folder);
void cfg_part_free (CfgPart *part); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfgPart, cfg_part_free)

/* The option's index in table->options, -1 when there is none. */
int cfg_part_find (const CfgPart *part, const char *key);

/* The index of the option that a misspelt key was most likely meant to be, -1 when none is near. */
int cfg_part_find_near (const CfgPart *part, const char *key);

/* Sets a key; errors as cfg_value_parse(). */
gboolean cfg_part_set (CfgPart *part, int index, const char *text, int line, const char *folder,
                       char **ret_why);
