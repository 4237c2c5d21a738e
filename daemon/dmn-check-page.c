#include "dmn-check-page.h"

#include <string.h>

static const char style[] =
    ":root{font:16px/1.45 system-ui,sans-serif;color:#1d1c1a;background:#f5f3ee;color-scheme:light "
    "dark}body{max-width:860px;margin:0 auto;padding:24px}h1{font-size:1.75rem;margin:0}"
    "h2{font-size:1rem;margin:28px 0 8px}p{margin:4px 0}.quiet{color:#625e57}"
    ".total{border-radius:12px;padding:20px 24px;color:#fff;margin:20px 0}"
    ".total b{font-size:2rem;display:block}.total.go{background:#13703f}"
    ".total.warn,.total.todo,.total.wait{background:#8f5a00}.total.no-go{background:#a11218}"
    "figure{display:inline-block;width:calc(50% - 12px);margin:0 12px 12px 0;vertical-align:top}"
    "img{width:100%;border-radius:8px;display:block}table{width:100%;border-collapse:collapse;"
    "background:#fff;border-radius:8px}td{padding:8px 12px;border-top:1px solid #ddd8ce;"
    "vertical-align:top}tr:first-child td{border-top:0}td:first-child{width:11em}"
    "td:last-child{width:6em;text-align:right;font-weight:600;white-space:nowrap}"
    "td.go{color:#13703f}td.warn,td.todo,td.wait{color:#8f5a00}td.no-go{color:#b3141a}"
    "small{display:block;color:#625e57}@media(max-width:560px){figure{width:100%}td:first-child"
    "{width:7em}}@media(prefers-color-scheme:dark){:root{color:#f3f0ea;background:#141312}"
    "table{background:#1f1e1c}td{border-color:#35322e}.quiet,small{color:#a8a298}td.go{color:#"
    "4cc38a}"
    "td.warn,td.todo,td.wait{color:#f0b13c}td.no-go{color:#ff7a75}}@media print{.total{"
    "print-color-adjust:exact}}";

static const struct {
  const char *name;
  ShowCheckWords words, total;
} verdicts[] = {
    {"go", {"go", "gut"}, {"Go", "Bereit"}},
    {"warn", {"look", "ansehen"}, {"Go with care", "Mit Vorsicht bereit"}},
    {"todo", {"open", "offen"}, {"Not all was tested", "Nicht alles geprüft"}},
    {"wait", {"measuring", "misst"}, {"Not finished", "Nicht abgeschlossen"}},
    {"no-go", {"no go", "nicht bereit"}, {"No go", "Nicht bereit"}},
    {"off", {"off", "aus"}, {"Off", "Aus"}},
};

static const struct {
  const char *name;
  ShowCheckWords words;
} groups[] = {
    {"picture", {"Picture", "Bild"}},
    {"sound", {"Sound", "Ton"}},
    {"where", {"Where it goes", "Wohin es geht"}},
    {"sale", {"What is for sale", "Was verkauft wird"}},
    {"rig", {"The rig", "Die Box"}},
};

typedef struct {
  GString *html;
  ShowLanguage language;
} Page;

static const char *
pick (const Page *page, const ShowCheckWords *words)
{
  return page->language == SHOW_GERMAN ? words->de : words->en;
}

static const char *
get (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text ? text : "";
}

static const char *
get_words (const Page *page, const json_t *object, const char *key)
{
  return get (json_object_get (object, key), page->language == SHOW_GERMAN ? "de" : "en");
}

static void
add (Page *page, const char *html)
{
  g_string_append (page->html, html);
}

static void
add_text (Page *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  add (page, escaped);
}

/* The class of a verdict; one that is unknown is none. */
static guint
find_verdict (const char *name)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (verdicts) - 1 && !g_str_equal (verdicts[i].name, name))
    i++;
  return i;
}

static void
add_head (Page *page, const json_t *report)
{
  static const ShowCheckWords title = {"Tech check", "Technikprüfung"};
  static const ShowCheckWords signed_by = {"Signed by ", "Unterschrieben von "};
  guint verdict = find_verdict (get (json_object_get (report, "board"), "verdict"));

  g_string_append_printf (page->html,
                          "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><meta "
                          "name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                          "<title>%s – Tallybox</title><style>%s</style><body><h1>%s</h1>",
                          page->language == SHOW_GERMAN ? "de" : "en", pick (page, &title), style,
                          pick (page, &title));
  g_string_append_printf (page->html, "<div class=\"total %s\"><b>%s</b>%s", verdicts[verdict].name,
                          pick (page, &verdicts[verdict].total), pick (page, &signed_by));
  add_text (page, get (report, "name"));
  add (page, ", ");
  add_text (page, get (report, "at"));
  add (page, "</div><p class=\"quiet\">");
  add_text (page, get (report, "rig"));
  add (page, " · ");
  add_text (page, get (report, "programme"));
  add (page, " · Tallybox ");
  add_text (page, get (report, "version"));
  add (page, "</p>");
}

static void
add_picture (Page *page, const json_t *picture)
{
  const char *jpeg = get (picture, "jpeg");

  /* Base64 and nothing else. */
  if (!*jpeg ||
      strspn (jpeg, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") !=
          strlen (jpeg))
    return;
  g_string_append_printf (page->html, "<figure><img src=\"data:image/jpeg;base64,%s\" alt=\"\">",
                          jpeg);
  add (page, "<figcaption class=\"quiet\">");
  add_text (page, get (picture, "camera"));
  add (page, "</figcaption></figure>");
}

static void
add_line (Page *page, const json_t *line)
{
  guint verdict = find_verdict (get (line, "verdict"));

  add (page, "<tr><td>");
  if (*get (line, "subject")) {
    add_text (page, get (line, "subject"));
    add (page, "<small>");
    add_text (page, get_words (page, line, "title"));
    add (page, "</small>");
  } else {
    add_text (page, get_words (page, line, "title"));
  }
  add (page, "</td><td>");
  add_text (page, get_words (page, line, "text"));
  add (page, "<small>");
  add_text (page, get_words (page, line, "detail"));
  g_string_append_printf (page->html, "</small></td><td class=\"%s\">%s</td></tr>",
                          verdicts[verdict].name, pick (page, &verdicts[verdict].words));
}

static void
add_group (Page *page, const json_t *lines, guint group)
{
  gboolean any = FALSE;

  for (size_t i = 0; i < json_array_size (lines); i++) {
    const json_t *line = json_array_get (lines, i);

    if (!g_str_equal (get (line, "group"), groups[group].name))
      continue;
    if (!any)
      g_string_append_printf (page->html, "<h2>%s</h2><table>", pick (page, &groups[group].words));
    any = TRUE;
    add_line (page, line);
  }
  if (any)
    add (page, "</table>");
}

GBytes *
dmn_check_make_page (const json_t *report, ShowLanguage language)
{
  Page page = {g_string_new (NULL), language};
  const json_t *pictures = json_object_get (report, "pictures");
  const json_t *lines = json_object_get (json_object_get (report, "board"), "lines");

  add_head (&page, report);
  for (size_t i = 0; i < json_array_size (pictures); i++)
    add_picture (&page, json_array_get (pictures, i));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    add_group (&page, lines, i);
  add (&page, "</body></html>\n");
  return g_string_free_to_bytes (page.html);
}
