#include "unicode.h"

#include <string.h>

enum mapping_kind { SHIFTED, REPLACED, DISALLOWED };

// Of a character, and of all after it up to the next entry.
struct mapping {
	uint32_t first;
	uint8_t kind, length;
	int32_t value; // the distance to what it is mapped to, or a position in the pool
};

struct decomposition {
	uint32_t point;
	uint16_t length, at;
};

struct composition {
	uint32_t first, second, composed;
};

struct combining_class {
	uint32_t first, last;
	uint8_t class;
};

struct range {
	uint32_t first, last;
};

#include "tables.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// Defines a function that returns the last element of a sorted table whose field is at most a value, if any.
#define LAST_AT_MOST(name, type, table, field) \
	static const type *name(uint32_t value) { \
		size_t low = 0, high = COUNT(table); \
		while (low < high) { \
			size_t middle = low + (high - low) / 2; \
			if (table[middle].field <= value) \
				low = middle + 1; \
			else \
				high = middle; \
		} \
		return low ? &table[low - 1] : NULL; \
	}

LAST_AT_MOST(mapping_of, struct mapping, MAPPINGS, first)
LAST_AT_MOST(decomposition_before, struct decomposition, DECOMPOSITIONS, point)
LAST_AT_MOST(class_before, struct combining_class, CLASSES, first)
LAST_AT_MOST(invisible_before, struct range, INVISIBLE, first)
LAST_AT_MOST(no_part_before, struct range, NO_PARTS, first)

bool is_white_space(uint32_t point) {
	return (9 <= point && point <= 13) || point == ' ' || point == 0x85 || point == 0xa0 || point == 0x1680 ||
		(0x2000 <= point && point <= 0x200a) || point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f ||
		point == 0x3000;
}

bool is_control(uint32_t point) { return point < 0x20 || (0x7f <= point && point <= 0x9f); }

bool is_invisible(uint32_t point) {
	const struct range *range = invisible_before(point);
	return point < 0x80 ? is_control(point) : range && point <= range->last;
}

bool is_part(uint32_t point) {
	if (point < 0x80)
		return is_lower(point) || is_upper(point) || is_digit(point) || point == '-' || point == '_';
	const struct range *range = no_part_before(point);
	return !range || point > range->last;
}

static uint8_t class_of(uint32_t point) {
	const struct combining_class *run = class_before(point);
	return run && point <= run->last ? run->class : 0;
}

bool is_virama(uint32_t point) { return class_of(point) == 9; }

// Hangul syllables are composed of a leading consonant, a vowel and perhaps a trailing consonant.
enum { SYLLABLE = 0xac00, LEADING = 0x1100, VOWEL = 0x1161, TRAILING = 0x11a7, VOWELS = 21, TRAILINGS = 28, LEADINGS = 19 };

static void decompose(uint32_t point, struct points *out) {
	uint32_t syllable = point - SYLLABLE;
	if (point >= SYLLABLE && syllable < LEADINGS * VOWELS * TRAILINGS) {
		append_point(out, LEADING + syllable / (VOWELS * TRAILINGS));
		append_point(out, VOWEL + syllable % (VOWELS * TRAILINGS) / TRAILINGS);
		if (syllable % TRAILINGS)
			append_point(out, TRAILING + syllable % TRAILINGS);
		return;
	}
	const struct decomposition *found = decomposition_before(point);
	if (!found || found->point != point) {
		append_point(out, point);
		return;
	}
	for (size_t i = 0; i < found->length; i++)
		append_point(out, POOL[found->at + i]);
}

// Marks after a letter come in the order of their classes.
static void order(struct points *points) {
	for (size_t i = 1; i < points->length; i++) {
		uint32_t point = points->at[i];
		uint8_t class = class_of(point);
		size_t to = i;
		for (; class && to > 0 && class_of(points->at[to - 1]) > class; to--)
			points->at[to] = points->at[to - 1];
		points->at[to] = point;
	}
}

// What two characters are composed to; 0: to nothing.
static uint32_t composed(uint32_t first, uint32_t second) {
	uint32_t leading = first - LEADING, vowel = second - VOWEL, syllable = first - SYLLABLE, trailing = second - TRAILING;
	if (first >= LEADING && leading < LEADINGS && second >= VOWEL && vowel < VOWELS)
		return SYLLABLE + (leading * VOWELS + vowel) * TRAILINGS;
	if (first >= SYLLABLE && syllable < LEADINGS * VOWELS * TRAILINGS && syllable % TRAILINGS == 0 && second > TRAILING &&
	    trailing < TRAILINGS)
		return first + trailing;
	size_t low = 0, high = COUNT(COMPOSITIONS);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct composition *one = &COMPOSITIONS[middle];
		if (one->first == first && one->second == second)
			return one->composed;
		if (one->first < first || (one->first == first && one->second < second))
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

static void compose(struct points *points) {
	size_t length = 0, starter = 0;
	bool has_starter = false;
	uint8_t previous = 0; // the class of the last character after the starter that was kept
	for (size_t i = 0; i < points->length; i++) {
		uint32_t point = points->at[i];
		uint8_t class = class_of(point);
		bool is_next = has_starter && starter + 1 == length;
		uint32_t both = has_starter && (is_next || previous < class) ? composed(points->at[starter], point) : 0;
		if (both) {
			points->at[starter] = both;
			continue;
		}
		if (class == 0) {
			starter = length;
			has_starter = true;
		}
		previous = class;
		points->at[length++] = point;
	}
	points->length = length;
}

static void normalize(struct points *points) {
	struct points decomposed = {0};
	for (size_t i = 0; i < points->length; i++)
		decompose(points->at[i], &decomposed);
	order(&decomposed);
	compose(&decomposed);
	clear_points(points);
	*points = decomposed;
}

bool map_text(struct text text, struct points *mapped) {
	while (text.length) {
		uint32_t point = next_character(&text);
		if (point < 0x80) {
			append_point(mapped, is_upper(point) ? point + 'a' - 'A' : point);
			continue;
		}
		const struct mapping *found = mapping_of(point);
		if (found->kind == DISALLOWED)
			return false;
		if (found->kind == SHIFTED)
			append_point(mapped, point + (uint32_t)found->value);
		for (size_t i = 0; i < found->length; i++)
			append_point(mapped, POOL[(size_t)found->value + i]);
	}
	normalize(mapped);
	return true;
}

bool is_normal(const struct points *points) {
	struct points copy = {0};
	for (size_t i = 0; i < points->length; i++) {
		uint32_t point = points->at[i];
		const struct mapping *found = point < 0x80 ? NULL : mapping_of(point);
		if (found ? found->kind != SHIFTED || found->value != 0 : is_upper(point)) {
			clear_points(&copy);
			return false;
		}
		append_point(&copy, point);
	}
	normalize(&copy);
	bool same = copy.length == points->length &&
		(copy.length == 0 || memcmp(copy.at, points->at, copy.length * sizeof *copy.at) == 0);
	clear_points(&copy);
	return same;
}
