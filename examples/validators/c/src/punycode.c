#include "punycode.h"

#include <string.h>

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_POINT = 0x80 };

static uint32_t adapt(uint32_t delta, uint32_t count, bool first) {
	uint32_t k = 0;
	delta /= first ? DAMP : 2;
	for (delta += delta / count; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias) {
	return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

// The value of a digit; BASE: it isn't one.
static uint32_t digit(uint8_t byte) {
	return is_digit(byte) ? byte - '0' + 26u : is_lower(byte) ? byte - 'a' + 0u : is_upper(byte) ? byte - 'A' + 0u : BASE;
}

static void insert(struct points *points, size_t at, uint32_t point) {
	append_point(points, point);
	memmove(points->at + at + 1, points->at + at, (points->length - 1 - at) * sizeof *points->at);
	points->at[at] = point;
}

bool decode_punycode(struct text encoded, struct points *decoded) {
	// What is before the last hyphen is ASCII as it is; a hyphen at the start is not a delimiter.
	size_t hyphen = find_last_byte(encoded, '-'), basic = hyphen < encoded.length ? hyphen : 0;
	for (size_t i = 0; i < encoded.length; i++)
		if (encoded.at[i] >= 0x80)
			return false;
	for (size_t i = 0; i < basic; i++)
		append_point(decoded, encoded.at[i]);
	uint32_t point = FIRST_POINT, bias = FIRST_BIAS;
	uint64_t place = 0;
	for (size_t at = basic ? basic + 1 : 0; at < encoded.length;) {
		uint64_t before = place, weight = 1;
		for (uint32_t k = BASE;; k += BASE) {
			uint32_t value = at < encoded.length ? digit(encoded.at[at++]) : BASE;
			if (value == BASE)
				return false;
			place += value * weight;
			uint32_t t = threshold(k, bias);
			if (place > UINT32_MAX)
				return false;
			if (value < t)
				break;
			weight *= BASE - t;
			if (weight > UINT32_MAX)
				return false;
		}
		uint32_t count = (uint32_t)decoded->length + 1;
		bias = adapt((uint32_t)(place - before), count, before == 0);
		uint64_t next = point + place / count;
		if (next > 0x10ffff || (0xd800 <= next && next <= 0xdfff))
			return false;
		point = (uint32_t)next;
		place %= count;
		insert(decoded, (size_t)place++, point);
	}
	return true;
}

size_t punycode_length(const struct points *points) {
	size_t basic = 0;
	for (size_t i = 0; i < points->length; i++)
		basic += points->at[i] < 0x80;
	size_t length = basic + (basic > 0);
	uint32_t point = FIRST_POINT, bias = FIRST_BIAS;
	// It doesn't overflow: a name has at most a few thousand characters.
	uint64_t delta = 0;
	for (size_t done = basic; done < points->length; delta++, point++) {
		uint32_t least = UINT32_MAX;
		for (size_t i = 0; i < points->length; i++)
			if (points->at[i] >= point && points->at[i] < least)
				least = points->at[i];
		delta += (uint64_t)(least - point) * (done + 1);
		point = least;
		for (size_t i = 0; i < points->length; i++) {
			delta += points->at[i] < point;
			if (points->at[i] != point)
				continue;
			uint64_t rest = delta;
			for (uint32_t k = BASE;; k += BASE) {
				uint32_t t = threshold(k, bias);
				length++;
				if (rest < t)
					break;
				rest = (rest - t) / (BASE - t);
			}
			bias = adapt((uint32_t)delta, (uint32_t)done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return length;
}
