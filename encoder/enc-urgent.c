#include "enc-urgent.h"

#include <base-priority.h>
#include <gst/base/gstpushsrc.h>

static GstBusSyncReply
on_message_in_any_thread (GstBus *bus, GstMessage *message, gpointer data)
{
  GstStreamStatusType type;
  GstElement *owner;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_STREAM_STATUS)
    return GST_BUS_PASS;
  gst_message_parse_stream_status (message, &type, &owner);
  if (GST_IS_PUSH_SRC (owner) && type == GST_STREAM_STATUS_TYPE_ENTER)
    base_priority_set_realtime (TRUE);
  else if (GST_IS_PUSH_SRC (owner) && type == GST_STREAM_STATUS_TYPE_LEAVE)
    base_priority_set_realtime (FALSE);
  return GST_BUS_PASS;
}

void
enc_urgent_watch (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_bus_set_sync_handler (bus, on_message_in_any_thread, NULL, NULL);
}
