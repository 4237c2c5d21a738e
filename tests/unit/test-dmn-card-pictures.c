/* Pictures of cards are drawn when somebody asks, once for all, and kept while the card looks the
 * same; drafts are limited. */
#include "dmn-card-pictures.h"
#include "dmn-draft.h"
#include "web-types.h"
#include <glib/gstdio.h>
#include <string.h>

#define CONFIG                                                                                     \
  "[card mia]\nkind = lower-third\ntext = Mia\n[card mug]\nsku = MUG\nshown = yes\n"               \
  "[card end]\nkind = countdown\n"

typedef struct {
  GMainLoop *loop;
  GBytes *png;
  GError *error;
  guint n, wanted;
} Answers;

static void
on_answer (GBytes *png, const GError *error, gpointer data)
{
  Answers *answers = data;

  g_clear_pointer (&answers->png, g_bytes_unref);
  g_clear_error (&answers->error);
  answers->png = png ? g_bytes_ref (png) : NULL;
  answers->error = error ? g_error_copy (error) : NULL;
  if (++answers->n == answers->wanted)
    g_main_loop_quit (answers->loop);
}

static void
wait_for (Answers *answers, guint n)
{
  answers->wanted = n;
  if (answers->n < n)
    g_main_loop_run (answers->loop);
  g_assert_cmpuint (answers->n, ==, n);
}

typedef struct {
  DmnConfig *config;
  ShowState *state;
  BaseWorker *main;
  DmnCardPictures *pictures;
  Answers answers;
} Desk;

static DmnConfig *
load (void)
{
  g_autoptr (GError) error = NULL;
  DmnConfig *config = dmn_config_load_text ("test.conf", CONFIG, NULL, &error);

  g_assert_no_error (error);
  return config;
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GPtrArray) effects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) show_effect_free);

  desk->config = load ();
  desk->state = show_state_new (desk->config->setup, 1000, 1000, effects);
  desk->main = base_worker_new_for_main ();
  desk->pictures = dmn_card_pictures_new (desk->config, desk->main);
  desk->answers = (Answers){.loop = g_main_loop_new (NULL, FALSE)};
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  dmn_card_pictures_free (desk->pictures);
  /* What is still on its way finds nobody, and does no harm. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  base_worker_stop (desk->main);
  base_worker_free (desk->main);
  show_state_unref (desk->state);
  dmn_config_unref (desk->config);
  g_clear_pointer (&desk->answers.png, g_bytes_unref);
  g_clear_error (&desk->answers.error);
  g_main_loop_unref (desk->answers.loop);
}

static void
ask (Desk *desk, guint card, const ShowCardContent *content)
{
  dmn_card_pictures_ask (desk->pictures, card, content, on_answer, &desk->answers);
}

static void
test_kept (Desk *desk, gconstpointer data)
{
  g_autoptr (ShowCardContent) mia = show_state_make_card (desk->state, 0);
  g_autoptr (GBytes) first = NULL;

  ask (desk, 0, mia);
  ask (desk, 0, mia);
  g_assert_cmpuint (desk->answers.n, ==, 0); /* it is drawn in another thread */
  wait_for (&desk->answers, 2);
  first = g_bytes_ref (desk->answers.png);
  mia->shown = !mia->shown;
  ask (desk, 0, mia);
  g_assert_cmpuint (desk->answers.n, ==, 3); /* nothing is drawn: the answer is there at once */
  g_assert_true (desk->answers.png == first);
  g_free (mia->text);
  mia->text = g_strdup ("Mia Berger");
  ask (desk, 0, mia);
  g_assert_cmpuint (desk->answers.n, ==, 3);
  wait_for (&desk->answers, 4);
  g_assert_false (g_bytes_equal (desk->answers.png, first));
}

