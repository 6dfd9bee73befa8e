package ledger

import (
	"reflect"
	"strings"
	"testing"

	"polyglot.example/go-service/columns"
)

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
		{name: "a row with violations is not also a duplicate", users: []user{ada, {"", "ada@example.com", 20}},
			violations: []Violation{{1, nameEmpty}}, accepted: []string{"ada@example.com"}},
		{name: "unreadable records have numbers", users: []user{ada, ada},
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
			l := newLedger(asked)
			outcome := l.process(batchOf(test.users...), test.unreadable)
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
			totals := l.Summary()
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
	l := newLedger(&judge{})
	l.createUser("", "ada@example.com", 36)                                                                 // 1: rejected
	l.process(batchOf(user{"Bob", "bob@example.com", 40}), []Unreadable{{1, FieldRecord, DefectMalformed}}) // 2, 3
	l.createUser("Ada", "ada@example.com", 36)                                                              // 4
	outcome := l.process(batchOf(user{"B", "BOB@example.com", 40}, user{"A", "ada@example.com", 36}), nil)
	if expected := []Duplicate{{0, 2}, {1, 4}}; !reflect.DeepEqual(outcome.Duplicates, expected) {
		t.Errorf("duplicates: %v, expected %v", outcome.Duplicates, expected)
	}
}

func TestLedgersThatShareAStorageNumberTheRecordsOfOneRun(t *testing.T) {
	storage := &memory{}
	one, other := New(&judge{}, storage), New(&judge{}, storage)
	one.process(batchOf(user{"Ada", "ada@example.com", 36}, user{"Bob", "bob@example.com", 40}), nil) // 1, 2
	other.NumberFrom(3)
	first := other.process(batchOf(user{"B", "BOB@example.com", 40}, user{"Eve", "eve@example.com", 20}), nil) // 3, 4
	if expected := []Duplicate{{0, 2}}; !reflect.DeepEqual(first.Duplicates, expected) {
		t.Errorf("duplicates: %v, expected %v", first.Duplicates, expected)
	}
	one.NumberFrom(5)
	second := one.process(batchOf(user{"E", "eve@example.com", 20}, user{"A", "ada@example.com", 36}), nil)
	if expected := []Duplicate{{0, 4}, {1, 1}}; !reflect.DeepEqual(second.Duplicates, expected) {
		t.Errorf("duplicates: %v, expected %v", second.Duplicates, expected)
	}
	if read := [2]uint64{one.Summary().Read, other.Summary().Read}; read != [2]uint64{4, 2} {
		t.Errorf("read %v, expected each ledger's own records", read)
	}
	defer func() {
		if got, expected := recover(), "number-from: found record 6, expected at least 7"; got != expected {
			t.Errorf("panicked with %v, expected %q", got, expected)
		}
	}()
	one.NumberFrom(6)
}

func TestSplittingABatchChangesNothing(t *testing.T) {
	var users []user
	for i := range 200 {
		name := strings.Repeat("n", i%3)
		users = append(users, user{name, strings.Repeat("x", i%37) + "@" + strings.Repeat("y", i%5), uint32(10 + i%50)})
	}
	run := func(size int) (ids []string, totals Totals) {
		l := newLedger(&judge{})
		for start := 0; start < len(users); start += size {
			ids = append(ids, idsOf(l.process(batchOf(users[start:min(start+size, len(users))]...), nil))...)
		}
		return ids, l.Summary()
	}
	ids, totals := run(len(users))
	for _, size := range []int{1, 7, 64} {
		otherIDs, otherTotals := run(size)
		if !reflect.DeepEqual(ids, otherIDs) || !reflect.DeepEqual(totals, otherTotals) {
			t.Errorf("batches of %d give another result than one of %d", size, len(users))
		}
	}
}

// idle is a store that keeps nothing.
type idle struct{ Store }

