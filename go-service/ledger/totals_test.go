package ledger

import (
	"reflect"
	"strconv"
	"testing"
)

func TestErrorsAreSortedByCountThenFieldThenRule(t *testing.T) {
	l := newLedger(&judge{})
	ada := user{"Ada", "ada@example.com", 36}
	l.process(batchOf(ada, ada, user{"", "b@b.c", 1}, user{"C", "x", 1}, user{"D", "d@b.c", 2}), []Unreadable{
		{0, FieldAge, DefectInvalidNumber}, {0, FieldAge, DefectWrongType}, {1, FieldName, DefectWrongType},
		{1, FieldName, DefectWrongType}, {5, FieldRecord, DefectWrongFieldCount},
	})
	expected := []ErrorCount{
		{"age", "too-young", "Too young", 3},
		{"name", "wrong-type", "Wrong type", 2},
		{"age", "invalid-number", "Age must be a whole number from 0 to 150", 1},
		{"age", "wrong-type", "Wrong type", 1},
		{"email", "duplicate-email", "Duplicate email", 1},
		{"email", "email-invalid", "No e-mail", 1},
		{"name", "name-empty", "No name", 1},
		{"record", "wrong-field-count", "Wrong number of fields", 1},
	}
	totals := l.Summary()
	if !reflect.DeepEqual(totals.Errors, expected) {
		t.Errorf("errors: %v, expected %v", totals.Errors, expected)
	}
	if totals.Read != 10 || totals.Accepted != 1 || totals.Rejected != 9 {
		t.Errorf("read %d, accepted %d, rejected %d; expected 10, 1, 9", totals.Read, totals.Accepted, totals.Rejected)
	}
}

func TestAgesAscendAndCountTheAcceptedOnly(t *testing.T) {
	l := newLedger(lenient{})
	ages := []uint32{300, 40, 255, 4294967295, 256, 40, 0, 300}
	for i, age := range ages {
		l.createUser("Ada", strconv.Itoa(i)+"@example.com", age)
	}
	l.createUser("Ada", "1@example.com", 40) // a duplicate
	expected := []AgeCount{{0, 1}, {40, 2}, {255, 1}, {256, 1}, {300, 2}, {4294967295, 1}}
	if totals := l.Summary(); !reflect.DeepEqual(totals.Ages, expected) {
		t.Errorf("ages: %v, expected %v", totals.Ages, expected)
	}
}

func TestTopDomainsAreTheMostFrequentTiesByName(t *testing.T) {
	l := newLedger(lenient{})
	taken := 0
	accept := func(domain string, times int) {
		for range times {
			taken++
			l.createUser("Ada", strconv.Itoa(taken)+"@"+domain, 36)
		}
	}
	for domain := 'l'; domain >= 'a'; domain-- { // 12 domains of one user each
		accept(string(domain)+".org", 1)
	}
	accept("z.org", 3)
	accept("Y.org", 1)
	accept("y.ORG", 2)
	accept("b.org", 1)
	expected := []DomainCount{{"y.org", 3}, {"z.org", 3}, {"b.org", 2}, {"a.org", 1}, {"c.org", 1}, {"d.org", 1},
		{"e.org", 1}, {"f.org", 1}, {"g.org", 1}, {"h.org", 1}}
	totals := l.Summary()
	if !reflect.DeepEqual(totals.TopDomains, expected) {
		t.Errorf("top domains: %v, expected %v", totals.TopDomains, expected)
	}
	if totals.DistinctDomains != 14 {
		t.Errorf("%d domains, expected 14", totals.DistinctDomains)
	}
}

func TestSummaryChangesNothing(t *testing.T) {
	l := newLedger(&judge{})
	l.process(batchOf(user{"Ada", "ada@example.com", 36}, user{"", "x", 1}), nil)
	if first, second := l.Summary(), l.Summary(); !reflect.DeepEqual(first, second) {
		t.Errorf("%v, then %v", first, second)
	}
}

func TestAnEmptyRunHasEmptyTotals(t *testing.T) {
	if totals := newLedger(&judge{}).Summary(); totals.Read != 0 || len(totals.Errors)+len(totals.Ages)+len(totals.TopDomains) != 0 {
		t.Errorf("totals: %v, expected none", totals)
	}
}
