/* Draw kernels: plain C loops over 8 bit planes that the compiler vectorises. Pure; any thread.
 * Widths and heights are in samples of the plane, strides in bytes. Source and destination must not
 * overlap. Nothing outside of the given rectangle is read or written. */
#pragma once
#include <glib.h>

#define MIX_OPACITY_FULL 255 /* of mix_kernel_over_faded() */
#define MIX_WEIGHT_FULL  256 /* what the weights of mix_kernel_blend() add up to */
#define MIX_BLEND_MAX    3   /* pictures that one blend takes */

void mix_kernel_copy (guint8 *dst, int dst_stride, const guint8 *src, int src_stride, int width,
                      int height);
void mix_kernel_fill (guint8 *dst, int dst_stride, guint8 value, int width, int height);

/* Premultiplied "over" (Porter and Duff, 1984): dst = colour + dst * (255 - alpha) / 255, the
 * quotient rounded to nearest, exactly. Needs colour <= alpha, which planes made by
 * mix_kernel_argb_luma() and mix_kernel_argb_chroma() keep: then no sum exceeds 255. */
void mix_kernel_over (guint8 *dst, int dst_stride, const guint8 *colour, const guint8 *alpha,
                      int stride, int width, int height);

/* The same with colour and alpha times `opacity` / 255 first, each rounded to nearest. */
void mix_kernel_over_faded (guint8 *dst, int dst_stride, const guint8 *colour, const guint8 *alpha,
                            int stride, int width, int height, guint opacity);

/* dst = the sum of source * weight / 256, rounded to nearest, of 2 or MIX_BLEND_MAX sources. */
void mix_kernel_blend (guint8 *dst, int dst_stride, const guint8 *const *sources,
                       const int *strides, const guint *weights, guint n_sources, int width,
                       int height);

/* `n` pixels of premultiplied ARGB32 to BT.709 limited range luma, premultiplied with its offset of
 * 16, and alpha (ITU-R BT.709-6, 3.2 and 3.5). Colours above their alpha are taken as the alpha. */
void mix_kernel_argb_luma (guint8 *luma, guint8 *alpha, const guint32 *argb, int n);

/* Two rows of 2 * `n` pixels to one row of `n` chroma samples and their alpha: means of 2 x 2. */
void mix_kernel_argb_chroma (guint8 *cb, guint8 *cr, guint8 *alpha, const guint32 *upper,
                             const guint32 *lower, int n);
