/* Tokens and signatures. A token is 256 random bits; the store has its SHA-256 only, which needs no
 * salt for a secret that nobody can guess. Pure but for the random bits, any thread. */
#pragma once
#include "srv-store.h"

#define SRV_TOKEN_MAX 128 /* bytes of a token that is looked at at all */

/* A new token, as text to be shown once. Transfer full. */
char *srv_token_generate (void);

/* What the store keeps of it. Transfer full. */
char *srv_token_hash (const char *token);

/* "read" "rig" "seller" "admin" as SrvRight flags; 0 for any other word. */
guint srv_token_rights_from_string (const char *text);
/* The word for these flags. */
const char *srv_token_rights_to_string (guint rights);

/* Who shows `token` (NULL: nobody does). Errors: SRV_ERROR_UNAUTHORIZED, SRV_ERROR_STORE. */
gboolean srv_token_check (SrvStore *store, const char *token, SrvToken *ret_token, GError **error);

/* Has the right, and for this drop (NULL: any). Errors: SRV_ERROR_FORBIDDEN. */
gboolean srv_token_allows (const SrvToken *token, guint right, const char *drop, GError **error);

/* base64 (HMAC-SHA256 (key, a || b)), RFC 2104. Transfer full. */
char *srv_token_sign (GBytes *key, const char *a, gsize a_length, const char *b, gsize b_length);

/* Whether both are the same, in a time that does not tell how much of it is. NULL equals nothing.
 */
gboolean srv_token_equal (const char *a, const char *b);
