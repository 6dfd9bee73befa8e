// The rules for a user. They know nothing about components. A new rule is a case, its field, its message, and a check in
// the function of its field.
#pragma once

#include "domains.h"
#include "text.h"

// The rules that a user can break, in the order in which errors are listed.
enum rule { NAME_EMPTY, NAME_TOO_SHORT, EMAIL_INVALID, DOMAIN_NOT_ALLOWED, TOO_YOUNG, INVALID_AGE };

// The configurable part of the rules.
struct rules {
	uint32_t min_age, max_age;
	uint32_t name_min_length; // in characters, after trimming
	bool strict_email;
	struct domains allowed, denied;
};

extern const struct rules DEFAULT_RULES;

enum { MOST_BROKEN = 3 };

// The rules that one user breaks, in field order, at most one per field. Returns how many there are.
size_t broken_rules(const struct rules *rules, struct text name, struct text email, uint32_t age, enum rule broken[MOST_BROKEN]);

// The field that a rule is about.
struct text field_of(enum rule rule);
// Appends the message for a user who breaks a rule.
void append_message(struct buffer *buffer, const struct rules *rules, enum rule rule);
