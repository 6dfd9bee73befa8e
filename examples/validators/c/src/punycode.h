// Punycode (RFC 3492): letters as ASCII.
#pragma once

#include "text.h"

// False: it is malformed.
bool decode_punycode(struct text encoded, struct points *decoded);
// The length in ASCII, without the prefix `xn--`.
size_t punycode_length(const struct points *points);
