/* The source element behind "file:….y4m": uncompressed pictures, mapped into memory and handed out
 * without a copy, over and over. Format: yuv4mpeg(5) of mjpegtools; 8-bit 4:2:0, progressive. */
#pragma once
#include "cap-types.h"

#include <gst/base/gstpushsrc.h>

#define CAP_TYPE_Y4M_SOURCE (cap_y4m_source_get_type ())
G_DECLARE_FINAL_TYPE (CapY4mSource, cap_y4m_source, CAP, Y4M_SOURCE, GstPushSrc)

#define CAP_Y4M_HEADER_MAX 256 /* bytes of a header line */

/* Floating reference. Errors: CAP_ERROR_SOURCE when the file is no such film, GFileError. */
GstElement *cap_y4m_source_new (const char *path, GError **error);
