/* A microphone: a supervised pipeline of its own that leaves samples in a ring. */
#pragma once
#include "cap-options.h"
#include "cap-types.h"

/* As cap_camera_new(); not for "camera:NAME", whose ring its camera fills. */
CapMicrophone *cap_microphone_new (const CapMicrophoneOptions *options, const CapContext *context,
                                   MixRing *ring, CapStatusFunc status, gpointer data,
                                   GError **error);
void cap_microphone_start (CapMicrophone *self); /* media thread */
void cap_microphone_stop (CapMicrophone *self);  /* media thread */
void cap_microphone_free (CapMicrophone *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapMicrophone, cap_microphone_free)

/* The camera's name in "camera:NAME", NULL for any other source. Borrowed from the options. */
const char *cap_microphone_camera (const CapMicrophoneOptions *options);
