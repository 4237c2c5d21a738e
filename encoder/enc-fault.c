#include "enc-fault.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

/* rtmp2sink wraps GIO's error: domain and code stand in the debug text as "domain D, code N".
 * Names, not quarks: a domain's quark may not be registered yet. */
static const struct {
  const char *domain;
  int code; /* -1: every code of the domain */
  EncFault fault;
} causes[] = {
    {"g-io-error-quark", G_IO_ERROR_CONNECTION_REFUSED, ENC_FAULT_REFUSED},
    {"g-io-error-quark", G_IO_ERROR_HOST_NOT_FOUND, ENC_FAULT_NAME},
    {"g-io-error-quark", G_IO_ERROR_HOST_UNREACHABLE, ENC_FAULT_NETWORK},
    {"g-io-error-quark", G_IO_ERROR_NETWORK_UNREACHABLE, ENC_FAULT_NETWORK},
    {"g-io-error-quark", G_IO_ERROR_TIMED_OUT, ENC_FAULT_SILENT},
    {"g-io-error-quark", G_IO_ERROR_EXISTS, ENC_FAULT_BUSY},
    {"g-resolver-error-quark", -1, ENC_FAULT_NAME},
    {"g-tls-error-quark", G_TLS_ERROR_BAD_CERTIFICATE, ENC_FAULT_TRUST},
    {"g-tls-error-quark", G_TLS_ERROR_NOT_TLS, ENC_FAULT_NOT_TLS},
};

static EncFault
find_cause (const char *debug)
{
  const char *place = debug ? strstr (debug, "domain ") : NULL;
  char domain[64];
  int code;

  if (!place || sscanf (place, "domain %63[^,], code %d", domain, &code) != 2)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++) {
    if (g_str_equal (causes[i].domain, domain) && (causes[i].code == code || causes[i].code == -1))
      return causes[i].fault;
  }
  return 0;
}

/* The sink's own words for the command that failed; they are not translated. An answer of the
 * server begins with its name ("_error", "onStatus"); anything else is why none came. Seen here:
 * nginx-rtmp closes after `publish` when on_publish is answered with 403, and after `connect` when
 * it does not know the application. */
static const struct {
  const char *words;
  EncFault fault;
} answers[] = {
    {"publish denied; stream already exists", ENC_FAULT_BUSY},
    {"publish denied", ENC_FAULT_KEY_DENIED},
    {"'publish' cmd failed: onStatus", ENC_FAULT_KEY_DENIED},
    {"'createStream' cmd failed: _error", ENC_FAULT_KEY_DENIED},
    {"'connect' cmd failed: _error", ENC_FAULT_APP_DENIED},
    {"'connect' cmd returned", ENC_FAULT_APP_DENIED},
};
static const struct {
  const char *words;
  EncFault fault;
} hang_ups[] = {
    {"'publish' cmd failed", ENC_FAULT_KEY_HANG_UP},
    {"'createStream' cmd failed", ENC_FAULT_KEY_HANG_UP},
    {"'connect' cmd failed", ENC_FAULT_APP_HANG_UP},
};

static gboolean
was_closed_by_server (const char *text)
{
  return strstr (text, "closed remotely") || strstr (text, g_strerror (ECONNRESET));
}

static EncFault
find_answer (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strstr (text, answers[i].words))
      return answers[i].fault;
  for (guint i = 0; i < G_N_ELEMENTS (hang_ups); i++)
    if (strstr (text, hang_ups[i].words) && was_closed_by_server (text))
      return hang_ups[i].fault;
  return 0;
}

EncFault
enc_fault_from_message (const GError *error, const char *debug)
{
  EncFault fault;

  if (error->domain != GST_RESOURCE_ERROR)
    return ENC_FAULT_INTERNAL;
  fault = find_answer (error->message);
  if (fault)
    return fault;
  /* The server wants a user name or a token. */
  if (error->code == GST_RESOURCE_ERROR_NOT_AUTHORIZED)
    return ENC_FAULT_APP_DENIED;
  fault = find_cause (debug);
  if (error->code == GST_RESOURCE_ERROR_WRITE)
    return fault == ENC_FAULT_SILENT ? ENC_FAULT_STALLED : ENC_FAULT_LOST;
  if (error->code == GST_RESOURCE_ERROR_OPEN_READ)
    return ENC_FAULT_REFUSED;
  return fault ? fault : ENC_FAULT_LOST;
}
