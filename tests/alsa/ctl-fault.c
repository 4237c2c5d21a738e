/* The mixer of a sound card for tests, as a plug-in of alsa-lib: a recording volume of 0 to 40,
 * which is -20 to +20 dB, and a switch. In an asound.conf:
 *
 *   ctl_type.fault { lib "PATH/libasound_module_ctl_fault.so" }
 *   ctl.voice { type fault folder "FOLDER" }
 *
 * Both are kept in the file "mixer" of its folder, "VOLUME SWITCH\n". Whoever writes to it is the
 * person who turns the knob: alsa-lib is told. With a file "no-volume" or "no-switch" there is
 * none; with "away" the card is gone. */
#include <alsa/asoundlib.h>
#include <alsa/control_external.h>

#include <glib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#define VOLUME_MAX 40

enum { KEY_VOLUME, KEY_SWITCH, N_KEYS };

static const char *const names[] = {
    [KEY_VOLUME] = "Mic Capture Volume", [KEY_SWITCH] = "Mic Capture Switch"};

/* From -20 dB on in steps of 1 dB; in 1/100 dB, as alsa-lib counts. */
static const unsigned int scale[] = {SND_CTL_TLVT_DB_SCALE, 2 * sizeof (unsigned int),
                                     (unsigned int) -2000, 100};

typedef struct {
  snd_ctl_ext_t ext;
  char *folder, *path;
  long values[N_KEYS];
  guint changed; /* bits: events that were not read yet */
} Mixer;

static gboolean
has_file (Mixer *mixer, const char *name)
{
  g_autofree char *path = g_build_filename (mixer->folder, name, NULL);

  return access (path, F_OK) == 0;
}

static gboolean
has_key (Mixer *mixer, guint key)
{
  return !has_file (mixer, key == KEY_VOLUME ? "no-volume" : "no-switch");
}

static void
load (Mixer *mixer)
{
  long before[N_KEYS];
  g_autofree char *text = NULL;
  long volume, on;

  memcpy (before, mixer->values, sizeof before);
  if (!g_file_get_contents (mixer->path, &text, NULL, NULL) ||
      sscanf (text, "%ld %ld", &volume, &on) != 2)
    return;
  mixer->values[KEY_VOLUME] = CLAMP (volume, 0, VOLUME_MAX);
  mixer->values[KEY_SWITCH] = on != 0;
  for (guint key = 0; key < N_KEYS; key++)
    if (mixer->values[key] != before[key])
      mixer->changed |= 1u << key;
}

/* In place: inotify goes on to watch the same file. */
static int
save (Mixer *mixer)
{
  FILE *file = fopen (mixer->path, "w");

  if (!file)
    return -EIO;
  fprintf (file, "%ld %ld\n", mixer->values[KEY_VOLUME], mixer->values[KEY_SWITCH]);
  fclose (file);
  return 1;
}

/* --- callbacks --- */

static int
on_count (snd_ctl_ext_t *ext)
{
  Mixer *mixer = ext->private_data;

  return has_key (mixer, KEY_VOLUME) + has_key (mixer, KEY_SWITCH);
}

static void
name_key (snd_ctl_elem_id_t *id, guint key)
{
  snd_ctl_elem_id_set_interface (id, SND_CTL_ELEM_IFACE_MIXER);
  snd_ctl_elem_id_set_name (id, names[key]);
}

static int
on_list (snd_ctl_ext_t *ext, unsigned int offset, snd_ctl_elem_id_t *id)
{
  name_key (id, has_key (ext->private_data, KEY_VOLUME) ? offset : KEY_SWITCH);
  return 0;
}

static snd_ctl_ext_key_t
on_find (snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id)
{
  for (guint key = 0; key < N_KEYS; key++)
    if (g_str_equal (snd_ctl_elem_id_get_name (id), names[key]) && has_key (ext->private_data, key))
      return key;
  return SND_CTL_EXT_KEY_NOT_FOUND;
}

static int
on_attribute (snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type, unsigned int *access,
              unsigned int *count)
{
  *type = key == KEY_VOLUME ? SND_CTL_ELEM_TYPE_INTEGER : SND_CTL_ELEM_TYPE_BOOLEAN;
  *access = SND_CTL_EXT_ACCESS_READWRITE;
  if (key == KEY_VOLUME)
    *access |= SND_CTL_EXT_ACCESS_TLV_READ;
  *count = 1;
  return 0;
}

