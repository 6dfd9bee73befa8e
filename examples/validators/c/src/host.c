#include "host.h"

#include "punycode.h"
#include "unicode.h"

#define PUNYCODE TEXT("xn--")

enum {
	JOINER = 0x200d,
	NON_JOINER = 0x200c,
	// Longer names in other letters than ASCII aren't looked at: no name has more characters in any form.
	LONGEST = 4 * 255,
	LONGEST_LABEL = 63,
	LONGEST_NAME = 253,
};

static bool is_joiner(uint32_t point) { return point == JOINER || point == NON_JOINER; }

static bool is_dot(uint32_t point) { return point == '.' || point == 0x3002 || point == 0xff0e || point == 0xff61; }

// Whether a character, in full width too, ends a domain in the places that addresses are copied from.
static bool ends_name(uint32_t point) {
	uint32_t narrow = point >= 0xff00 && point <= 0xff5e ? point - 0xfee0 : point;
	return narrow == '#' || narrow == '/' || narrow == ';' || narrow == '>';
}

// Whether a character may be part of a name as it is written.
static bool may_be_written(uint32_t point) {
	if (point == '.' || is_joiner(point))
		return true;
	return !is_dot(point) && !is_invisible(point) && !is_white_space(point);
}

// Whether a domain is a name in ASCII, so that a look at Unicode isn't needed.
static bool is_ascii_name(struct text domain) {
	uint8_t previous = '.';
	for (size_t i = 0; i < domain.length; i++) {
		uint8_t byte = domain.at[i] | (is_upper(domain.at[i]) ? 0x20 : 0);
		if (byte == '.' ? previous == '.' : !is_lower(byte) && !is_digit(byte) && byte != '-' && byte != '_')
			return false;
		previous = byte;
		if (byte == '-' && i >= 3 && domain.at[i - 1] == '-' && (domain.at[i - 2] | 0x20) == 'n' && (domain.at[i - 3] | 0x20) == 'x')
			return false;
	}
	return previous != '.';
}

static bool is_kept(uint32_t point) {
	return point >= 0x80 || is_lower(point) || is_digit(point) || point == '-' || point == '_';
}

// Whether a label isn't empty, has no ASCII but letters, digits, `-` and `_`, and each joiner after a virama (RFC 5892,
// appendix A).
static bool is_label(const struct points *label) {
	uint32_t previous = '-';
	for (size_t i = 0; i < label->length; i++) {
		uint32_t point = label->at[i];
		if (!is_kept(point) || (is_joiner(point) && !is_virama(previous)))
			return false;
		previous = point;
	}
	return label->length > 0;
}

static bool has_prefix(const struct points *label) {
	for (size_t i = 0; i < PUNYCODE.length; i++)
		if (i >= label->length || label->at[i] != PUNYCODE.at[i])
			return false;
	return true;
}

// Punycode is only valid if it stands for something that can't be written otherwise.
static bool decode_label(const struct points *label, struct points *decoded) {
	struct buffer encoded = {0};
	for (size_t i = PUNYCODE.length; i < label->length; i++)
		append_character(&encoded, label->at[i]);
	bool valid = decode_punycode(whole(&encoded), decoded), is_ascii = true;
	clear(&encoded);
	for (size_t i = 0; i < decoded->length; i++)
		is_ascii = is_ascii && decoded->at[i] < 0x80;
	return valid && !is_ascii && !has_prefix(decoded) && is_normal(decoded);
}

// Appends a mapped label in Unicode. False: it isn't valid.
static bool append_label(struct points *name, struct points label) {
	struct points decoded = {0};
	bool valid = !has_prefix(&label) || decode_label(&label, &decoded);
	const struct points *unicode = has_prefix(&label) ? &decoded : &label;
	valid = valid && is_label(unicode);
	for (size_t i = 0; valid && i < unicode->length; i++)
		append_point(name, unicode->at[i]);
	clear_points(&decoded);
	return valid;
}

