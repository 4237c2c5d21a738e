/* The source element behind "test:product", "test:presenter" and the test sounds: live, it is
 * stamped with the shared running time from the first picture on; in lockstep it starts at 0 and
 * goes as fast as it may. */
#pragma once
#include "cap-scene.h"
#include "cap-wave.h"

#include <gst/base/gstpushsrc.h>

#define CAP_TYPE_TEST_SOURCE (cap_test_source_get_type ())
G_DECLARE_FINAL_TYPE (CapTestSource, cap_test_source, CAP, TEST_SOURCE, GstPushSrc)

/* Floating. Takes the scene. */
GstElement *cap_test_source_new_scene (CapScene *scene, const MixFormat *format);
GstElement *cap_test_source_new_wave (CapWave wave, const MixFormat *format);
