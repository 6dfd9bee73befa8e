package register

import (
	"reflect"
	"strings"
	"testing"
)

// The rules of judge, in the order in which their errors are listed.
const (
	nameEmpty Rule = iota
	emailInvalid
	tooYoung
)

// judge is a validator with three short rules. It counts what it is asked.
type judge struct {
	batches, descriptions int
}

func (j *judge) Violations(batch Batch) []Violation {
	j.batches++
	var found []Violation
	for row := range batch.Ages {
		if batch.Names.at(row) == "" {
			found = append(found, Violation{uint32(row), nameEmpty})
		}
		if !strings.Contains(batch.Emails.at(row), "@") {
			found = append(found, Violation{uint32(row), emailInvalid})
		}
		if batch.Ages[row] < 13 {
			found = append(found, Violation{uint32(row), tooYoung})
		}
	}
	return found
}

func (j *judge) Describe(rule Rule) Description {
	j.descriptions++
	return []Description{
		{"name-empty", Problem{"name", "No name"}},
		{"email-invalid", Problem{"email", "No e-mail"}},
		{"too-young", Problem{"age", "Too young"}},
	}[rule]
}

func (c Column) at(row int) string {
	start := uint32(0)
	if row > 0 {
		start = c.Ends[row-1]
	}
	return c.Text[start:c.Ends[row]]
}

type user struct {
	name, email string
	age         uint32
}

func batchOf(users ...user) Batch {
	var batch Batch
	for _, u := range users {
		batch.Names.Text += u.name
		batch.Names.Ends = append(batch.Names.Ends, uint32(len(batch.Names.Text)))
		batch.Emails.Text += u.email
		batch.Emails.Ends = append(batch.Emails.Ends, uint32(len(batch.Emails.Text)))
		batch.Ages = append(batch.Ages, u.age)
	}
	return batch
}

func idsOf(outcome Outcome) []string {
	ids := []string{}
	start := uint32(0)
	for _, end := range outcome.IDEnds {
		ids = append(ids, string(outcome.IDs[start:end]))
		start = end
	}
	return ids
}

// idOf returns the id of an address in lower case.
func idOf(lower string) string {
	return string(appendID(make([]byte, 0, idLength), hash([]byte(lower))))
}

func TestEachRowIsInExactlyOnePlace(t *testing.T) {
	ada, bob := user{"Ada", "ada@example.com", 36}, user{"Bob", "bob@example.com", 40}
	tests := []struct {
		name       string
		users      []user
		unreadable []Unreadable
		violations []Violation
		duplicates []Duplicate
		accepted   []string
	}{
		{name: "nothing"},
		{name: "all accepted", users: []user{ada, bob}, accepted: []string{"ada@example.com", "bob@example.com"}},
		{name: "several violations in a row", users: []user{ada, {"", "x", 1}, bob},
			violations: []Violation{{1, nameEmpty}, {1, emailInvalid}, {1, tooYoung}},
			accepted:   []string{"ada@example.com", "bob@example.com"}},
		{name: "a duplicate, whatever its case", users: []user{ada, bob, {"A", "ADA@Example.Com", 99}},
			duplicates: []Duplicate{{2, 1}}, accepted: []string{"ada@example.com", "bob@example.com"}},
		{name: "each duplicate names the first record", users: []user{{"", "x@y.z", 20}, ada, ada, ada},
			violations: []Violation{{0, nameEmpty}}, duplicates: []Duplicate{{2, 2}, {3, 2}},
			accepted: []string{"ada@example.com"}},
		{name: "a rejected row holds no address", users: []user{{"", "ada@example.com", 20}, ada},
			violations: []Violation{{0, nameEmpty}}, accepted: []string{"ada@example.com"}},
		{name: "a row with violations is no duplicate as well", users: []user{ada, {"", "ada@example.com", 20}},
			violations: []Violation{{1, nameEmpty}}, accepted: []string{"ada@example.com"}},
		{name: "unreadable records take numbers", users: []user{ada, ada},
			unreadable: []Unreadable{{0, FieldRecord, DefectMalformed}, {0, FieldAge, DefectInvalidNumber},
				{1, FieldRecord, DefectMalformed}, {2, FieldRecord, DefectMalformed}},
			duplicates: []Duplicate{{1, 3}}, accepted: []string{"ada@example.com"}},
		{name: "only unreadable records", unreadable: []Unreadable{{0, FieldRecord, DefectMalformed}}},
		{name: "non-ASCII case is kept apart", users: []user{{"a", "ä@b.c", 20}, {"a", "Ä@b.c", 20}},
			accepted: []string{"ä@b.c", "Ä@b.c"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			asked := &judge{}
			r := New(asked)
			outcome := r.Process(batchOf(test.users...), test.unreadable)
			if asked.batches != 1 {
				t.Errorf("the validator was asked %d times, expected once", asked.batches)
			}
			if len(outcome.Violations)+len(test.violations) > 0 && !reflect.DeepEqual(outcome.Violations, test.violations) {
				t.Errorf("violations: %v, expected %v", outcome.Violations, test.violations)
			}
			if len(outcome.Duplicates)+len(test.duplicates) > 0 && !reflect.DeepEqual(outcome.Duplicates, test.duplicates) {
				t.Errorf("duplicates: %v, expected %v", outcome.Duplicates, test.duplicates)
			}
			expected := []string{}
			for _, email := range test.accepted {
				expected = append(expected, idOf(email))
			}
			if ids := idsOf(outcome); !reflect.DeepEqual(ids, expected) {
				t.Errorf("ids: %v, expected %v", ids, expected)
			}
			totals := r.Summary()
			read := uint64(len(test.users) + len(test.unreadable))
			accepted := uint64(len(test.accepted))
			if totals.Read != read || totals.Accepted != accepted || totals.Rejected != read-accepted {
				t.Errorf("read %d, accepted %d, rejected %d; expected %d, %d, %d",
					totals.Read, totals.Accepted, totals.Rejected, read, accepted, read-accepted)
			}
		})
	}
}