// Appends a name in Unicode by mapping, normalization and decoding. False: it isn't one, or a label is empty.
static bool map_name(struct text domain, struct points *name) {
	struct points mapped = {0};
	bool valid = domain.length <= LONGEST && map_text(domain, &mapped);
	for (size_t start = 0; valid && start <= mapped.length;) {
		size_t end = start;
		while (end < mapped.length && mapped.at[end] != '.')
			end++;
		if (start > 0)
			append_point(name, '.');
		valid = append_label(name, (struct points){.at = mapped.at + start, .length = end - start});
		start = end + 1;
	}
	clear_points(&mapped);
	return valid;
}

bool append_host_name(struct buffer *buffer, struct text domain) {
	if (is_ascii_name(domain)) {
		append_lower(buffer, domain);
		return true;
	}
	for (struct text rest = domain; rest.length;)
		if (!may_be_written(next_character(&rest)))
			return false;
	struct points name = {0};
	bool valid = map_name(domain, &name);
	for (size_t i = 0; valid && i < name.length; i++)
		valid = name.at[i] == '.' || is_part(name.at[i]);
	for (size_t i = 0; valid && i < name.length; i++)
		append_character(buffer, name.at[i]);
	clear_points(&name);
	return valid;
}

// What is left of a domain if what is invisible, and what is before and after the name, is dropped.
static struct buffer written(struct text domain) {
	struct buffer seen = {0};
	while (domain.length) {
		uint32_t point = next_character(&domain);
		if (ends_name(point))
			break;
		// A control character does something where it is shown, so it isn't merely invisible.
		if (!is_invisible(point) || is_control(point) || is_joiner(point))
			append_character(&seen, point);
	}
	return seen;
}

static struct text trimmed(struct text text) {
	for (struct text rest = text; rest.length && is_white_space(next_character(&rest));)
		text = rest;
	for (struct text rest = text; rest.length;) {
		uint32_t last = last_character(&rest);
		if (!is_white_space(last) && !is_dot(last) && !is_joiner(last))
			break;
		text = rest;
	}
	return text;
}

static bool without_joiners(struct text text, struct buffer *kept) {
	bool found = false;
	while (text.length) {
		uint32_t point = next_character(&text);
		if (is_joiner(point))
			found = true;
		else
			append_character(kept, point);
	}
	return found;
}

void append_canonical_domain(struct buffer *buffer, struct text domain) {
	if (is_ascii_name(domain)) {
		append_lower(buffer, domain);
		return;
	}
	struct buffer seen = written(domain), kept = {0};
	struct points name = {0};
	struct text text = trimmed(whole(&seen));
	bool valid = map_name(text, &name);
	if (!valid && without_joiners(text, &kept)) {
		// Joiners that are out of place are invisible characters like others.
		name.length = 0;
		valid = map_name(whole(&kept), &name);
	}
	bool has_dot = false;
	for (size_t i = 0; i < name.length; i++)
		has_dot = has_dot || name.at[i] == '.';
	if (!valid || !has_dot)
		append_lower(buffer, domain);
	for (size_t i = 0; valid && has_dot && i < name.length; i++)
		append_character(buffer, name.at[i]);
	clear(&seen);
	clear(&kept);
	clear_points(&name);
}

static size_t ascii_length(struct text label) {
	struct points points = {0};
	bool is_ascii = true;
	while (label.length) {
		uint32_t point = next_character(&label);
		is_ascii = is_ascii && point < 0x80;
		append_point(&points, point);
	}
	size_t length = is_ascii ? points.length : PUNYCODE.length + punycode_length(&points);
	clear_points(&points);
	return length;
}

size_t dns_length(struct text name) {
	size_t length = 0, labels = 0;
	bool is_number = false;
	for (bool more = true; more; labels++) {
		size_t end = find_byte(name, '.');
		struct text label = until(name, end);
		more = end < name.length;
		name = more ? from(name, end + 1) : name;
		size_t ascii = ascii_length(label);
		if (ascii > LONGEST_LABEL || label.at[0] == '-' || label.at[label.length - 1] == '-' || find_byte(label, '_') < label.length)
			return 0;
		length += ascii + more;
		is_number = true;
		for (size_t i = 0; i < label.length; i++)
			is_number = is_number && is_digit(label.at[i]);
	}
	// `1.2.3.4` is an address of a host, not its name.
	return labels > 1 && !is_number && length <= LONGEST_NAME ? length : 0;
}
