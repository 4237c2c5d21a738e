#include "show-setup.h"

static void
clear_card (gpointer data)
{
  ShowCardSetup *card = data;

  g_free (card->sku);
  g_free (card->text);
  g_free (card->detail);
  g_free (card->image);
  g_free (card->url);
  g_free (card->fallback);
}

static void
clear_cue (gpointer data)
{
  ShowCueSetup *cue = data;

  g_free (cue->title);
  g_free (cue->script);
  g_free (cue->sku);
}

ShowSetup *
show_setup_new (void)
{
  ShowSetup *setup = g_new0 (ShowSetup, 1);

  setup->cameras = g_array_new (FALSE, TRUE, sizeof (ShowCameraSetup));
  setup->mics = g_array_new (FALSE, TRUE, sizeof (ShowMicSetup));
  setup->scenes = g_array_new (FALSE, TRUE, sizeof (ShowScene));
  setup->cards = g_array_new (FALSE, TRUE, sizeof (ShowCardSetup));
  setup->outputs = g_array_new (FALSE, TRUE, sizeof (ShowOutputSetup));
  setup->cues = g_array_new (FALSE, TRUE, sizeof (ShowCueSetup));
  g_array_set_clear_func (setup->cards, clear_card);
  g_array_set_clear_func (setup->cues, clear_cue);
  setup->width = 1280;
  setup->height = 720;
  setup->fps_n = 30;
  setup->fps_d = 1;
  setup->bitrate_kbps = 4500;
  setup->stock_is_local = TRUE;
  g_atomic_ref_count_init (&setup->refs);
  return setup;
}

ShowSetup *
show_setup_derive (const ShowSetup *setup, GArray *mics, GArray *outputs)
{
  ShowSetup *derived = g_memdup2 (setup, sizeof *setup);

  g_atomic_ref_count_init (&derived->refs);
  g_array_ref (derived->cameras);
  g_array_ref (derived->scenes);
  g_array_ref (derived->cards);
  g_array_ref (derived->cues);
  derived->mics = g_array_ref (mics);
  derived->outputs = g_array_ref (outputs);
  return derived;
}

ShowSetup *
show_setup_ref (ShowSetup *setup)
{
  g_atomic_ref_count_inc (&setup->refs);
  return setup;
}

void
show_setup_unref (ShowSetup *setup)
{
  if (!setup || !g_atomic_ref_count_dec (&setup->refs))
    return;
  g_array_unref (setup->cameras);
  g_array_unref (setup->mics);
  g_array_unref (setup->scenes);
  g_array_unref (setup->cards);
  g_array_unref (setup->outputs);
  g_array_unref (setup->cues);
  g_free (setup);
}

gboolean
show_setup_find (const GArray *array, const char *name, guint *ret_index)
{
  gsize size = g_array_get_element_size ((GArray *) array);

  for (guint i = 0; i < array->len; i++)
    if (g_strcmp0 (array->data + i * size, name) == 0) {
      if (ret_index)
        *ret_index = i;
      return TRUE;
    }
  return FALSE;
}
