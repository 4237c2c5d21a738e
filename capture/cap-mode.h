/* The modes of a camera, and which of them suits the programme best. Pure. */
#pragma once
#include "mix-types.h"

typedef struct _CapFormat CapFormat;

/* One format, size and rate that a camera offers. */
typedef struct {
  const CapFormat *format;
  int width, height;
  int fps_n, fps_d; /* 0/1: it does not tell */
} CapMode;

/* NULL for a format that cannot be read; `fourcc` as in linux/videodev2.h. */
const CapFormat *cap_format_find (guint32 fourcc);
const char *cap_format_name (const CapFormat *format); /* "MJPEG"; of two kinds of one the same */
const char *cap_format_caps (const CapFormat *format); /* GStreamer's: "image/jpeg" */

/* "1280x720 at 30 fps as MJPEG"; transfer full. */
char *cap_mode_describe (const CapMode *mode);

/* What it sends, at a guess where pictures are compressed. */
guint64 cap_mode_bytes_per_s (const CapMode *mode);

/* One text for each format and size, the largest first: "1920x1080 MJPEG at 30, 15 fps". CapMode
 * is sorted by it. NULL-terminated. */
char **cap_mode_list (GArray *modes);

/* On one line, the fastest of each format: "1920x1080 at 30 fps (MJPEG), 5 fps (YUYV); 640x480 …",
 * at most CAP_MODES_SHOWN sizes; NULL when there are none. Sorts as well. */
char *cap_mode_summary (GArray *modes);
#define CAP_MODES_SHOWN 8

/* --- the best one --- */

/* What a camera hangs on. */
typedef struct {
  guint64 bytes_per_s; /* what it carries; 0: enough */
  const char *name;    /* for people: "USB 2" */
} CapLink;

/* How much of the programme's motion and detail it has, up to CAP_WORTH_FULL. */
gint64 cap_mode_worth (const CapMode *mode, const MixFormat *programme);
#define CAP_WORTH_FULL (G_GINT64_CONSTANT (1000) * 1000 * 1000)

/* What pays most for this programme among those that the link carries. How much of the programme's
 * motion and detail is there counts first, motion more than detail: 25 fps in full size beats 30
 * fps in a third of it, and both beat 5 fps. Then the size that is nearest, then what is cheapest
 * to read (uncompressed, MJPEG, H.264), then the rate that is no higher than needed. NULL when
 * there are none. `ret_reason` (may be NULL): why, in words without a full stop; transfer full. */
const CapMode *cap_mode_choose (const GArray *modes, const MixFormat *programme,
                                const CapLink *link, char **ret_reason);

/* --- with what was learnt of a camera --- */

/* One thread at a time. */
typedef struct _CapChooser CapChooser;
/* `format` is the only one that is taken, by its name, as long as the camera offers it; NULL: any.
 */
CapChooser *cap_chooser_new (const char *format);
void cap_chooser_free (CapChooser *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapChooser, cap_chooser_free)

/* The same without the modes that did not work; when none did, all are tried again. The mode is the
 * chooser's own, until it chooses again. */
const CapMode *cap_chooser_choose (CapChooser *self, const GArray *modes,
                                   const MixFormat *programme, const CapLink *link);

/* The newest choice came on air. */
void cap_chooser_accept (CapChooser *self);

/* The newest choice did not work. `no_room`: its bus has no room for so much, nor for more. The
 * mode that would be next in words, or NULL when there is none left; transfer full. */
char *cap_chooser_refuse (CapChooser *self, gboolean no_room);

/* It was pulled out: whatever did not work may work at its next port. */
void cap_chooser_forget (CapChooser *self);

/* Of the newest choice; borrowed, NULL: there is nothing to say. The remark is a sentence for
 * people: what it had to give up, and what helps. */
const char *cap_chooser_get_reason (const CapChooser *self);
const char *cap_chooser_get_remark (const CapChooser *self);
