// Text in UTF-8, as bytes and as characters.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Some bytes of a valid text. It owns nothing.
struct text {
	const uint8_t *at;
	size_t length;
};

// A text that grows, and owns its bytes.
struct buffer {
	uint8_t *at;
	size_t length, capacity;
};

// Characters as code points; it owns them.
struct points {
	uint32_t *at;
	size_t length, capacity;
};

#define TEXT(literal) ((struct text){(const uint8_t *)literal, sizeof literal - 1})

// Memory that no caller can go on without: it ends the instance if there is none.
void *must_allocate(void *old, size_t size);

void append(struct buffer *buffer, struct text text);
void append_character(struct buffer *buffer, uint32_t point);
void append_lower(struct buffer *buffer, struct text text); // ASCII letters in lower case
void append_number(struct buffer *buffer, uint32_t number);
void append_point(struct points *points, uint32_t point);
void clear(struct buffer *buffer);
void clear_points(struct points *points);

struct text whole(const struct buffer *buffer);
struct text from(struct text text, size_t start);
struct text until(struct text text, size_t end);
bool equal(struct text one, struct text other);
bool starts_with(struct text text, struct text start);

// The first character of a text that isn't empty, which then begins after it.
uint32_t next_character(struct text *text);
// The last one, which the text then ends before.
uint32_t last_character(struct text *text);
// The position of the first or last byte that is this one, or the length of the text.
size_t find_byte(struct text text, uint8_t byte);
size_t find_last_byte(struct text text, uint8_t byte);

static inline bool is_lower(uint32_t point) { return 'a' <= point && point <= 'z'; }
static inline bool is_upper(uint32_t point) { return 'A' <= point && point <= 'Z'; }
static inline bool is_digit(uint32_t point) { return '0' <= point && point <= '9'; }
