/* SPDX-License-Identifier: MIT */
/* What a HAR without a response carries instead. */
#ifndef SDX_CAPTURE_HAR_OTHERS_H
#define SDX_CAPTURE_HAR_OTHERS_H

#include "capture/capture.h"
#include "json/json.h"

/* Name it in the capture.  false: nothing that is known. */
bool har_name_others(
    struct arena *, struct json_value entries, struct capture *);

#endif
