package ledger

import (
	"reflect"
	"testing"

	"polyglot.example/go-service/columns"
)

func TestAddressesAreComparedByTheNameOfTheDomain(t *testing.T) {
	judge := &judge{}
	l := newLedger(judge)
	outcome := l.process(batchOf(
		user{"Ada", "ada@bücher.example", 36},
		user{"Bob", "bob@example.com", 40},
		user{"Ada", "ADA@XN--BCHER-KVA.example", 36},
		user{"Bob", "bob@example.com;", 40},
		user{"Cid", "cid@xn--bcher-kva.example", 50},
		user{"Dan", "dan@example.com", 50},
	), nil)
	if expected := []Duplicate{{2, 1}, {3, 2}}; !reflect.DeepEqual(outcome.Duplicates, expected) {
		t.Errorf("duplicates %v, expected %v", outcome.Duplicates, expected)
	}
	expected := []string{
		idOf("ada@bücher.example"), idOf("bob@example.com"), idOf("cid@bücher.example"), idOf("dan@example.com"),
	}
	if !reflect.DeepEqual(idsOf(outcome), expected) {
		t.Errorf("ids %v, expected %v", idsOf(outcome), expected)
	}
	totals := l.Summary()
	domains := []DomainCount{{"bücher.example", 2}, {"example.com", 2}}
	if !reflect.DeepEqual(totals.TopDomains, domains) || totals.DistinctDomains != 2 {
		t.Errorf("domains %v, %d, expected %v", totals.TopDomains, totals.DistinctDomains, domains)
	}
	// A later batch finds them too, and asks in one call.
	judge.asked = nil
	outcome = l.process(batchOf(
		user{"Cid", "cid@bücher.example", 50},
		user{"Dan", "dan@example.com", 50},
		user{"Dan", "dan@example.com>", 50},
	), nil)
	if expected := []Duplicate{{0, 5}, {1, 6}, {2, 6}}; !reflect.DeepEqual(outcome.Duplicates, expected) {
		t.Errorf("duplicates %v, expected %v", outcome.Duplicates, expected)
	}
	if expected := [][]string{{"cid@bücher.example", "dan@example.com>"}}; !reflect.DeepEqual(judge.asked, expected) {
		t.Errorf("asked for %q, expected %q", judge.asked, expected)
	}
}

func TestADomainWithoutAcceptedUsersIsNotCounted(t *testing.T) {
	stores := &memory{}
	importing(stores).process(batchOf(user{"Ada", "ada@example.com", 36}), nil)
	later := importing(stores)
	later.process(batchOf(user{"Ada", "ada@example.com", 36}, user{"Bob", "bob@other.example", 36}), nil)
	totals := later.Summary()
	if expected := []DomainCount{{"other.example", 1}}; !reflect.DeepEqual(totals.TopDomains, expected) || totals.DistinctDomains != 1 {
		t.Errorf("domains %v, %d, expected %v", totals.TopDomains, totals.DistinctDomains, expected)
	}
	if whole := later.Whole().TopDomains; len(whole) != 1 {
		t.Errorf("domains %v, expected one", whole)
	}
}

func TestAKeptUserIsFoundByAnySpellingOfTheDomain(t *testing.T) {
	stores := &memory{}
	importing(stores).createUser("Ada", "Ada@XN--BCHER-KVA.example", 36)
	for _, email := range []string{"ada@bücher.example", "ADA@xn--bcher-kva.EXAMPLE"} {
		user, found, err := importing(stores).FindByEmail(email)
		if user.Email != "Ada@XN--BCHER-KVA.example" || !found || err != nil {
			t.Errorf("%s: %+v, %t, %v", email, user, found, err)
		}
	}
}

func TestUsualDomains(t *testing.T) {
	for domain, expected := range map[string]bool{
		"": true, "example.com": true, "a-b_c.d9": true, "x--n.b": true, "n--.b": true, "a..b": true,
		"xn--a.b": false, "a.xn--b": false, "axn--b": false, "bücher.example": false, "a b.c": false, "a.b;": false, "A.b": false,
	} {
		if found := isUsual([]byte(domain)); found != expected {
			t.Errorf("`%s`: %t, expected %t", domain, found, expected)
		}
	}
}

func TestAnAnswerWithAnotherNumberOfAddressesPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an answer without addresses was accepted")
		}
	}()
	newLedger(mute{}).process(batchOf(user{"Ada", "ada@bücher.example", 36}), nil)
}

// mute is a validator that returns no addresses.
type mute struct{ lenient }

func (mute) Canonical(columns.Column) columns.Column { return columns.Column{} }
