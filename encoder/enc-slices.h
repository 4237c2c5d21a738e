/* Into how many slices an encoder cuts each picture, so that as many cores share its work. They
 * cost CPU (x264 superfast on two cores: two instead of one take a tenth more at 720p30, 7 % more
 * at 1080p30), so there are no more of them than a picture needs to be ready early. */
#pragma once
#include "enc-encoders.h"

#define ENC_SLICES_MAX 8 /* more cost quality, and no machine is so slow that it needs them */

/* The fewest slices, at most one a core, with which a picture that one core encodes in `picture_ms`
 * takes two fifths of the `frame_ms` it has; the rest is for the cameras, and for a machine that
 * heat slows down. One a core when `picture_ms` is 0, which is not known. */
guint enc_slices_choose (double picture_ms, double frame_ms, guint cores);

/* Any thread. CPU time in which this encoder (a software one) takes in a picture of `settings` as a
 * single slice, reckoned from small ones that are as hard as lively footage. 0 when it does not
 * encode. Blocks for some tens of ms: six small pictures, whatever the size. */
double enc_slices_measure_ms (const EncEncoder *encoder, const EncVideoSettings *settings);
