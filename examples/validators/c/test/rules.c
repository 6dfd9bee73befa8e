// The core, by the cases that every validator is tested by. They come from cases.py, on stdin.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/columns.h"
#include "../src/email.h"

static unsigned passed, failed, line_number;

static void check(bool good, const char *what) {
	*(good ? &passed : &failed) += 1;
	if (!good)
		fprintf(stderr, "line %u of the cases: %s\n", line_number, what);
}

static void read_hex(struct buffer *buffer, const char *hex) {
	for (; *hex && *hex != '-' && *hex != ','; hex += 2) {
		char digits[] = {hex[0], hex[1], 0};
		uint8_t byte = (uint8_t)strtoul(digits, NULL, 16);
		append(buffer, (struct text){&byte, 1});
	}
}

// The next word of the line, as text.
static struct buffer next_text(void) {
	struct buffer buffer = {0};
	read_hex(&buffer, strtok(NULL, " \n"));
	return buffer;
}

static uint32_t next_number(void) { return (uint32_t)strtoul(strtok(NULL, " \n"), NULL, 10); }

static struct domains next_domains(void) {
	struct domains domains = {0};
	const char *word = strtok(NULL, " \n");
	for (const char *entry = *word == '-' ? NULL : word; entry; entry = strchr(entry, ',')) {
		struct buffer buffer = {0};
		entry += *entry == ',';
		read_hex(&buffer, entry);
		add_domain(&domains, whole(&buffer));
		clear(&buffer);
	}
	sort_domains(&domains);
	return domains;
}

static struct rules rules;

// The users of a group, which are also judged as a batch.
static struct {
	struct buffer names, emails;
	struct points name_ends, email_ends, ages, rows, broken;
} batch;

static void start_group(void) {
	clear_domains(&rules.allowed);
	clear_domains(&rules.denied);
	rules.min_age = next_number();
	rules.max_age = next_number();
	rules.name_min_length = next_number();
	rules.strict_email = next_number();
	rules.allowed = next_domains();
	rules.denied = next_domains();
	clear(&batch.names);
	clear(&batch.emails);
	struct points *all[] = {&batch.name_ends, &batch.email_ends, &batch.ages, &batch.rows, &batch.broken};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		clear_points(all[i]);
}

static void check_user(void) {
	struct buffer name = next_text(), email = next_text();
	uint32_t age = next_number();
	const char *expected = strtok(NULL, " \n");
	enum rule broken[MOST_BROKEN];
	size_t count = broken_rules(&rules, whole(&name), whole(&email), age, broken);
	char found[MOST_BROKEN + 1] = "-";
	for (size_t i = 0; i < count; i++) {
		found[i] = (char)('0' + broken[i]);
		found[i + 1] = 0;
	}
	check(strcmp(found, expected) == 0, found);
	for (; *expected != '-' && *expected; expected++) {
		append_point(&batch.rows, (uint32_t)batch.ages.length);
		append_point(&batch.broken, (uint32_t)(*expected - '0'));
	}
	append(&batch.names, whole(&name));
	append(&batch.emails, whole(&email));
	append_point(&batch.name_ends, (uint32_t)batch.names.length);
	append_point(&batch.email_ends, (uint32_t)batch.emails.length);
	append_point(&batch.ages, age);
	clear(&name);
	clear(&email);
}

static void check_batch(void) {
	struct column names = {whole(&batch.names), batch.name_ends.at, batch.name_ends.length};
	struct column emails = {whole(&batch.emails), batch.email_ends.at, batch.email_ends.length};
	size_t count;
	struct violation *found = find_violations(&rules, names, emails, batch.ages.at, batch.ages.length, &count);
	bool same = count == batch.rows.length;
	for (size_t i = 0; same && i < count; i++)
		same = found[i].row == batch.rows.at[i] && found[i].rule == batch.broken.at[i];
	check(same, "the batch has other violations than its users");
	free(found);
}

static void check_text(struct buffer found, struct buffer expected) {
	append(&found, TEXT("\0"));
	check(equal(until(whole(&found), found.length - 1), whole(&expected)), (const char *)found.at);
	clear(&found);
	clear(&expected);
}

static void check_canonical(void) {
	struct buffer email = next_text(), found = {0};
	append_canonical(&found, whole(&email));
	check_text(found, next_text());
	clear(&email);
}

static void check_message(void) {
	enum rule rule = next_number();
	struct buffer field = {0}, message = {0};
	append(&field, field_of(rule));
	append_message(&message, &rules, rule);
	check_text(field, next_text());
	check_text(message, next_text());
}

static void check_email(void) {
	struct buffer email = next_text();
	check(is_email(whole(&email)) == (bool)next_number(), "the address is judged the other way");
	clear(&email);
}

int main(void) {
	static const struct {
		const char *name;
		void (*check)(void);
	} KINDS[] = {{"email", check_email}, {"canonical", check_canonical}, {"rules", start_group}, {"user", check_user},
	             {"batch", check_batch}, {"message", check_message}};
	static char line[1 << 16];
	while (fgets(line, sizeof line, stdin)) {
		line_number++;
		const char *kind = strtok(line, " \n");
		for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
			if (strcmp(kind, KINDS[i].name) == 0)
				KINDS[i].check();
	}
	clear_domains(&rules.allowed);
	clear_domains(&rules.denied);
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