func (idle) Open(string) (Store, error)                           { return idle{}, nil }
func (idle) Get(string) (string, bool, error)                     { return "", false, nil }
func (idle) Put(string, string) error                             { return nil }
func (idle) PutNew(columns.Column, columns.Column) (Known, error) { return Known{}, nil }

func TestProcessingAllocatesNothingPerRow(t *testing.T) {
	users := make([]user, 1000)
	for i := range users {
		users[i] = user{"Ada", "ada@example.com", 36}
	}
	batch := batchOf(users...)
	for _, settings := range []Settings{{UniqueEmail: true}, {}, {UniqueEmail: true, KeepUsers: true}} {
		l := New(lenient{}, idle{})
		l.Configure(lenient{}, settings)
		if allocations := testing.AllocsPerRun(10, func() { l.process(batch, nil) }); allocations > 0 {
			t.Errorf("%+v: %v allocations for a batch after the first, expected none", settings, allocations)
		}
	}
}

func TestWithoutUniqueEmailNothingIsADuplicateAndNothingIsStored(t *testing.T) {
	asked := &judge{}
	l := newLedger(lenient{})
	l.Configure(asked, Settings{})
	ada, bob := user{"Ada", "ada@example.com", 36}, user{"Bob", "bob@example.com", 40}
	users := []user{ada, {"", "x", 1}, ada, bob}
	for range 100 {
		users = append(users, ada)
	}
	unreadable := []Unreadable{{3, FieldRecord, DefectMalformed}}
	for call := range uint64(2) {
		outcome := l.process(batchOf(users...), unreadable)
		expected := []Violation{{1, nameEmpty}, {1, emailInvalid}, {1, tooYoung}}
		if !reflect.DeepEqual(outcome.Violations, expected) || len(outcome.Duplicates) > 0 {
			t.Errorf("violations %v, duplicates %v; expected %v, none", outcome.Violations, outcome.Duplicates, expected)
		}
		ids := idsOf(outcome)
		if len(ids) != 103 || ids[0] != idOf(ada.email) || ids[1] != ids[0] || ids[2] != idOf(bob.email) {
			t.Errorf("%d ids, %v…; expected 103, one per address", len(ids), ids[:3])
		}
		totals := l.Summary()
		if totals.Read != 105*(call+1) || totals.Accepted != 103*(call+1) || totals.Rejected != 2*(call+1) {
			t.Errorf("totals: %+v", totals)
		}
	}
	if calls := l.storage.(*memory).calls; len(calls) > 0 {
		t.Errorf("the store was asked %v, expected nothing", calls)
	}
	if asked.batches != 2 {
		t.Errorf("the configured validator was asked %d times, expected 2", asked.batches)
	}
}

func TestConfigureComesOnceAndBeforeTheFirstRecord(t *testing.T) {
	tests := []struct {
		name     string
		before   func(*Ledger)
		expected any
	}{
		{name: "at first", before: func(*Ledger) {}},
		{name: "after an empty call", before: func(l *Ledger) { l.Summary(); l.process(Batch{}, nil) }},
		{name: "twice", before: func(l *Ledger) { l.Configure(&judge{}, Settings{UniqueEmail: true}) },
			expected: "configure: called twice, expected once at most"},
		{name: "after a user", before: func(l *Ledger) { l.createUser("", "", 0) },
			expected: "configure: called after record 1, expected before the first"},
		{name: "after an unreadable record",
			before:   func(l *Ledger) { l.process(Batch{}, []Unreadable{{0, FieldRecord, DefectMalformed}}) },
			expected: "configure: called after record 1, expected before the first"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLedger(&judge{})
			test.before(l)
			defer func() {
				if got := recover(); got != test.expected {
					t.Errorf("panicked with %v, expected %v", got, test.expected)
				}
			}()
			l.Configure(&judge{}, Settings{UniqueEmail: true})
			if _, again := l.createUser("Ada", "a@b.c", 36), l.createUser("Ada", "a@b.c", 36); len(again.Problems) != 1 {
				t.Errorf("%+v, expected a duplicate", again)
			}
		})
	}
}
