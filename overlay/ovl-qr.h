/* QR codes (ISO/IEC 18004), by libqrencode: level M. Any thread. */
#pragma once
#include "ovl-types.h"

typedef struct _OvlQr OvlQr;

#define OVL_QR_QUIET_MODULES 4 /* ISO/IEC 18004, 9.1 */
/* A code for a longer link has modules too small to survive encoding and a phone's camera; 53
 * modules, version 9. */
#define OVL_QR_MODULES_MAX 53

/* Errors: OVL_ERROR_LINK, when the link is empty or too long. */
OvlQr *ovl_qr_new (const char *link, GError **error);
void ovl_qr_free (OvlQr *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OvlQr, ovl_qr_free)

int ovl_qr_get_modules (const OvlQr *self); /* a side, without the quiet zone */
gboolean ovl_qr_is_dark (const OvlQr *self, int column, int row);
const char *ovl_qr_get_link (const OvlQr *self);
