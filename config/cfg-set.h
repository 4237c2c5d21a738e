/* All sections of a config, by their tables, in the file's order. Main thread. */
#pragma once
#include "cfg-part.h"

typedef struct {
  const CfgSection *const *tables; /* NULL-terminated, static */
  char *folder;                    /* absolute; relative paths resolve against it */
  GPtrArray *parts;                /* for each table a GPtrArray of CfgPart, owned */
  GPtrArray *heads;                /* the same as a GPtrArray of CfgHead, borrowed from the parts */
} CfgSet;

/* With every unnamed section at its defaults. */
CfgSet *cfg_set_new (const CfgSection *const *tables, const char *folder);
void cfg_set_free (CfgSet *set); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfgSet, cfg_set_free)

/* The index of a table that is in the set; asserts that it is. */
guint cfg_set_index (const CfgSet *set, const CfgSection *table);

/* The table called `name`, NULL when there is none. */
const CfgSection *cfg_set_find_table (const CfgSet *set, const char *name);

GPtrArray *cfg_set_get_parts (const CfgSet *set, const CfgSection *table); /* borrowed */

/* The section called `name` (NULL for an unnamed one), NULL when it is not there. Borrowed. */
CfgPart *cfg_set_find (const CfgSet *set, const CfgSection *table, const char *name);

/* Takes `part`. */
void cfg_set_add (CfgSet *set, CfgPart *part);
