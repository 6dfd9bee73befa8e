package ledger

import (
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"
)

// model is a simple ledger: maps, one row at a time.
type model struct {
	first   map[string]uint64 // by address
	domains map[string]uint64
	ages    map[uint32]uint64
	read    uint64
}

// process returns the duplicates and the addresses that were accepted.
func (m *model) process(users []user, unreadable []Unreadable) (duplicates []Duplicate, accepted []string) {
	for row, u := range users {
		for len(unreadable) > 0 && unreadable[0].Before == uint32(row) {
			m.read, unreadable = m.read+1, unreadable[1:]
		}
		m.read++
		email := strings.ToLower(u.email)
		if len((&judge{}).Violations(batchOf(u))) > 0 {
			continue
		}
		if first := m.first[email]; first > 0 {
			duplicates = append(duplicates, Duplicate{uint32(row), first})
			continue
		}
		m.first[email] = m.read
		m.domains[email[strings.LastIndex(email, "@")+1:]]++
		m.ages[u.age]++
		accepted = append(accepted, email)
	}
	m.read += uint64(len(unreadable))
	return duplicates, accepted
}

func TestProcessDoesWhatTheModelDoes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	m := &model{map[string]uint64{}, map[string]uint64{}, map[uint32]uint64{}, 0}
	l := newLedger(&judge{})
	for batch := range 300 {
		var users []user
		var unreadable []Unreadable
		rows := random.Intn(256)
		for row := range rows + 1 {
			for random.Intn(20) == 0 {
				unreadable = append(unreadable, Unreadable{uint32(row), FieldRecord, DefectMalformed})
			}
			if row == rows {
				break
			}
			u := user{"Ada", fmt.Sprintf("%sA%d@d%d", strings.Repeat("x", random.Intn(40)), random.Intn(9), random.Intn(3000)),
				uint32(random.Intn(300))}
			if random.Intn(2000) == 0 {
				u.email = strings.Repeat("y", 70_000) + u.email
			}
			if random.Intn(30) == 0 {
				u.name = ""
			}
			users = append(users, u)
		}
		duplicates, accepted := m.process(users, unreadable)
		outcome := l.process(batchOf(users...), unreadable)
		if found := append([]Duplicate(nil), outcome.Duplicates...); !reflect.DeepEqual(found, duplicates) {
			t.Fatalf("batch %d: duplicates %v, expected %v", batch, found, duplicates)
		}
		expected := []string{}
		for _, email := range accepted {
			expected = append(expected, idOf(email))
		}
		if found := idsOf(outcome); !reflect.DeepEqual(found, expected) {
			t.Fatalf("batch %d: %d ids, expected %d; or others", batch, len(found), len(expected))
		}
	}
	totals := l.Summary()
	ages := map[uint32]uint64{}
	for _, age := range totals.Ages {
		ages[age.Age] = age.Count
	}
	if totals.Read != m.read || totals.Accepted != uint64(len(m.first)) || totals.Accepted+totals.Rejected != totals.Read {
		t.Errorf("read %d, accepted %d, rejected %d; expected %d read and %d accepted",
			totals.Read, totals.Accepted, totals.Rejected, m.read, len(m.first))
	}
	if !reflect.DeepEqual(ages, m.ages) {
		t.Errorf("ages %v, expected %v", ages, m.ages)
	}
	found := map[string]uint64{}
	l.tally.domains.Each(func(domain []byte, count uint64) { found[string(domain)] += count })
	if !reflect.DeepEqual(found, m.domains) {
		t.Errorf("%d domains, expected %d, with their counts", len(found), len(m.domains))
	}
}
