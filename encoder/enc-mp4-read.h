/* What an MP4 file of ours tells about itself. Any thread that may wait for the disk. */
#pragma once
#include <glib.h>

/* How long the film in `fd` is and when it began (s since 1970), from its movie header (ISO/IEC
 * 14496-12, 8.2.2). A file that was not finished has no length in there: then `ret_length_ms` is
 * -1. FALSE: this is no such file, or nothing of it is written yet. */
gboolean enc_mp4_read_length (int fd, gint64 *ret_began_s, gint64 *ret_length_ms);
