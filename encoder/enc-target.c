#include "enc-key.h"
#include "enc-pipe.h"

static gboolean
load_trust (EncTarget *self, const EncOutputOptions *options, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())) {
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                 "output %s: rtmps needs the package glib-networking. Install it.", options->name);
    return FALSE;
  }
  if (!options->tls_ca)
    return TRUE;
  self->trust = g_tls_file_database_new (options->tls_ca, &why);
  if (!self->trust)
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE,
                 "output %s: %s is not a certificate that can be read: %s. Name a PEM file as "
                 "tls_ca.",
                 options->name, options->tls_ca, why->message);
  return self->trust != NULL;
}

gboolean
enc_target_init (EncTarget *self, const EncOutputOptions *options, GError **error)
{
  g_auto (EncTarget) target = {0};
  g_autofree char *why = NULL;

  target.key = enc_key_read (options, error);
  if (!target.key)
    return FALSE;
  if (!enc_address_parse (options->url, &target.address, &why)) {
    g_set_error (error, ENC_ERROR, ENC_ERROR_PIPELINE, "output %s: url: %s", options->name, why);
    return FALSE;
  }
  if (target.address.tls && !load_trust (&target, options, error))
    return FALSE;
  *self = target;
  target = (EncTarget){0};
  return TRUE;
}

void
enc_target_clear (EncTarget *self)
{
  enc_address_clear (&self->address);
  g_clear_pointer (&self->key, g_free);
  g_clear_object (&self->trust);
}
