/* The words of a command as numbers and names of things, with errors that a person can act on.
 * Pure. */
#pragma once
#include "show-command.h"

/* A whole number; `what` begins the message: "The delay in ms". Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_words_to_int (const char *word, gint64 min, gint64 max, const char *what,
                            gint64 *ret_value, GError **error);

/* The same for pieces and minor units: 0..SHOW_QUANTITY_MAX. */
gboolean show_words_to_quantity (const char *word, const char *what, gint64 *ret_n, GError **error);

/* The word that takes something away again. */
#define SHOW_OFF "off"
gboolean show_words_is_off (const char *word);

/* TRUE for one line of UTF-8 of at most SHOW_NAME_MAX bytes. Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_words_check_name (const char *word, const char *what, GError **error);

/* SHOW_ERROR_REFUSED with that text; always FALSE. */
gboolean show_words_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A gain, SHOW_GAIN_DB_MIN..SHOW_GAIN_DB_MAX. Errors: SHOW_ERROR_BAD_ARGUMENT. */
gboolean show_words_to_gain (const char *word, double *ret_gain_db, GError **error);

/* The index of `name` in an array of structs that begin with their name, as those of ShowSetup do.
 * `what` is "scene", `plural` is "Scenes". Errors: SHOW_ERROR_NOT_FOUND, with the nearest and all
 * known names. */
gboolean show_words_to_index (const char *name, const GArray *known, const char *what,
                              const char *plural, guint *ret_index, GError **error);

/* SHOW_ERROR_NOT_FOUND for `name`, which is none of `known` (NULL-terminated); at most
 * SHOW_WORDS_LISTED of them are listed. */
void show_words_set_not_found (GError **error, const char *name, const char *const *known,
                               const char *what, const char *plural);

#define SHOW_WORDS_LISTED SHOW_SCENES_MAX
