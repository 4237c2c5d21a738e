/* What a camera sent, still compressed, while nobody looks at it: kept so that a cut can have the
 * picture that is due, and decoded only as much as a thumbnail needs. Pure but for the packets'
 * references. */
#pragma once
#include <gst/gst.h>

typedef struct _CapHold CapHold;

CapHold *cap_hold_new (void);
void cap_hold_free (CapHold *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CapHold, cap_hold_free)

/* In the order of decoding. Takes a reference to `packet`; `stamp_ns` is when it is shown, `key`
 * that it needs no other one. */
void cap_hold_add (CapHold *self, GstBuffer *packet, gint64 stamp_ns, gboolean key);

/* The next packet to decode now, transfer full, or NULL. `due_ns` is what the programme shows now:
 * whatever comes before the last key picture that is due is let go of; that key is handed out when
 * the last one is CAP_HOLD_THUMBNAIL_NS old, and what follows it until its picture is noted; and
 * the oldest when there is too much, so that a stream without key pictures is simply decoded. After
 * some were let go of, *ret_key_ns is set to the stamp of the key that the stream goes on with:
 * what is shown before that may be broken. */
GstBuffer *cap_hold_take_due (CapHold *self, gint64 due_ns, gint64 *ret_key_ns);

/* A picture came out of the decoder. */
void cap_hold_note_picture (CapHold *self);

/* The oldest, whatever it is; NULL when there is none. */
GstBuffer *cap_hold_take (CapHold *self, gint64 *ret_key_ns);

void cap_hold_clear (CapHold *self);
gboolean cap_hold_is_empty (const CapHold *self);

#define CAP_HOLD_THUMBNAIL_NS (250 * GST_MSECOND)
#define CAP_HOLD_DELAY_MAX    8 /* pictures that a decoder may need before it gives one out */
#define CAP_HOLD_SPAN_NS      (4 * GST_SECOND) /* more than cameras' groups of pictures last */
#define CAP_HOLD_BYTES_MAX    (24 * 1000 * 1000)
