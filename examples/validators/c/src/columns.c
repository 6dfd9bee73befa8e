#include "columns.h"

#include "email.h"

static struct text value(struct column column, size_t row) {
	size_t start = row ? column.ends[row - 1] : 0, end = column.ends[row];
	bool fits = start <= end && end <= column.text.length;
	if (!fits || (end < column.text.length && (column.text.at[end] & 0xc0) == 0x80))
		__builtin_trap();
	return until(from(column.text, start), end - start);
}

static void check(struct column column, size_t count) {
	size_t end = column.length ? column.ends[column.length - 1] : 0;
	if (column.length != count || end != column.text.length)
		__builtin_trap();
}

struct violation *find_violations(
	const struct rules *rules, struct column names, struct column emails, const uint32_t *ages, size_t count, size_t *found) {
	check(names, count);
	check(emails, count);
	struct violation *violations = NULL;
	size_t length = 0, capacity = 0;
	for (size_t row = 0; row < count; row++) {
		enum rule broken[MOST_BROKEN];
		size_t more = broken_rules(rules, value(names, row), value(emails, row), ages[row], broken);
		if (capacity - length < more) {
			capacity = 2 * capacity + MOST_BROKEN;
			violations = must_allocate(violations, capacity * sizeof *violations);
		}
		for (size_t i = 0; i < more; i++)
			violations[length++] = (struct violation){(uint32_t)row, broken[i]};
	}
	*found = length;
	return violations;
}

void canonical_column(struct column emails, struct buffer *text, uint32_t *ends) {
	check(emails, emails.length);
	for (size_t row = 0; row < emails.length; row++) {
		append_canonical(text, value(emails, row));
		ends[row] = (uint32_t)text->length;
	}
}
