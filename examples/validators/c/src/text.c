#include "text.h"

#include <stdlib.h>
#include <string.h>

void *must_allocate(void *old, size_t size) {
	void *memory = realloc(old, size ? size : 1);
	if (!memory)
		__builtin_trap();
	return memory;
}

static void reserve(struct buffer *buffer, size_t more) {
	if (buffer->capacity - buffer->length >= more)
		return;
	buffer->capacity = 2 * (buffer->length + more);
	buffer->at = must_allocate(buffer->at, buffer->capacity);
}

void append(struct buffer *buffer, struct text text) {
	if (text.length == 0)
		return;
	reserve(buffer, text.length);
	memcpy(buffer->at + buffer->length, text.at, text.length);
	buffer->length += text.length;
}

void append_character(struct buffer *buffer, uint32_t point) {
	uint8_t bytes[4];
	size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const uint8_t FIRST[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = length; i-- > 1; point >>= 6)
		bytes[i] = (uint8_t)(0x80 | (point & 0x3f));
	bytes[0] = (uint8_t)(FIRST[length] | point);
	append(buffer, (struct text){bytes, length});
}

void append_lower(struct buffer *buffer, struct text text) {
	reserve(buffer, text.length);
	for (size_t i = 0; i < text.length; i++)
		buffer->at[buffer->length++] = (uint8_t)(is_upper(text.at[i]) ? text.at[i] + 'a' - 'A' : text.at[i]);
}

void append_number(struct buffer *buffer, uint32_t number) {
	uint8_t digits[10];
	size_t at = sizeof digits;
	do {
		digits[--at] = (uint8_t)('0' + number % 10);
		number /= 10;
	} while (number);
	append(buffer, (struct text){digits + at, sizeof digits - at});
}

void append_point(struct points *points, uint32_t point) {
	if (points->length == points->capacity) {
		points->capacity = points->capacity ? 2 * points->capacity : 64;
		points->at = must_allocate(points->at, points->capacity * sizeof *points->at);
	}
	points->at[points->length++] = point;
}

void clear(struct buffer *buffer) {
	free(buffer->at);
	*buffer = (struct buffer){0};
}

void clear_points(struct points *points) {
	free(points->at);
	*points = (struct points){0};
}

struct text whole(const struct buffer *buffer) { return (struct text){buffer->at, buffer->length}; }

struct text from(struct text text, size_t start) {
	// An empty text may have no memory, from which nothing may be counted.
	return start ? (struct text){text.at + start, text.length - start} : text;
}

struct text until(struct text text, size_t end) { return (struct text){text.at, end}; }

bool equal(struct text one, struct text other) {
	return one.length == other.length && (one.length == 0 || memcmp(one.at, other.at, one.length) == 0);
}

bool starts_with(struct text text, struct text start) {
	return text.length >= start.length && equal(until(text, start.length), start);
}

uint32_t next_character(struct text *text) {
	uint8_t first = text->at[0];
	size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t point = length == 1 ? first : first & (0x7fu >> length);
	for (size_t i = 1; i < length; i++)
		point = point << 6 | (text->at[i] & 0x3f);
	*text = from(*text, length);
	return point;
}

uint32_t last_character(struct text *text) {
	size_t start = text->length - 1;
	while ((text->at[start] & 0xc0) == 0x80)
		start--;
	struct text last = from(*text, start);
	text->length = start;
	return next_character(&last);
}

size_t find_byte(struct text text, uint8_t byte) {
	const uint8_t *found = text.length ? memchr(text.at, byte, text.length) : NULL;
	return found ? (size_t)(found - text.at) : text.length;
}

size_t find_last_byte(struct text text, uint8_t byte) {
	for (size_t i = text.length; i-- > 0;)
		if (text.at[i] == byte)
			return i;
	return text.length;
}
