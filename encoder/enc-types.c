#include "enc-types.h"

#include <errno.h>

G_DEFINE_QUARK (enc_error, enc_error)

EncError
enc_error_of_disk (int why)
{
  return why == ENOSPC || why == EDQUOT ? ENC_ERROR_FULL : ENC_ERROR_DISK;
}
