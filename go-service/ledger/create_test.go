package ledger

import (
	"reflect"
	"testing"
)

func TestCreateUser(t *testing.T) {
	tests := []struct {
		name     string
		user     user
		id       string
		problems []Problem
	}{
		{name: "accepted", user: user{"Bob", "bob@example.com", 40}, id: idOf("bob@example.com")},
		{name: "all problems, in the validator's order", user: user{"", "x", 1},
			problems: []Problem{{"name", "No name"}, {"email", "No e-mail"}, {"age", "Too young"}}},
		{name: "taken", user: user{"Ada", "Ada@Example.com", 36},
			problems: []Problem{{"email", "Duplicate email, first seen in record 1"}}},
		{name: "taken, but the validator comes first", user: user{"Ada", "ada@example.com", 12},
			problems: []Problem{{"age", "Too young"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := newLedger(&judge{})
			l.createUser("Ada", "ada@example.com", 36)
			result := l.createUser(test.user.name, test.user.email, test.user.age)
			if string(result.ID) != test.id || !reflect.DeepEqual(result.Problems, test.problems) {
				t.Errorf("%+v, expected id %q, problems %v", result, test.id, test.problems)
			}
			if totals := l.Summary(); totals.Read != 2 || totals.Accepted+totals.Rejected != 2 {
				t.Errorf("totals do not add up: %+v", totals)
			}
		})
	}
}

func TestTheValidatorDescribesEachRuleOnce(t *testing.T) {
	asked := &judge{}
	l := newLedger(asked)
	for range 3 {
		l.createUser("Ada", "ada@example.com", 1)
	}
	l.Summary()
	if asked.descriptions != 1 {
		t.Errorf("asked for %d descriptions, expected 1: one rule was broken", asked.descriptions)
	}
}
