/* Secrets that stand in a value itself, such as the password of a network camera's address. Pure.
 */
#pragma once
#include <glib.h>

/* What stands for them. */
#define CFG_MASK "***"

/* `text` with the password of "scheme://user:password@host" and of parameters such as
 * "?passphrase=…" replaced by CFG_MASK; rather too much than too little, where a password has
 * characters that an address should not have. Transfer full. */
char *cfg_mask (const char *text);
