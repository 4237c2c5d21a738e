#include "cap-words.h"

#include <errno.h>
#include <string.h>

static const CapWords general[] = {
    {CAP_TROUBLE_MISSING, "{label}: {place} is not there. Check that it is switched on and that "
                          "the name is right."},
    {CAP_TROUBLE_BUSY, "{label}: another program uses {place}. Close that program."},
    {CAP_TROUBLE_FORBIDDEN,
     "{label}: {place} may not be opened. Let the user that Tallybox runs as read it."},
    {CAP_TROUBLE_REFUSED,
     "{label}: {place} refuses us. Write the right user name and password into its source."},
    {CAP_TROUBLE_NO_ROOM,
     "{label}: the USB port has no room for its pictures. Plug it into another port of the box, or "
     "unplug something that shares its hub."},
    {CAP_TROUBLE_UNREADABLE,
     "{label}: {place} is in a format that cannot be read. Use H.264 or MJPEG."},
    {CAP_TROUBLE_PLUGIN,
     "{label}: a part of GStreamer that {place} needs is not installed. Install "
     "the package that the detail names."},
    {CAP_TROUBLE_EMPTY, "{label}: {place} has no {what}. Choose another source."},
    {CAP_TROUBLE_NO_SIGNAL,
     "{label} gets no signal. Check that what is plugged into it is switched on, and its cable; it "
     "will be used as soon as there is a signal."},
    {CAP_TROUBLE_CHANGED,
     "{label}: what is plugged into it sends another size now. It is opened anew."},
    {CAP_TROUBLE_NO_MODE,
     "{label}: {place} does not work as it says it does. Switch it off and on, or choose another."},
    {CAP_TROUBLE_SILENT,
     "{label} is there but sends no {what}. Switch it off and on, and check its cable."},
    {CAP_TROUBLE_STALLED, "{label} stopped sending {what}. Check its cable."},
    {CAP_TROUBLE_ASLEEP, "{label} is asleep. It will be used again as soon as it wakes up."},
    {CAP_TROUBLE_ENDED, "{label} ended its {what}. Start it again on its side."},
    {CAP_TROUBLE_BROKEN, "{label} failed. Check its cable and its power."},
    {0, NULL}};

typedef enum { DOMAIN_RESOURCE = 1, DOMAIN_STREAM, DOMAIN_CORE } Domain;

static const struct {
  Domain domain;
  int code;
  CapTrouble trouble;
} troubles[] = {
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NOT_FOUND, CAP_TROUBLE_MISSING},
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_BUSY, CAP_TROUBLE_BUSY},
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NOT_AUTHORIZED, CAP_TROUBLE_REFUSED},
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_NO_SPACE_LEFT, CAP_TROUBLE_NO_ROOM},
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_OPEN_READ, CAP_TROUBLE_MISSING},
    {DOMAIN_RESOURCE, GST_RESOURCE_ERROR_OPEN_READ_WRITE, CAP_TROUBLE_MISSING},
    {DOMAIN_STREAM, GST_STREAM_ERROR_TYPE_NOT_FOUND, CAP_TROUBLE_UNREADABLE},
    {DOMAIN_STREAM, GST_STREAM_ERROR_WRONG_TYPE, CAP_TROUBLE_UNREADABLE},
    {DOMAIN_STREAM, GST_STREAM_ERROR_CODEC_NOT_FOUND, CAP_TROUBLE_PLUGIN},
    {DOMAIN_STREAM, GST_STREAM_ERROR_DECODE, CAP_TROUBLE_UNREADABLE},
    {DOMAIN_STREAM, GST_STREAM_ERROR_DEMUX, CAP_TROUBLE_UNREADABLE},
    {DOMAIN_STREAM, GST_STREAM_ERROR_FORMAT, CAP_TROUBLE_UNREADABLE},
    {DOMAIN_CORE, GST_CORE_ERROR_MISSING_PLUGIN, CAP_TROUBLE_PLUGIN},
};

/* The system's own words tell more than the code does: v4l2src and alsasrc put strerror's into the
 * debug text. */
static const struct {
  int number;
  CapTrouble trouble;
} system_errors[] = {
    {ENOSPC, CAP_TROUBLE_NO_ROOM},       {EBUSY, CAP_TROUBLE_BUSY},
    {EACCES, CAP_TROUBLE_FORBIDDEN},     {EPERM, CAP_TROUBLE_FORBIDDEN},
    {ENOENT, CAP_TROUBLE_MISSING},       {ENODEV, CAP_TROUBLE_MISSING},
    {ESTRPIPE, CAP_TROUBLE_ASLEEP},      {ENXIO, CAP_TROUBLE_MISSING},
    {ECONNREFUSED, CAP_TROUBLE_MISSING}, {EHOSTUNREACH, CAP_TROUBLE_MISSING},
};

static Domain
domain_of (const GError *error)
{
  if (error->domain == GST_RESOURCE_ERROR)
    return DOMAIN_RESOURCE;
  return error->domain == GST_STREAM_ERROR ? DOMAIN_STREAM
         : error->domain == GST_CORE_ERROR ? DOMAIN_CORE
                                           : 0;
}

CapTrouble
cap_words_trouble_of (const GError *error, const char *debug)
{
  Domain domain = domain_of (error);

  for (guint i = 0; debug && i < G_N_ELEMENTS (system_errors); i++)
    if (strstr (debug, g_strerror (system_errors[i].number)))
      return system_errors[i].trouble;
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (troubles[i].domain == domain && troubles[i].code == error->code)
      return troubles[i].trouble;
  return CAP_TROUBLE_BROKEN;
}

static const CapWords *
find_in (const CapWords *table, CapTrouble trouble)
{
  for (; table && table->trouble; table++)
    if (table->trouble == trouble)
      return table;
  return NULL;
}

const CapWords *
cap_words_find (const CapWords *table, CapTrouble trouble)
{
  const CapWords *words = find_in (table, trouble);

  if (!words)
    words = find_in (general, trouble);
  g_assert (words);
  return words;
}

char *
cap_words_fill (const char *text, const char *label, const char *place, gboolean pictures)
{
  g_autoptr (GString) out = g_string_new (text);

  g_string_replace (out, "{label}", label, 0);
  g_string_replace (out, "{what}", pictures ? "pictures" : "sound", 0);
  g_string_replace (out, "{device}", pictures ? "camera" : "microphone", 0);
  g_string_replace (out, "{place}", place, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
