#include "email.h"

#include <string.h>

#include "host.h"

// In bytes (RFC 5321).
enum { LONGEST_LOCAL = 64, LONGEST_ADDRESS = 254 };

bool is_email(struct text email) {
	size_t at = find_byte(email, '@');
	if (at == 0 || at == email.length)
		return false;
	struct text domain = from(email, at + 1);
	return domain.length > 2 && find_byte(domain, '@') == domain.length && find_byte(domain, '.') < domain.length &&
		domain.at[0] != '.' && domain.at[domain.length - 1] != '.';
}

static bool is_atext(uint8_t byte) {
	return is_lower(byte) || is_upper(byte) || is_digit(byte) || (byte && strchr("!#$%&'*+-/=?^_`{|}~", byte));
}

// Characters of RFC 5321's `atext`, in runs with single dots between them.
static bool is_dot_atom(struct text local) {
	uint8_t previous = '.';
	for (size_t i = 0; i < local.length; i++) {
		if (local.at[i] == '.' ? previous == '.' : !is_atext(local.at[i]))
			return false;
		previous = local.at[i];
	}
	return previous != '.';
}

bool is_strict_email(struct text email) {
	size_t at = find_byte(email, '@');
	if (at > LONGEST_LOCAL || !is_dot_atom(until(email, at)))
		return false;
	struct buffer name = {0};
	size_t length = append_host_name(&name, from(email, at + 1)) ? dns_length(whole(&name)) : 0;
	clear(&name);
	return length > 0 && at + 1 + length <= LONGEST_ADDRESS;
}

struct text domain_of(struct text email) { return from(email, find_last_byte(email, '@') + 1); }

void append_canonical(struct buffer *buffer, struct text email) {
	size_t at = find_last_byte(email, '@');
	if (at == email.length) {
		append_lower(buffer, email);
		return;
	}
	append_lower(buffer, until(email, at + 1));
	append_canonical_domain(buffer, from(email, at + 1));
}
