#include "web-certificate.h"

#include "web-types.h"
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define LIFE_S       (10 * 365 * 24 * 3600)
#define RENEW_S      (30 * 24 * 3600) /* before its end */
#define SERIAL_BYTES 16

typedef struct {
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t crt;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->key)
    gnutls_x509_privkey_deinit (pair->key);
  if (pair->crt)
    gnutls_x509_crt_deinit (pair->crt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static int
add_names (gnutls_x509_crt_t crt, char *const *names)
{
  static const guint8 loopback4[] = {127, 0, 0, 1};
  int result = gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, loopback4,
                                                     sizeof loopback4, GNUTLS_FSAN_SET);

  for (; result == 0 && *names; names++)
    result = gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, *names,
                                                   (unsigned) strlen (*names), GNUTLS_FSAN_APPEND);
  return result < 0 ? result
                    : gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "localhost", 9,
                                                            GNUTLS_FSAN_APPEND);
}

/* gnutls' results: 0 is good. */
static int
fill (Pair *pair, char *const *names)
{
  guint8 serial[SERIAL_BYTES];
  time_t now = time (NULL);
  int result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f; /* RFC 5280, 4.1.2.2: positive */
  if ((result = result ? result : gnutls_x509_privkey_init (&pair->key)) ||
      (result = gnutls_x509_privkey_generate (
           pair->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0)) ||
      (result = gnutls_x509_crt_init (&pair->crt)) ||
      (result = gnutls_x509_crt_set_version (pair->crt, 3)) ||
      (result = gnutls_x509_crt_set_serial (pair->crt, serial, sizeof serial)) ||
      (result = gnutls_x509_crt_set_dn_by_oid (pair->crt, GNUTLS_OID_X520_COMMON_NAME, 0,
                                               "Tallybox", 8)) ||
      (result = gnutls_x509_crt_set_activation_time (pair->crt, now - 24 * 3600)) ||
      (result = gnutls_x509_crt_set_expiration_time (pair->crt, now + LIFE_S)) ||
      (result = gnutls_x509_crt_set_key (pair->crt, pair->key)) ||
      (result = gnutls_x509_crt_set_basic_constraints (pair->crt, 0, -1)) ||
      (result = gnutls_x509_crt_set_key_purpose_oid (pair->crt, GNUTLS_KP_TLS_WWW_SERVER, 0)) ||
      (result = gnutls_x509_crt_set_key_usage (pair->crt, GNUTLS_KEY_DIGITAL_SIGNATURE)) ||
      (result = add_names (pair->crt, names)))
    return result;
  return gnutls_x509_crt_sign2 (pair->crt, pair->crt, pair->key, GNUTLS_DIG_SHA256, 0);
}

/* Key and certificate as one PEM text; transfer full, NULL on failure. */
static char *
make_pem (char *const *names, int *ret_result)
{
  g_auto (Pair) pair = {0};
  gnutls_datum_t key = {0}, crt = {0};
  char *pem = NULL;

  if ((*ret_result = fill (&pair, names)) == 0 &&
      (*ret_result = gnutls_x509_privkey_export2_pkcs8 (pair.key, GNUTLS_X509_FMT_PEM, NULL,
                                                        GNUTLS_PKCS_PLAIN, &key)) == 0 &&
      (*ret_result = gnutls_x509_crt_export2 (pair.crt, GNUTLS_X509_FMT_PEM, &crt)) == 0)
    pem = g_strdup_printf ("%.*s%.*s", (int) key.size, (const char *) key.data, (int) crt.size,
                           (const char *) crt.data);
  gnutls_free (key.data);
  gnutls_free (crt.data);
  return pem;
}

static gboolean
is_good_for_long (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return end && g_date_time_difference (end, now) / G_TIME_SPAN_SECOND > RENEW_S;
}

static GTlsCertificate *
load_own (const char *state_dir, char *const *names, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "web-certificate.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) why = NULL;
  g_autoptr (GTlsCertificate) known = g_tls_certificate_new_from_file (path, NULL);
  int result;

  if (known && is_good_for_long (known))
    return g_steal_pointer (&known);
  pem = make_pem (names, &result);
  if (!pem)
    g_set_error (error, WEB_ERROR, WEB_ERROR_FILE,
                 "No certificate can be made for the control room: %s.", gnutls_strerror (result));
  else if (!g_file_set_contents_full (path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &why))
    g_set_error (error, WEB_ERROR, WEB_ERROR_FILE, "%s. Make room, or give the service the right.",
                 why->message);
  else
    return g_tls_certificate_new_from_pem (pem, -1, error);
  return NULL;
}

GTlsCertificate *
web_certificate_load (const WebOptions *options, const char *state_dir, char *const *names,
                      GError **error)
{
  g_autoptr (GError) why = NULL;
  GTlsCertificate *certificate;

  if (!options->tls_certificate)
    return load_own (state_dir, names, error);
  certificate = g_tls_certificate_new_from_files (
      options->tls_certificate, options->tls_key ? options->tls_key : options->tls_certificate,
      &why);
  if (!certificate)
    g_set_error (error, WEB_ERROR, WEB_ERROR_FILE,
                 "The certificate of the control room cannot be used: %s. Check [web] "
                 "tls_certificate and tls_key.",
                 why->message);
  return certificate;
}
