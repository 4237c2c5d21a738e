/* The shop's certificate: only one that is good, for this host and now, from an authority that is
 * trusted, makes a link. */
#include "shop-rig.h"

static char *folder; /* of keys and certificates */

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void run (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
run (const char *format, ...)
{
  g_autofree char *command = NULL, *out = NULL, *err = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;
  int status;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  g_spawn_command_line_sync (command, &out, &err, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s%s", command, out, err);
}

static void
make_authority (const char *name)
{
  run ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
       "/CN=%s -keyout %s/%s.key -out %s/%s.pem",
       name, folder, name, folder, name);
}

/* `days` 0: it has expired. */
static void
make_certificate (const char *name, const char *authority, const char *san, int days)
{
  g_autofree char *extensions = path_of ("san.cnf");
  g_autofree char *text = g_strdup_printf ("subjectAltName=%s\n", san);

  g_assert_true (g_file_set_contents (extensions, text, -1, NULL));
  run ("openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=shop -keyout "
       "%s/%s.key -out %s/%s.csr",
       folder, name, folder, name);
  run ("openssl x509 -req -in %s/%s.csr -CA %s/%s.pem -CAkey %s/%s.key -CAcreateserial -days %d "
       "-extfile %s -out %s/%s.pem",
       folder, name, folder, authority, folder, authority, days, extensions, folder, name);
}

static GTlsCertificate *
load (const char *name)
{
  g_autofree char *pem = g_strdup_printf ("%s/%s.pem", folder, name);
  g_autofree char *key = g_strdup_printf ("%s/%s.key", folder, name);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (pem, key, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
script (Wire *wire, gpointer data)
{
  g_autofree char *first = NULL;

  wire_accept (wire);
  first = wire_read (wire);
  if (!first)
    return;
  rig_send_welcome (wire, "e1", 1, "snapshot", 60000);
  rig_send_snapshot (wire, "e1", 1, RIG_ITEM ("A", 5));
  wire_drain (wire);
}

typedef struct {
  const char *certificate; /* of the shop */
  const char *authority;   /* that the rig trusts; NULL: the system's */
  const char *host;
  const char *words; /* of the refusal; NULL: there is a link */
} Case;

static const Case cases[] = {
    {"good", "ca", "localhost", NULL},
    {"good", "ca", "127.0.0.1", NULL},
    {"good", "other-ca", "localhost", "cannot be trusted"},
    {"good", NULL, "localhost", "cannot be trusted"},
    {"expired", "ca", "localhost", "cannot be trusted"},
    {"elsewhere", "ca", "localhost", "cannot be trusted"},
    {"elsewhere", "ca", "127.0.0.1", "cannot be trusted"},
    {"stranger", "ca", "localhost", "cannot be trusted"},
    {"ca", NULL, "localhost", "cannot be trusted"},
    {"good", "no-certificate", "localhost", "cannot be read"},
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GTlsCertificate) certificate = load (one->certificate);
  g_autofree char *authority =
      one->authority ? g_strdup_printf ("%s/%s.pem", folder, one->authority) : NULL;
  Rig rig;

  rig_init (&rig, script, certificate, one->host);
  rig.options.tls_ca = authority;
  shop_client_start (rig.client);
  rig_wait (one->words ? rig.text && strstr (rig.text, one->words) != NULL : rig.synced);
  g_test_message ("%s (%s)", rig.text, rig.detail);
  g_assert_true (rig.synced == (one->words == NULL));
  if (one->words)
    g_assert_cmpuint (g_hash_table_size (rig.products), ==, 0);
  rig_clear (&rig);
}

/* wss to a server that has no TLS, and ws to one that has. */
static void
script_plain (Wire *wire, gpointer data)
{
  wire_read_head (wire);
}

static void
test_mixed_up (void)
{
  g_autoptr (GTlsCertificate) certificate = load ("good");

  for (int i = 0; i < 2; i++) {
    Rig rig;

    rig_init (&rig, script_plain, i == 0 ? NULL : certificate, "localhost");
    rig_close (&rig);
    g_free (rig.options.url);
    rig.options.url =
        g_strdup_printf ("%s://localhost:%u/", i == 0 ? "wss" : "ws", rig.server->port);
    rig_open (&rig);
    shop_client_start (rig.client);
    rig_wait (rig.health == SHOW_HEALTH_RETRYING);
    rig_clear (&rig);
  }
}

static void
make_all (void)
{
  g_autofree char *junk = NULL;

  folder = g_dir_make_tmp ("test-tls-XXXXXX", NULL);
  make_authority ("ca");
  make_authority ("other-ca");
  make_certificate ("good", "ca", "DNS:localhost,IP:127.0.0.1", 2);
  make_certificate ("expired", "ca", "DNS:localhost,IP:127.0.0.1", 0);
  make_certificate ("elsewhere", "ca", "DNS:shop.example,IP:10.0.0.1", 2);
  make_certificate ("stranger", "other-ca", "DNS:localhost,IP:127.0.0.1", 2);
  junk = path_of ("no-certificate.pem");
  g_assert_true (g_file_set_contents (junk, "no certificate\n", -1, NULL));
}

static void
remove_all (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = path_of (name);

    g_remove (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  make_all ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name =
        g_strdup_printf ("/shop/tls/%s-%s-%s", cases[i].certificate,
                         cases[i].authority ? cases[i].authority : "system", cases[i].host);

    g_test_add_data_func (name, &cases[i], test_case);
  }
  g_test_add_func ("/shop/tls/mixed-up", test_mixed_up);
  result = g_test_run ();
  remove_all ();
  return result;
}
