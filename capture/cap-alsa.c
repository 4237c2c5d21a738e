#include "cap-alsa.h"

#include "cap-alsa-pcm.h"
#include "cap-probe.h"

#include <stdlib.h>
#include <string.h>

/* --- names --- */

/* Kinds of devices whose first argument is a card. */
static const char *const card_kinds[] = {
    "hw:", "plughw:", "dsnoop:", "sysdefault:", "front:", NULL};

#define CARD_KEY "CARD="

char *
cap_alsa_card_of (const char *device)
{
  const char *at = strstr (device, ":" CARD_KEY);

  if (at)
    at += strlen (":" CARD_KEY);
  for (guint i = 0; card_kinds[i] && !at; i++)
    if (g_str_has_prefix (device, card_kinds[i]))
      at = device + strlen (card_kinds[i]);
  return at && strcspn (at, ",") > 0 ? g_strndup (at, strcspn (at, ",")) : NULL;
}

char *
cap_alsa_friendly_name (const char *long_name)
{
  static const char bus[] = " at usb-";
  const char *end = g_strrstr (long_name, " at "), *usb = g_strrstr (long_name, bus);
  g_autofree char *name =
      end ? g_strndup (long_name, (gsize) (end - long_name)) : g_strdup (long_name);
  g_autofree char *place = usb ? g_strndup (usb, strcspn (usb, ",")) : NULL;
  const char *port = place ? strrchr (place + strlen (bus), '-') : NULL;

  g_strstrip (name);
  return port ? g_strdup_printf ("%s, USB port %s", name, port + 1) : g_steal_pointer (&name);
}

/* The number of the card to which a link leads, -1 when it leads nowhere. */
static int
follow_link (const char *path)
{
  char *real = realpath (path, NULL);
  const char *control = real ? g_strrstr (real, "/controlC") : NULL;
  int card = control ? atoi (control + strlen ("/controlC")) : -1;

  free (real);
  return card;
}

/* The path in "PATH,DEV=1", and the number, 0 without one. */
static char *
split_path (const char *device, int *ret_number)
{
  const char *comma = strrchr (device, ',');

  *ret_number = 0;
  if (!comma || !g_str_has_prefix (comma, ",DEV="))
    return g_strdup (device);
  *ret_number = atoi (comma + strlen (",DEV="));
  return g_strndup (device, (gsize) (comma - device));
}

char *
cap_alsa_pcm_name (const char *device)
{
  g_autofree char *path = NULL;
  int number, card;

  if (!g_path_is_absolute (device))
    return g_strdup (device);
  path = split_path (device, &number);
  card = follow_link (path);
  return card >= 0 ? g_strdup_printf ("plughw:CARD=%d,DEV=%d", card, number) : NULL;
}

/* alsa-lib keeps a mixer for "default" and the like under the same name. */
char *
cap_alsa_mixer_name (const char *device)
{
  g_autofree char *pcm = cap_alsa_pcm_name (device);
  g_autofree char *card = pcm ? cap_alsa_card_of (pcm) : NULL;

  return card ? g_strdup_printf ("hw:%s", card) : g_steal_pointer (&pcm);
}

gboolean
cap_alsa_is_present (const char *device)
{
  g_autofree char *pcm = cap_alsa_pcm_name (device);
  g_autofree char *card = pcm ? cap_alsa_card_of (pcm) : NULL;

  return pcm && (!card || snd_card_get_index (card) >= 0);
}

/* --- listing --- */

/* In the order in which they are offered. */
typedef enum { RANK_USB = 1, RANK_BUILT_IN, RANK_BY_HAND } Rank;

/* A chip with more than that has connections for the maker of a circuit board, not microphones. */
#define MICROPHONES_OF_A_CARD 4

typedef struct {
  int index;
  Rank rank;
  char *id, *name, *driver;
  char *path;      /* the link that names its port; may be NULL */
  GArray *numbers; /* int; its devices that record */
} Card;

static void
card_clear (gpointer data)
{
  Card *card = data;

  g_free (card->id);
  g_free (card->name);
  g_free (card->driver);
  g_free (card->path);
  g_array_unref (card->numbers);
}

