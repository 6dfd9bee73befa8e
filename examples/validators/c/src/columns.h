// Whole batches: columns in, violations out. A column that breaks its rules is a bug of the caller: the call traps.
#pragma once

#include "rules.h"
#include "text.h"

// Value `i` is the bytes `ends[i - 1]` to `ends[i]` of the text.
struct column {
	struct text text;
	const uint32_t *ends;
	size_t length;
};

struct violation {
	uint32_t row;
	enum rule rule;
};

// Every violation in a batch, in row order, and in field order within a row. The caller frees them.
struct violation *find_violations(
	const struct rules *rules, struct column names, struct column emails, const uint32_t *ages, size_t count, size_t *found);

// The addresses as they are compared: appends the text, and writes the ends.
void canonical_column(struct column emails, struct buffer *text, uint32_t *ends);
