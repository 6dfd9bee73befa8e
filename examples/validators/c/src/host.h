// Names of hosts, and the one form in which their spellings are compared: Unicode by UTS 46.
#pragma once

#include "text.h"

// Appends the form in which the name of a host is compared. False: the domain isn't one as it is written. Only case, width,
// composition and Punycode are spellings of a name.
bool append_host_name(struct buffer *buffer, struct text domain);

// Appends the form in which a domain is compared to find duplicates. Here whatever isn't part of the name is dropped.
void append_canonical_domain(struct buffer *buffer, struct text domain);

// The length in ASCII of a name of a host. 0: it hasn't the form and the lengths that DNS and mail require.
size_t dns_length(struct text name);
