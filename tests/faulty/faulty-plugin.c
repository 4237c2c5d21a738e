/* The faulty camera as a plug-in of GStreamer, for the whole program: it takes the place of v4l2src
 * where the plug-in that has the real one is not to be found. */
#include "faulty-camera.h"

#define PACKAGE "tallybox-tests"

static gboolean
plugin_init (GstPlugin *plugin)
{
  return gst_element_register (plugin, "v4l2src", GST_RANK_PRIMARY, faulty_camera_get_type ());
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, faultycamera, "Cameras that fail",
                   plugin_init, "1.0", "MIT/X11", "Tallybox", "https://localhost/")