/* The first link in the order of names: newer udevs have two. */
static char *
find_path (int card)
{
  g_autoptr (GDir) dir = g_dir_open (CAP_ALSA_BY_PATH, 0, NULL);
  g_autofree char *best = NULL;
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (CAP_ALSA_BY_PATH, name, NULL);

    if (follow_link (path) != card || (best && strcmp (path, best) > 0))
      continue;
    g_free (best);
    best = g_steal_pointer (&path);
  }
  return g_steal_pointer (&best);
}

/* What a card of these drivers hears is what this machine plays into it. */
static Rank
rank_of (const Card *card, const char *long_name)
{
  if (g_str_equal (card->driver, "Loopback") || g_str_equal (card->driver, "Dummy") ||
      card->numbers->len > MICROPHONES_OF_A_CARD)
    return RANK_BY_HAND;
  return strstr (long_name, " at usb-") ? RANK_USB : RANK_BUILT_IN;
}

static GArray *
list_numbers (snd_ctl_t *control)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));
  snd_pcm_info_t *info;
  int number = -1;

  snd_pcm_info_alloca (&info);
  while (snd_ctl_pcm_next_device (control, &number) == 0 && number >= 0) {
    snd_pcm_info_set_device (info, (unsigned int) number);
    snd_pcm_info_set_stream (info, SND_PCM_STREAM_CAPTURE);
    if (snd_ctl_pcm_info (control, info) == 0)
      g_array_append_val (numbers, number);
  }
  return numbers;
}

static void
add_card (GArray *cards, int index)
{
  g_autofree char *name = g_strdup_printf ("hw:%d", index);
  snd_ctl_t *control = NULL;
  snd_ctl_card_info_t *info;

  snd_ctl_card_info_alloca (&info);
  if (snd_ctl_open (&control, name, SND_CTL_NONBLOCK) < 0)
    return;
  if (snd_ctl_card_info (control, info) == 0) {
    const char *long_name = snd_ctl_card_info_get_longname (info);
    Card card = {.index = index,
                 .id = g_strdup (snd_ctl_card_info_get_id (info)),
                 .name = cap_alsa_friendly_name (long_name),
                 .driver = g_strdup (snd_ctl_card_info_get_driver (info)),
                 .path = find_path (index),
                 .numbers = list_numbers (control)};

    card.rank = rank_of (&card, long_name);
    g_array_append_val (cards, card);
  }
  snd_ctl_close (control);
}

static int
compare_cards (gconstpointer a, gconstpointer b)
{
  const Card *left = a, *right = b;

  if (left->rank != right->rank)
    return left->rank < right->rank ? -1 : 1;
  return left->rank == RANK_USB ? g_strcmp0 (left->path, right->path) : left->index - right->index;
}

/* Two microphones of one make take turns in being the first: they go by their ports. plughw
 * converts what neither the card nor we can do by ourselves. */
static char *
make_source (const Card *card, int number)
{
  if (!card->path || card->rank != RANK_USB)
    return g_strdup_printf ("alsa:plughw:CARD=%s,DEV=%d", card->id, number);
  return number > 0 ? g_strdup_printf ("alsa:%s,DEV=%d", card->path, number)
                    : g_strdup_printf ("alsa:%s", card->path);
}

static void
add_device (GPtrArray *devices, const Card *card, guint i)
{
  int number = g_array_index (card->numbers, int, i);
  g_autofree char *hardware = g_strdup_printf ("hw:%d,%d", card->index, number);
  CapDevice *device = g_new0 (CapDevice, 1);

  device->name = card->numbers->len > 1 ? g_strdup_printf ("%s, input %u", card->name, i + 1)
                                        : g_strdup (card->name);
  device->source = make_source (card, number);
  device->modes = cap_alsa_pcm_describe (hardware);
  device->by_hand = card->rank == RANK_BY_HAND;
  g_ptr_array_add (devices, device);
}

GPtrArray *
cap_alsa_list (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) cap_device_free);
  g_autoptr (GArray) cards = g_array_new (FALSE, FALSE, sizeof (Card));
  int index = -1;

  cap_alsa_hush ();
  g_array_set_clear_func (cards, card_clear);
  while (snd_card_next (&index) == 0 && index >= 0)
    add_card (cards, index);
  g_array_sort (cards, compare_cards);
  for (guint i = 0; i < cards->len; i++) {
    const Card *card = &g_array_index (cards, Card, i);

    for (guint k = 0; k < card->numbers->len; k++)
      add_device (devices, card, k);
  }
  return devices;
}
