#include "dmn-web-check.h"

#include "dmn-check-page.h"
#include <string.h>

static json_t *
list_reports (gpointer data)
{
  return dmn_reports_list (dmn_board_get_reports (data));
}

static void
give_sound (const char *mic, WebBytesFunc func, gpointer func_data, gpointer data)
{
  g_autoptr (GBytes) wav = dmn_board_get_sound (data, mic);

  func (wav, "audio/wav", func_data);
}

typedef struct {
  gboolean page;
  ShowLanguage language;
  WebBytesFunc func;
  gpointer data;
} ReportWish;

static GBytes *
to_bytes (const json_t *json)
{
  char *text = json ? json_dumps (json, JSON_INDENT (1)) : NULL;
  GBytes *bytes = text ? g_bytes_new (text, strlen (text)) : NULL;

  free (text);
  return bytes;
}

static void
on_report (const json_t *report, gpointer data)
{
  g_autofree ReportWish *wish = data;
  g_autoptr (GBytes) bytes =
      report && wish->page ? dmn_check_make_page (report, wish->language) : to_bytes (report);

  wish->func (bytes, wish->page ? "text/html; charset=utf-8" : "application/json", wish->data);
}

static void
give_report (const char *id, gboolean page, const char *language, WebBytesFunc func,
             gpointer func_data, gpointer data)
{
  ReportWish *wish = g_new (ReportWish, 1);

  *wish = (ReportWish){page, g_str_equal (language, "de") ? SHOW_GERMAN : SHOW_ENGLISH, func,
                       func_data};
  dmn_reports_read (dmn_board_get_reports (data), id, on_report, wish);
}

const WebCheckFuncs dmn_web_check_funcs = {dmn_board_to_json, list_reports, give_sound,
                                           give_report};
