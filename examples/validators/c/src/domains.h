// Which domains are allowed in an address.
#pragma once

#include "text.h"

// Domains in the form in which names of hosts are compared, sorted; `*.` is before those that stand for the ones below.
struct domains {
	struct buffer *entries;
	size_t length;
};

void add_domain(struct domains *domains, struct text entry);
// To be called after the last one was added.
void sort_domains(struct domains *domains);
void clear_domains(struct domains *domains);

// Whether a domain is allowed. One that isn't the name of a host is not, unless both lists are empty: another program may
// read it as a denied one.
bool is_allowed(const struct domains *allowed, const struct domains *denied, struct text domain);
