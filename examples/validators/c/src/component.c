// Component `validator`: the adapter between the generated types and the rules.
#include <stdlib.h>

#include "columns.h"
#include "email.h"
#include "validator.h"

typedef exports_validator_user_t user_t;
typedef exports_validator_user_batch_t batch_t;
typedef exports_validator_validation_error_t error_t;
typedef exports_validator_list_validation_error_t errors_t;
typedef exports_validator_violation_t violation_t;
typedef exports_validator_list_violation_t violations_t;
typedef exports_validator_text_column_t column_t;
typedef exports_validator_rules_t rules_t;

struct exports_validator_rule_set_t {
	struct rules rules;
};

static struct text text_of(const validator_string_t *string) { return (struct text){string->ptr, string->len}; }

static struct column column_of(const column_t *column) {
	return (struct column){text_of(&column->text), column->ends.ptr, column->ends.len};
}

// What a buffer holds, which the caller then owns.
static validator_string_t given(struct buffer buffer) {
	return (validator_string_t){buffer.length ? buffer.at : NULL, buffer.length};
}

static void describe(const struct rules *rules, enum rule rule, error_t *error) {
	struct buffer field = {0}, message = {0};
	append(&field, field_of(rule));
	append_message(&message, rules, rule);
	*error = (error_t){given(field), given(message)};
}

static void find_errors(const struct rules *rules, user_t *user, errors_t *errors) {
	enum rule broken[MOST_BROKEN];
	size_t count = broken_rules(rules, text_of(&user->name), text_of(&user->email), user->age, broken);
	*errors = (errors_t){count ? must_allocate(NULL, count * sizeof(error_t)) : NULL, count};
	for (size_t i = 0; i < count; i++)
		describe(rules, broken[i], &errors->ptr[i]);
	exports_validator_user_free(user);
}

static void find(const struct rules *rules, batch_t *batch, violations_t *found) {
	size_t count;
	struct violation *violations = find_violations(
		rules, column_of(&batch->names), column_of(&batch->emails), batch->ages.ptr, batch->ages.len, &count);
	*found = (violations_t){count ? must_allocate(NULL, count * sizeof(violation_t)) : NULL, count};
	for (size_t i = 0; i < count; i++)
		found->ptr[i] = (violation_t){violations[i].row, (uint8_t)violations[i].rule};
	free(violations);
	exports_validator_user_batch_free(batch);
}

void exports_validator_validate_user(user_t *user, errors_t *ret) { find_errors(&DEFAULT_RULES, user, ret); }

bool exports_validator_validate_email(validator_string_t *email) {
	bool valid = is_email(text_of(email));
	validator_string_free(email);
	return valid;
}

void exports_validator_canonical_emails(column_t *emails, column_t *ret) {
	struct buffer text = {0};
	size_t count = emails->ends.len;
	uint32_t *ends = count ? must_allocate(NULL, count * sizeof *ends) : NULL;
	canonical_column(column_of(emails), &text, ends);
	*ret = (column_t){given(text), {ends, count}};
	exports_validator_text_column_free(emails);
}

void exports_validator_validate_batch(batch_t *batch, violations_t *ret) { find(&DEFAULT_RULES, batch, ret); }

void exports_validator_describe(exports_validator_rule_t rule, error_t *ret) {
	describe(&DEFAULT_RULES, (enum rule)rule, ret);
}

static struct domains domains_of(const validator_list_string_t *entries) {
	struct domains domains = {0};
	for (size_t i = 0; i < entries->len; i++)
		add_domain(&domains, text_of(&entries->ptr[i]));
	sort_domains(&domains);
	return domains;
}

exports_validator_own_rule_set_t exports_validator_constructor_rule_set(rules_t *rules) {
	if (rules->min_age > rules->max_age)
		__builtin_trap();
	exports_validator_rule_set_t *set = must_allocate(NULL, sizeof *set);
	set->rules = (struct rules){
		.min_age = rules->min_age,
		.max_age = rules->max_age,
		.name_min_length = rules->name_min_length,
		.strict_email = rules->email_syntax == TYPES_EMAIL_SYNTAX_STRICT,
		.allowed = domains_of(&rules->allowed_domains),
		.denied = domains_of(&rules->denied_domains),
	};
	exports_validator_rules_free(rules);
	return exports_validator_rule_set_new(set);
}

void exports_validator_rule_set_destructor(exports_validator_rule_set_t *set) {
	clear_domains(&set->rules.allowed);
	clear_domains(&set->rules.denied);
	free(set);
}

// wit-bindgen 0.63 exports the destructor as `[dtor]rule_set`, with an underscore, which is not the name of the resource. So it
// would never be called.
__attribute__((__export_name__("my:user-validator/validator@2.0.0#[dtor]rule-set")))
void destroy_rule_set(exports_validator_rule_set_t *set);
void destroy_rule_set(exports_validator_rule_set_t *set) { exports_validator_rule_set_destructor(set); }

void exports_validator_method_rule_set_validate_user(
	exports_validator_borrow_rule_set_t self, user_t *user, errors_t *ret) {
	find_errors(&self->rules, user, ret);
}

void exports_validator_method_rule_set_validate_batch(
	exports_validator_borrow_rule_set_t self, batch_t *batch, violations_t *ret) {
	find(&self->rules, batch, ret);
}

void exports_validator_method_rule_set_describe(
	exports_validator_borrow_rule_set_t self, exports_validator_rule_t rule, error_t *ret) {
	describe(&self->rules, (enum rule)rule, ret);
}
