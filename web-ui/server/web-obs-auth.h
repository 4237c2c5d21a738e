/* The proof of a password in obs-websocket 5, without sending it (protocol.md, "Creating an
 * authentication string"). Pure. */
#pragma once
#include <glib.h>

/* base64 (SHA-256 (password + salt)): all that the server keeps. Transfer full. */
char *web_obs_auth_make_secret (const char *password, const char *salt);

/* base64 (SHA-256 (secret + challenge)): what who knows the password sends. Transfer full. */
char *web_obs_auth_make_answer (const char *secret, const char *challenge);

/* In a time that does not depend on where they differ. */
gboolean web_obs_auth_check (const char *secret, const char *challenge, const char *answer);
