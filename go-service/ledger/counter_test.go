package ledger

import (
	"fmt"
	"reflect"
	"testing"
)

// Domains with one index in the list of recent ones, which an attacker can find by the thousand.
func colliding(count int) []string {
	found := []string{"d0.example"}
	index := recentIndex([]byte(found[0]))
	for i := 1; len(found) < count; i++ {
		if domain := fmt.Sprintf("d%d.example", i); recentIndex([]byte(domain)) == index {
			found = append(found, domain)
		}
	}
	return found
}

func TestDomainsThatDisplaceEachOtherAreCountedAll(t *testing.T) {
	domains := colliding(9)
	r := newRegister(lenient{})
	expected := map[string]uint64{}
	for i := range 1000 {
		domain := domains[i%len(domains)]
		r.createUser("Ada", fmt.Sprintf("ada%d@%s", i, domain), 36)
		expected[domain]++
	}
	if found := r.tally.domains.table.content(); !reflect.DeepEqual(found, expected) {
		t.Errorf("counted %v, expected %v", found, expected)
	}
}

func TestOnlyDomainsThatAreNotRecentAreLookedUp(t *testing.T) {
	pair := colliding(2)
	lookedUp := func(domains ...string) int {
		r, users := newRegister(lenient{}), []user{}
		for i := range blockRows {
			users = append(users, user{"Ada", fmt.Sprintf("ada%d@%s", i, domains[i%len(domains)]), 36})
		}
		r.process(batchOf(users[0]), nil)
		r.process(batchOf(users[1:]...), nil)
		return r.block.unknown
	}
	if found := lookedUp(pair[0]); found != 0 {
		t.Errorf("%d look-ups of the one domain there is, expected none", found)
	}
	if found := lookedUp(pair...); found != blockRows/2 {
		t.Errorf("%d look-ups of a domain that displaces a recent one, expected %d", found, blockRows/2)
	}
}
