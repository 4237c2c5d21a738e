/* Secrets: made from the kernel's random numbers, kept only as hashes. */
#pragma once
#include <glib.h>

/* 32 random bytes in base64url, 43 characters: tokens of sessions, devices and links. Transfer
 * full. */
char *web_secret_new_token (void);

/* Ten characters in two groups, "K7QF2-9WXM4": letters and digits that nobody mistakes (Crockford's
 * base 32), 50 bits. For reading out and typing in. Transfer full. */
char *web_secret_new_code (void);

/* What a person typed, as web_secret_new_code() writes it: capital letters, I and L as 1, O as 0,
 * no blanks and dashes but the one in the middle. Transfer full. */
char *web_secret_tidy_code (const char *typed);

/* Tokens and codes have too much chance in them to be guessed, so a plain hash (SHA-256, hex) is
 * enough. Transfer full. */
char *web_secret_digest (const char *token);

/* PINs are short: yescrypt by the system's libcrypt, on the caller's thread for some 50 ms. NULL
 * when that fails. Transfer full. */
char *web_secret_hash_pin (const char *pin);
gboolean web_secret_check_pin (const char *pin, const char *hash);

/* What no PIN is the one of, and takes as long to check as any. NULL when that fails. Transfer
 * full.
 */
char *web_secret_new_hash_of_nothing (void);

/* Neither too short nor too long. */
gboolean web_secret_is_pin (const char *text);

/* In a time that does not depend on where they differ. */
gboolean web_secret_equal (const char *a, const char *b);

#define WEB_PIN_MIN 6 /* characters */
#define WEB_PIN_MAX 64
