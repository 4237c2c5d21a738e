/* What went wrong with a source, in words for people. Pure. */
#pragma once
#include <gst/gst.h>

typedef enum {
  CAP_TROUBLE_MISSING = 1, /* the device, file or host is not there */
  CAP_TROUBLE_BUSY,        /* another program has it */
  CAP_TROUBLE_FORBIDDEN,   /* we may not open it */
  CAP_TROUBLE_REFUSED,     /* name or password is wrong: a person must act */
  CAP_TROUBLE_NO_ROOM,     /* USB bandwidth */
  CAP_TROUBLE_UNREADABLE,  /* in no format that can be read */
  CAP_TROUBLE_PLUGIN,      /* software is not installed */
  CAP_TROUBLE_EMPTY,       /* readable, but has not what is wanted */
  CAP_TROUBLE_NO_SIGNAL,   /* the device is there, but nothing is plugged into it */
  CAP_TROUBLE_CHANGED,     /* what is plugged into it sends another size now */
  CAP_TROUBLE_NO_MODE,     /* it takes none of the modes that it offers */
  CAP_TROUBLE_SILENT,      /* opened, but nothing came */
  CAP_TROUBLE_STALLED,     /* nothing comes any more */
  CAP_TROUBLE_ASLEEP,      /* suspended, with the machine or by itself */
  CAP_TROUBLE_ENDED,       /* the other side ended it */
  CAP_TROUBLE_BROKEN,      /* anything else */
} CapTrouble;

/* `text` is one or two sentences; {label} "Camera main", {place} what stands behind the prefix,
 * {what} "pictures" or "sound", {device} "camera" or "microphone" are filled in. */
typedef struct {
  CapTrouble trouble; /* 0 ends a table */
  const char *text;
} CapWords;

/* What an error of GStreamer comes to; `debug` may be NULL. */
CapTrouble cap_words_trouble_of (const GError *error, const char *debug);

/* The words of `table` (may be NULL) or the general ones for it. Never NULL. */
const CapWords *cap_words_find (const CapWords *table, CapTrouble trouble);

/* Filled in; transfer full. */
char *cap_words_fill (const char *text, const char *label, const char *place, gboolean pictures);
