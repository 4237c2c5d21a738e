/* Text that came from somebody: is it one decent line, and how it may be quoted back. Pure. */
#pragma once
#include <glib.h>

/* Characters of foreign text that an error message repeats. */
#define SHOW_QUOTE_MAX 40

/* TRUE when `text` is 1..`max_chars` characters of valid UTF-8 on one line: no control characters,
 * no line separators, no direction overrides (they would turn the words around it), not blank and
 * no blank at either end. `what` begins the message: "The title". Errors: SHOW_ERROR_BAD_ARGUMENT.
 */
gboolean show_text_check (const char *text, gsize max_chars, const char *what, GError **error);

/* `text` in quotation marks, made valid, printable and at most SHOW_QUOTE_MAX characters, for an
 * error message. Transfer full. */
char *show_text_quote (const char *text);

/* `text` made fit to be shown and stored: valid UTF-8, control characters as blanks, cut to
 * `max_chars` characters with an ellipsis. NULL stays NULL. Transfer full. */
char *show_text_tidy (const char *text, gsize max_chars);