static void
test_lacking (Desk *desk, gconstpointer data)
{
  g_autoptr (ShowCardContent) mug = show_state_make_card (desk->state, 1);

  ask (desk, 1, mug);
  wait_for (&desk->answers, 1);
  g_assert_null (desk->answers.png);
  g_assert_cmpstr (desk->answers.error->message, ==, "Waiting for its product");
}

/* A picture on a stick that comes later. */
static void
test_found (Desk *desk, gconstpointer data)
{
  g_autoptr (ShowCardContent) logo = show_state_make_card (desk->state, 0);
  g_autofree char *folder = g_dir_make_tmp ("tb-pictures-XXXXXX", NULL);
  const char *svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";

  logo->kind = SHOW_CARD_LOGO;
  logo->image = g_build_filename (folder, "logo.svg", NULL);
  ask (desk, 0, logo);
  wait_for (&desk->answers, 1);
  g_assert_nonnull (strstr (desk->answers.error->message, "There is no file"));
  g_assert_true (g_file_set_contents (logo->image, svg, -1, NULL));
  ask (desk, 0, logo);
  wait_for (&desk->answers, 2);
  g_assert_no_error (desk->answers.error);
  g_remove (logo->image);
  g_rmdir (folder);
}

static void
test_cancelled (Desk *desk, gconstpointer data)
{
  g_autoptr (ShowCardContent) mia = show_state_make_card (desk->state, 0);

  ask (desk, 0, mia);
  dmn_card_pictures_cancel (desk->pictures);
  g_assert_cmpuint (desk->answers.n, ==, 1);
  g_assert_error (desk->answers.error, WEB_ERROR, WEB_ERROR_BUSY);
}

static void
draw_draft (Desk *desk, const char *wanted, gboolean as_picture)
{
  g_autoptr (GError) error = NULL;
  json_t *json = json_loads (wanted, 0, NULL);
  DmnConfig *config = load ();
  gboolean whole = FALSE;
  GPtrArray *contents = dmn_draft_make_contents (config, desk->state, json, &whole, &error);

  g_assert_no_error (error);
  g_assert_cmpint (whole, ==, as_picture);
  dmn_card_pictures_draft (desk->pictures, config, contents, whole, on_answer, &desk->answers);
  json_decref (json);
}

/* What the show does not know yet is stood in for. */
static void
test_drafts (Desk *desk, gconstpointer data)
{
  static const char *const wanted[] = {"{\"card\":\"mug\"}", "{\"card\":\"end\"}",
                                       "{\"sample\":\"hubs\"}", "{}"};

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    draw_draft (desk, wanted[i], g_str_equal (wanted[i], "{}"));
    wait_for (&desk->answers, i + 1);
    g_assert_no_error (desk->answers.error);
    g_assert_nonnull (desk->answers.png);
  }
}

static void
test_limits (Desk *desk, gconstpointer data)
{
  guint n = 0;

  while (n < 2 * DMN_DRAFTS_PER_S_MAX && dmn_card_pictures_admit_draft (desk->pictures))
    n++;
  g_assert_cmpuint (n, ==, DMN_DRAFTS_PER_S_MAX);
  g_usleep (G_USEC_PER_SEC);
  for (guint i = 0; i < DMN_DRAFTS_MAX; i++) {
    g_assert_true (dmn_card_pictures_admit_draft (desk->pictures));
    draw_draft (desk, "{}", TRUE);
  }
  g_assert_false (dmn_card_pictures_admit_draft (desk->pictures));
  wait_for (&desk->answers, DMN_DRAFTS_MAX);
  g_assert_true (dmn_card_pictures_admit_draft (desk->pictures));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Desk *desk, gconstpointer data);
  } tests[] = {
      {"/dmn/card-pictures/kept", test_kept},     {"/dmn/card-pictures/lacking", test_lacking},
      {"/dmn/card-pictures/found", test_found},   {"/dmn/card-pictures/cancelled", test_cancelled},
      {"/dmn/card-pictures/drafts", test_drafts}, {"/dmn/card-pictures/limits", test_limits},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Desk, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
