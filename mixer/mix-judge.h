/* What a small picture tells of its camera: light, what is blown out, focus, and whether it is the
 * very same picture again. Pure; no thread of its own. Measured (640x360, tests/bench/bench-judge):
 * see mix_judge_look(). */
#pragma once
#include "show-check.h"

#define MIX_JUDGE_TILE 32 /* pixels */

/* `luma`: BT.709 limited range, `height` rows of `width`, `stride` bytes apart. Bars around the
 * picture (rows and columns of one value) are left out.
 *
 * Sharpness: in each tile of 32x32 pixels the mean square of the Laplacian (4 neighbours) over the
 * variance, without what noise gives, which is taken from the calmest tile (after J. Immerkaer,
 * Fast Noise Variance Estimation, 1996); then the 95th percentile of the tiles that have any
 * structure, for a good close-up is sharp in one place only. The variance of the Laplacian alone
 * (J. Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy, 2000) falls with contrast
 * as well as with blur; the quotient only with blur: for one step edge that
 * is blurred by a Gaussian of s pixels it is 0.018 / s^3, and 0.25 for an unblurred one. -1 when no
 * tile has structure. Strong noise that is not everywhere (a compressed film) counts as sharp. */
ShowLook mix_judge_look (const guint8 *luma, int stride, int width, int height);

/* Equal for equal pictures, and practically never for others. */
guint64 mix_judge_fingerprint (const guint8 *luma, int stride, int width, int height);

/* Of two pictures of one size. */
typedef struct {
  double mean;   /* of the newer one */
  double change; /* mean absolute difference */
} MixChange;
MixChange mix_judge_change (const guint8 *before, const guint8 *after, gsize n);
