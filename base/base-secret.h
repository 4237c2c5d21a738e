/* Secrets (stream keys, tokens): read from a file's first line or a systemd credential, known to
 * the log's mask from then on, and in no error text. Any thread. */
#pragma once
#include <glib.h>

#define BASE_SECRET_FILE_MAX 4096 /* bytes of the file */
#define BASE_SECRET_MAX      512  /* bytes of the secret */

/* Where a secret is, and what people call it. */
typedef struct {
  const char *what;           /* "stream key" */
  const char *file_key;       /* the option that names a file: "key_file" */
  const char *credential_key; /* the option that names a credential: "key_credential"; or NULL */
  const char *file;           /* a path; or NULL */
  const char *credential;     /* a name in $CREDENTIALS_DIRECTORY; or NULL */
  gboolean on_pages;          /* the page Check tries it, and the page Settings takes it */
} BaseSecretPlace;

/* The secret: one word, at least BASE_LOG_SECRET_MIN bytes, registered with the log's mask.
 * Transfer full. NULL with `ret_why` ("what is wrong. Remedy.", transfer full) when there is none.
 */
char *base_secret_read (const BaseSecretPlace *place, char **ret_why);

/* NULL, or why the place's file (none: NULL) cannot be read, as above; its text is not looked at.
 * For checks of a config. */
char *base_secret_find_fault (const BaseSecretPlace *place);

/* FALSE with `ret_why` when `name` cannot be a credential's name, for option tables: `file_key` is
 * the option that it should be instead. */
gboolean base_secret_check_credential (const char *name, const char *file_key, char **ret_why);
