#include "rules.h"

#include "email.h"
#include "unicode.h"

const struct rules DEFAULT_RULES = {.min_age = 13, .max_age = 150, .name_min_length = 2};

static struct text trimmed(struct text text) {
	for (struct text rest = text; rest.length && is_white_space(next_character(&rest));)
		text = rest;
	for (struct text rest = text; rest.length && is_white_space(last_character(&rest));)
		text = rest;
	return text;
}

static bool is_shorter(struct text text, uint32_t least) {
	uint32_t count = 0;
	for (; text.length && count < least; count++)
		next_character(&text);
	return count < least;
}

size_t broken_rules(const struct rules *rules, struct text name, struct text email, uint32_t age, enum rule broken[MOST_BROKEN]) {
	size_t count = 0;
	name = trimmed(name);
	if (name.length == 0)
		broken[count++] = NAME_EMPTY;
	else if (is_shorter(name, rules->name_min_length))
		broken[count++] = NAME_TOO_SHORT;

	if (!is_email(email) || (rules->strict_email && !is_strict_email(email)))
		broken[count++] = EMAIL_INVALID;
	else if (!is_allowed(&rules->allowed, &rules->denied, domain_of(email)))
		broken[count++] = DOMAIN_NOT_ALLOWED;

	if (age < rules->min_age)
		broken[count++] = TOO_YOUNG;
	else if (age > rules->max_age)
		broken[count++] = INVALID_AGE;
	return count;
}

struct text field_of(enum rule rule) {
	switch (rule) {
	case NAME_EMPTY:
	case NAME_TOO_SHORT:
		return TEXT("name");
	case EMAIL_INVALID:
	case DOMAIN_NOT_ALLOWED:
		return TEXT("email");
	case TOO_YOUNG:
	case INVALID_AGE:
		return TEXT("age");
	}
	__builtin_trap();
}

static void append_sentence(struct buffer *buffer, struct text before, uint32_t number, struct text after) {
	append(buffer, before);
	append_number(buffer, number);
	append(buffer, after);
}

void append_message(struct buffer *buffer, const struct rules *rules, enum rule rule) {
	switch (rule) {
	case NAME_EMPTY:
		return append(buffer, TEXT("Name cannot be empty"));
	case NAME_TOO_SHORT:
		return append_sentence(buffer, TEXT("Name must be at least "), rules->name_min_length, TEXT(" characters"));
	case EMAIL_INVALID:
		return append(buffer, TEXT("Invalid email format"));
	case DOMAIN_NOT_ALLOWED:
		return append(buffer, TEXT("Email domain is not allowed"));
	case TOO_YOUNG:
		return append_sentence(buffer, TEXT("Must be at least "), rules->min_age, TEXT(" years old"));
	case INVALID_AGE:
		return append(buffer, TEXT("Invalid age"));
	}
	__builtin_trap();
}
