/* Changes in a config's text that leave people's comments, blanks and order alone. Pure; one
 * thread. It knows lines only: whether a setting is good is for cfg_file_load_text() to say. */
#pragma once
#include <glib.h>

typedef struct _CfgEdit CfgEdit;

/* `text`: of a config that was read without an error, or an empty one. */
CfgEdit *cfg_edit_new (const char *text);
void cfg_edit_free (CfgEdit *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfgEdit, cfg_edit_free)

/* `name` is NULL for an unnamed section, everywhere here. */
gboolean cfg_edit_has_section (const CfgEdit *self, const char *section, const char *name);

/* The setting's value without its quotes; NULL when no line sets it. Transfer full. */
char *cfg_edit_get (const CfgEdit *self, const char *section, const char *name, const char *key);

/* Sets a key: in its line, else below the comment that shows it ("#fps = 30"), else at the
 * section's end; a section that is missing is made beside its likes. `value` NULL takes the line
 * away. FALSE with `ret_why`: no line can hold the value. */
gboolean cfg_edit_set (CfgEdit *self, const char *section, const char *name, const char *key,
                       const char *value, char **ret_why);

void cfg_edit_add_section (CfgEdit *self, const char *section, const char *name);
/* With its settings, and the comments between them. */
void cfg_edit_remove_section (CfgEdit *self, const char *section, const char *name);

char *cfg_edit_to_text (const CfgEdit *self); /* transfer full */

/* A section's header (key NULL), or a setting. */
typedef struct {
  char *section, *name, *key;
  char *before, *after; /* values; of a header "": it is there. NULL: it is not there */
} CfgChange;
/* Copies the texts; `before` is NULL. Transfer full. */
CfgChange *cfg_change_new (const char *section, const char *name, const char *key,
                           const char *after);
void cfg_change_free (CfgChange *change); /* NULL is fine */

/* What stands in that line (1 is the first), with its value in `after`; NULL: no header and no
 * setting. Transfer full. */
CfgChange *cfg_edit_read_line (const CfgEdit *self, guint line);

/* GPtrArray of CfgChange: every setting of `self`, in its order, with before = NULL. */
GPtrArray *cfg_edit_list (const CfgEdit *self);

/* What is otherwise in `after`, in its order; then what is gone. Transfer full. */
GPtrArray *cfg_edit_compare (const CfgEdit *before, const CfgEdit *after);
