/* A text frame of the channel, made once for everybody it goes to. One thread. */
#pragma once
#include <glib.h>

#define SRV_FRAME_PRE 16 /* bytes in front of the text that the network may write into */

typedef struct {
  guint refs;
  gsize length; /* of the text */
  char room[];  /* SRV_FRAME_PRE bytes, then the text */
} SrvFrame;

SrvFrame *srv_frame_new (const char *text);
SrvFrame *srv_frame_ref (SrvFrame *frame);
void srv_frame_unref (SrvFrame *frame); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvFrame, srv_frame_unref)
char *srv_frame_get_text (SrvFrame *frame); /* not NUL-terminated; borrowed */
