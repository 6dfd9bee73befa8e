// The form of an e-mail address, and the form in which addresses are compared.
#pragma once

#include "text.h"

// Whether a text has exactly one `@`, something on both sides of it, and a dot inside the domain, none at its ends.
bool is_email(struct text email);
// Whether an address that has one `@` has the form that mail systems agree on.
bool is_strict_email(struct text email);
// What follows the `@` of an address.
struct text domain_of(struct text email);
void append_canonical(struct buffer *buffer, struct text email);