static int
on_info (snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *min, long *max, long *step)
{
  *min = 0;
  *max = key == KEY_VOLUME ? VOLUME_MAX : 1;
  *step = 1;
  return 0;
}

static int
on_read (snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value)
{
  Mixer *mixer = ext->private_data;

  if (has_file (mixer, "away"))
    return -ENODEV;
  load (mixer);
  *value = mixer->values[key];
  return 0;
}

static int
on_write (snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value)
{
  Mixer *mixer = ext->private_data;

  if (has_file (mixer, "away"))
    return -ENODEV;
  load (mixer);
  if (mixer->values[key] == *value)
    return 0;
  mixer->values[key] = *value;
  mixer->changed |= 1u << key;
  return save (mixer);
}

static void
on_subscribe (snd_ctl_ext_t *ext, int subscribe)
{
}

static int
on_event (snd_ctl_ext_t *ext, snd_ctl_elem_id_t *id, unsigned int *mask)
{
  Mixer *mixer = ext->private_data;
  char events[4096];

  if (read (ext->poll_fd, events, sizeof events) > 0)
    load (mixer);
  for (guint key = 0; key < N_KEYS; key++)
    if (mixer->changed & 1u << key) {
      mixer->changed &= ~(1u << key);
      name_key (id, key);
      *mask = SND_CTL_EVENT_MASK_VALUE;
      return 1;
    }
  return -EAGAIN;
}

static void
on_close (snd_ctl_ext_t *ext)
{
  Mixer *mixer = ext->private_data;

  close (ext->poll_fd);
  g_free (mixer->folder);
  g_free (mixer->path);
  g_free (mixer);
}

static const snd_ctl_ext_callback_t callbacks = {.close = on_close,
                                                 .elem_count = on_count,
                                                 .elem_list = on_list,
                                                 .find_elem = on_find,
                                                 .get_attribute = on_attribute,
                                                 .get_integer_info = on_info,
                                                 .read_integer = on_read,
                                                 .write_integer = on_write,
                                                 .subscribe_events = on_subscribe,
                                                 .read_event = on_event};

/* --- opening --- */

static int
create (Mixer *mixer, const char *name, int mode)
{
  if (has_file (mixer, "away"))
    return -ENODEV;
  mixer->path = g_build_filename (mixer->folder, "mixer", NULL);
  mixer->values[KEY_VOLUME] = VOLUME_MAX / 2;
  mixer->values[KEY_SWITCH] = 1;
  load (mixer);
  if (save (mixer) < 0)
    return -EIO;
  mixer->changed = 0;
  mixer->ext.version = SND_CTL_EXT_VERSION;
  mixer->ext.callback = &callbacks;
  mixer->ext.private_data = mixer;
  mixer->ext.tlv.p = scale;
  mixer->ext.poll_fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  inotify_add_watch (mixer->ext.poll_fd, mixer->path, IN_CLOSE_WRITE);
  g_strlcpy (mixer->ext.id, "fault", sizeof mixer->ext.id);
  g_strlcpy (mixer->ext.name, "A sound card for tests", sizeof mixer->ext.name);
  g_strlcpy (mixer->ext.longname, "A sound card for tests", sizeof mixer->ext.longname);
  return snd_ctl_ext_create (&mixer->ext, name, mode);
}

SND_CTL_PLUGIN_DEFINE_FUNC (fault);
SND_CTL_PLUGIN_DEFINE_FUNC (fault)
{
  snd_config_iterator_t at, next;
  Mixer *mixer = g_new0 (Mixer, 1);
  int failure;

  snd_config_for_each (at, next, conf)
  {
    snd_config_t *node = snd_config_iterator_entry (at);
    const char *id, *text;

    if (snd_config_get_id (node, &id) == 0 && g_str_equal (id, "folder") &&
        snd_config_get_string (node, &text) == 0)
      mixer->folder = g_strdup (text);
  }
  failure = mixer->folder ? create (mixer, name, mode) : -EINVAL;
  if (failure < 0) {
    if (mixer->ext.poll_fd > 0)
      close (mixer->ext.poll_fd);
    g_free (mixer->folder);
    g_free (mixer->path);
    g_free (mixer);
    return failure;
  }
  *handlep = mixer->ext.handle;
  return 0;
}

SND_CTL_PLUGIN_SYMBOL (fault)
