#include "domains.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

#define BELOW TEXT("*.")

void add_domain(struct domains *domains, struct text entry) {
	struct buffer name = {0};
	bool below = starts_with(entry, BELOW);
	if (below)
		append(&name, BELOW);
	// An entry that isn't a name matches nothing, but the list isn't empty.
	if (!append_host_name(&name, below ? from(entry, BELOW.length) : entry))
		clear(&name);
	domains->entries = must_allocate(domains->entries, (domains->length + 1) * sizeof name);
	domains->entries[domains->length++] = name;
}

static int compare(const void *one, const void *other) {
	const struct buffer *left = one, *right = other;
	size_t shared = left->length < right->length ? left->length : right->length;
	int order = shared ? memcmp(left->at, right->at, shared) : 0;
	return order ? order : (left->length > right->length) - (left->length < right->length);
}

void sort_domains(struct domains *domains) {
	if (domains->length)
		qsort(domains->entries, domains->length, sizeof *domains->entries, compare);
}

void clear_domains(struct domains *domains) {
	for (size_t i = 0; i < domains->length; i++)
		clear(&domains->entries[i]);
	free(domains->entries);
	*domains = (struct domains){0};
}

static bool has(const struct domains *domains, struct buffer entry) {
	return domains->length && bsearch(&entry, domains->entries, domains->length, sizeof entry, compare);
}

// Whether a name, which begins after a `*.`, is in the list, or below one that is there as `*.NAME`.
static bool covers(const struct domains *domains, struct buffer name) {
	size_t start = BELOW.length;
	if (has(domains, (struct buffer){.at = name.at + start, .length = name.length - start}))
		return true;
	for (size_t dot = start; dot < name.length; dot++) {
		if (name.at[dot] != '.')
			continue;
		// What is before the dot is of no use any more.
		name.at[dot - 1] = '*';
		if (has(domains, (struct buffer){.at = name.at + dot - 1, .length = name.length - dot + 1}))
			return true;
	}
	return false;
}

bool is_allowed(const struct domains *allowed, const struct domains *denied, struct text domain) {
	if (allowed->length == 0 && denied->length == 0)
		return true;
	bool result = true;
	for (int list = 0; result && list < 2; list++) {
		const struct domains *domains = list ? denied : allowed;
		struct buffer name = {0};
		append(&name, BELOW);
		bool valid = append_host_name(&name, domain);
		result = valid && (list ? !covers(domains, name) : domains->length == 0 || covers(domains, name));
		clear(&name);
	}
	return result;
}