func TestRecordsAreNumberedThroughAllCalls(t *testing.T) {
	r := New(&judge{})
	r.CreateUser("", "ada@example.com", 36)                                                                 // 1: rejected
	r.Process(batchOf(user{"Bob", "bob@example.com", 40}), []Unreadable{{1, FieldRecord, DefectMalformed}}) // 2, 3
	r.CreateUser("Ada", "ada@example.com", 36)                                                              // 4
	outcome := r.Process(batchOf(user{"B", "BOB@example.com", 40}, user{"A", "ada@example.com", 36}), nil)
	if expected := []Duplicate{{0, 2}, {1, 4}}; !reflect.DeepEqual(outcome.Duplicates, expected) {
		t.Errorf("duplicates: %v, expected %v", outcome.Duplicates, expected)
	}
}

func TestSplittingABatchChangesNothing(t *testing.T) {
	var users []user
	for i := range 200 {
		name := strings.Repeat("n", i%3)
		users = append(users, user{name, strings.Repeat("x", i%37) + "@" + strings.Repeat("y", i%5), uint32(10 + i%50)})
	}
	run := func(size int) (ids []string, totals Totals) {
		r := New(&judge{})
		for start := 0; start < len(users); start += size {
			ids = append(ids, idsOf(r.Process(batchOf(users[start:min(start+size, len(users))]...), nil))...)
		}
		return ids, r.Summary()
	}
	ids, totals := run(len(users))
	for _, size := range []int{1, 7, 64} {
		otherIDs, otherTotals := run(size)
		if !reflect.DeepEqual(ids, otherIDs) || !reflect.DeepEqual(totals, otherTotals) {
			t.Errorf("batches of %d give another result than one of %d", size, len(users))
		}
	}
}

func TestCallersBugsPanicWithTheirPlace(t *testing.T) {
	good := func() Batch { return batchOf(user{"Ada", "a@b.c", 36}, user{"Bob", "b@b.c", 40}) }
	tests := []struct {
		name       string
		spoil      func(*Batch)
		unreadable []Unreadable
		expected   string
	}{
		{name: "fewer e-mails", spoil: func(b *Batch) { b.Emails.Ends = b.Emails.Ends[:1] },
			expected: "process: column `emails` has 1 values, expected 2 as in `ages`"},
		{name: "more names", spoil: func(b *Batch) { b.Names.Ends = append(b.Names.Ends, 6) },
			expected: "process: column `names` has 3 values, expected 2 as in `ages`"},
		{name: "text left over", spoil: func(b *Batch) { b.Emails.Text += "x" },
			expected: "process: column `emails` ends at byte 10, expected 11, the length of its text"},
		{name: "an end behind the text", spoil: func(b *Batch) { b.Emails.Ends[0] = 11 },
			expected: "process: column `emails`: a value ends at byte 11, expected 0 to 10"},
		{name: "descending ends", spoil: func(b *Batch) {
			*b = batchOf(user{"Ada", "a@b.c", 36}, user{"Bob", "b@b.c", 40}, user{"Cid", "", 50})
			b.Emails.Ends[1] = 4
		},
			expected: "process: column `emails`: a value ends at byte 4, expected 5 to 10"},
		{name: "unreadable behind the rows", unreadable: []Unreadable{{3, FieldRecord, DefectMalformed}},
			expected: "process: unreadable record 0 comes before row 3, expected ascending rows up to 2"},
		{name: "unreadable in descending order",
			unreadable: []Unreadable{{2, FieldRecord, DefectMalformed}, {1, FieldRecord, DefectMalformed}},
			expected:   "process: unreadable record 1 comes before row 1, expected ascending rows up to 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			batch := good()
			if test.spoil != nil {
				test.spoil(&batch)
			}
			defer func() {
				if got := recover(); got != test.expected {
					t.Errorf("panicked with %q, expected %q", got, test.expected)
				}
			}()
			New(lenient{}).Process(batch, test.unreadable)
		})
	}
}

// lenient finds nothing wrong, not even with columns that do not fit together.
type lenient []Violation

func (l lenient) Violations(Batch) []Violation { return l }
func (lenient) Describe(Rule) Description      { return Description{} }

func TestAnAnswerThatDoesNotFitTheBatchPanics(t *testing.T) {
	for _, answer := range []lenient{{{1, nameEmpty}}, {{0, nameEmpty}, {7, nameEmpty}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("violations %v were taken for a batch of one row", answer)
				}
			}()
			New(answer).Process(batchOf(user{"Ada", "a@b.c", 36}), nil)
		}()
	}
}

func TestProcessingAllocatesNothingPerRow(t *testing.T) {
	users := make([]user, 1000)
	for i := range users {
		users[i] = user{"Ada", "ada@example.com", 36}
	}
	r := New(lenient{})
	batch := batchOf(users...)
	if allocations := testing.AllocsPerRun(10, func() { r.Process(batch, nil) }); allocations > 0 {
		t.Errorf("%v allocations for a batch after the first, expected none", allocations)
	}
}
