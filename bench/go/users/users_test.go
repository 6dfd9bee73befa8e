package users

import (
	"fmt"
	"testing"
)

func TestTheSameAddressInOtherCaseIsTaken(t *testing.T) {
	r := New()
	id, problem := r.Take(1, "eilidh.halvorsen0@example.com")
	if problem != nil || id != "usr_5da17bbbtcrk7mwv1gzhjgjpr5" {
		t.Fatalf("got %q, %v", id, problem)
	}
	_, problem = r.Take(2, "Eilidh.Halvorsen0@EXAMPLE.com")
	if problem == nil || problem.Message != "Duplicate email, first seen in record 1" {
		t.Fatalf("got %v", problem)
	}
}

func TestEveryAddressIsFoundAgainAfterTheTableHasGrown(t *testing.T) {
	r, one := New(), New()
	var emails []byte
	var ends []uint32
	var records []uint64
	const count = 10_000
	for n := range count {
		emails = fmt.Appendf(emails, "user%d@example.com", n)
		ends = append(ends, uint32(len(emails)))
		records = append(records, uint64(n+1))
	}
	// A row that isn't asked for.
	records[5] = 0
	for _, accepted := range []int{count - 1, 0} {
		firsts, ids := make([]uint64, count), make([]byte, count*IDLength)
		if got := r.TakeAll(emails, ends, records, firsts, ids); got != accepted {
			t.Fatalf("got %d ids, expected %d", got, accepted)
		}
		for i, first := range firsts {
			if first != records[i] {
				t.Fatalf("row %d: got first record %d, expected %d", i, first, records[i])
			}
		}
		if accepted > 0 {
			if id, _ := one.Take(1, "user0@example.com"); string(ids[:IDLength]) != id {
				t.Fatalf("got the id %s, expected %s", ids[:IDLength], id)
			}
		}
	}
}
