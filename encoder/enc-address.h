/* Where an output goes: the parts of rtmp://HOST[:PORT]/APP. Pure. */
#pragma once
#include <glib.h>

#define ENC_URL_MAX    1024 /* bytes */
#define ENC_RTMP_PORT  1935
#define ENC_RTMPS_PORT 443
/* A last part of the path that is so long and has digits looks like a key. */
#define ENC_KEY_IN_PATH 16

typedef struct {
  gboolean tls;
  char *host; /* without the brackets of an IPv6 address */
  guint16 port;
  char *app; /* without slashes at its ends; never empty */
} EncAddress;

/* Any thread. FALSE: `ret_why` (owned by the caller, never repeats what may be a key) says what to
 * write instead. */
gboolean enc_address_parse (const char *url, EncAddress *ret_address, char **ret_why);
void enc_address_clear (EncAddress *address);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EncAddress, enc_address_clear)
