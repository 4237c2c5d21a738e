#include "srv-frame.h"

#include <string.h>

SrvFrame *
srv_frame_new (const char *text)
{
  gsize length = strlen (text);
  SrvFrame *frame = g_malloc (sizeof (SrvFrame) + SRV_FRAME_PRE + length);

  frame->refs = 1;
  frame->length = length;
  memcpy (srv_frame_get_text (frame), text, length);
  return frame;
}

SrvFrame *
srv_frame_ref (SrvFrame *frame)
{
  frame->refs++;
  return frame;
}

void
srv_frame_unref (SrvFrame *frame)
{
  if (frame && --frame->refs == 0)
    g_free (frame);
}

char *
srv_frame_get_text (SrvFrame *frame)
{
  return frame->room + SRV_FRAME_PRE;
}
