#include "dmn-check-sign.h"

/* Waits for the pictures. */
typedef struct {
  DmnReports *reports;
  json_t *report, *pictures;
  guint n_missing;
} Signing;

typedef struct {
  Signing *signing;
  const char *camera; /* borrowed from the config */
} Wanted;

static void
finish (Signing *signing)
{
  if (--signing->n_missing > 0)
    return;
  json_object_set_new (signing->report, "pictures", signing->pictures);
  dmn_reports_keep (signing->reports, signing->report);
  g_free (signing);
}

static void
on_picture (GBytes *jpeg, gpointer data)
{
  g_autofree Wanted *wanted = data;
  g_autofree char *text = NULL;

  if (jpeg) {
    text = g_base64_encode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
    json_array_append_new (wanted->signing->pictures,
                           json_pack ("{s:s, s:s}", "camera", wanted->camera, "jpeg", text));
  }
  finish (wanted->signing);
}

static json_t *
make_report (const DmnConfig *config, const char *name, json_t *board)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_s);
  g_autofree char *id = dmn_reports_make_id (now_s);
  g_autofree char *at = g_date_time_format_iso8601 (now);
  g_autofree char *format = g_strdup_printf (
      "%dx%d, %g fps, %d kbit/s", config->format.width, config->format.height,
      (double) config->format.fps_n / config->format.fps_d, config->encoder->bitrate_kbps);
  g_autofree char *host = g_utf8_make_valid (g_get_host_name (), -1);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "id", id, "name", name, "at", at, "rig",
                    host, "version", TALLYBOX_VERSION, "programme", format, "board", board);
}

void
dmn_check_sign (DmnConfig *config, DmnPictures *pictures, DmnReports *reports, const char *name,
                json_t *board)
{
  const GArray *cameras = config->setup->cameras;
  Signing *signing = g_new0 (Signing, 1);

  *signing = (Signing){reports, make_report (config, name, board), json_array (), cameras->len + 1};
  for (guint i = 0; i < cameras->len; i++) {
    Wanted *wanted = g_new (Wanted, 1);

    *wanted = (Wanted){signing, g_array_index (cameras, ShowCameraSetup, i).name};
    dmn_pictures_ask (pictures, (int) i, on_picture, wanted);
  }
  finish (signing);
}
