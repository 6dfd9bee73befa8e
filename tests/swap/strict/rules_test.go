package strict

import (
	"slices"
	"testing"
)

func TestRulesByDefault(t *testing.T) {
	for _, test := range []struct {
		name, email string
		age         uint32
		broken      []Rule
	}{
		{"Ann", "a@b.co", 18, nil},
		{"  Ann\u3000", "ä@b..ö.üü", 150, nil},
		{"", "a@b.co", 18, []Rule{NameEmpty}},
		{"\u00a0", "a@b.co", 18, []Rule{NameEmpty}},
		{"éé ", "a@b.co", 18, []Rule{NameTooShort}},
		{"Ann", "a@b.c", 18, []Rule{EmailInvalid}},
		{"Ann", "a@b.ü", 18, []Rule{EmailInvalid}},
		{"Ann", "a@.bc", 18, []Rule{EmailInvalid}},
		{"Ann", "a@.b.co", 18, []Rule{EmailInvalid}},
		{"Ann", "a@b.co.", 18, []Rule{EmailInvalid}},
		{"Ann", "a@co", 18, []Rule{EmailInvalid}},
		{"Ann", "@b.co", 18, []Rule{EmailInvalid}},
		{"Ann", "a@b@c.co", 18, []Rule{EmailInvalid}},
		{"Ann", "", 18, []Rule{EmailInvalid}},
		{"Ann", "a@b.co", 17, []Rule{TooYoung}},
		{"Ann", "a@b.co", 151, []Rule{InvalidAge}},
		{"An", "a@b.c", 17, []Rule{NameTooShort, EmailInvalid, TooYoung}},
	} {
		if broken := Default.Broken(test.name, test.email, test.age); !slices.Equal(broken, test.broken) {
			t.Errorf("%+v: found %v", test, broken)
		}
	}
}

func TestRulesThatAreSetMakeItStricterOnly(t *testing.T) {
	mild := AtLeast(Rules{MinAge: 1, MaxAge: 200, NameMinLength: 1})
	if broken := mild.Broken("An", "a@b.co", 17); !slices.Equal(broken, []Rule{NameTooShort, TooYoung}) {
		t.Errorf("mild: found %v", broken)
	}
	hard := AtLeast(Rules{MinAge: 30, MaxAge: 40, NameMinLength: 4})
	if broken := hard.Broken("Ann", "a@b.co", 29); !slices.Equal(broken, []Rule{NameTooShort, TooYoung}) {
		t.Errorf("hard: found %v", broken)
	}
	if message := hard.Message(NameTooShort); message != "Name must be at least 4 characters" {
		t.Errorf("found %q", message)
	}
	if message := hard.Message(TooYoung); message != "Must be at least 30 years old" {
		t.Errorf("found %q", message)
	}
}

func TestDomainsAllowedAndDenied(t *testing.T) {
	rules := AtLeast(Rules{MaxAge: 150, Allowed: []string{"b.co", "*.C.co"}, Denied: []string{"x.c.co"}})
	for email, allowed := range map[string]bool{
		"a@B.co": true, "a@d.b.co": false, "a@c.co": false, "a@d.c.co": true, "a@e.d.c.CO": true, "a@x.c.co": false, "a@xc.co": false,
	} {
		if broken := rules.Broken("Ann", email, 18); (len(broken) == 0) != allowed {
			t.Errorf("%s: found %v", email, broken)
		}
	}
}

func TestABatchThatBreaksItsRulesPanics(t *testing.T) {
	good := Column{"AnnBob", []uint32{3, 6}}
	emails := Column{"a@b.cob@b.co", []uint32{6, 12}}
	if found := Default.Violations(good, emails, []uint32{30, 17}); !slices.Equal(found, []Violation{{1, TooYoung}}) {
		t.Errorf("found %v", found)
	}
	for title, names := range map[string]Column{
		"one name less":             {"Ann", []uint32{3}},
		"an end beyond the text":    {"AnnBob", []uint32{3, 7}},
		"ends that descend":         {"AnnB", []uint32{4, 3}},
		"text after the last end":   {"AnnBob", []uint32{3, 5}},
		"an end within a character": {"éBo", []uint32{1, 4}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error(title)
				}
			}()
			Default.Violations(names, emails, []uint32{30, 30})
		}()
	}
}

func TestSpellingsOfADomain(t *testing.T) {
	rules := AtLeast(Rules{MaxAge: 150, Denied: []string{"spam.example", "*.spam.example", "b\u00fccher.example"}})
	for email, allowed := range map[string]bool{
		"a@good.example": true, "a@GOOD.example": true, "a@m\u00fcller.example": true, "a@xn--mller-kva.example": true, "a@a_b.example": true,
		"a@SPAM.example": false, "a@\uff53pam.example": false, "a@x.spam.example": false, "a@spam.example;": false, "a@spam\u3002example.xx": false,
		"a@spam..example": false, "a@spam.example\u200b": false, "a@xn--bcher-kva.example": false, "a@bu\u0308cher.example": false,
		"a@good.example/": false, "a@[1.2.3.44]": false,
	} {
		if broken := rules.Broken("Ann", email, 18); (len(broken) == 0) != allowed {
			t.Errorf("%q: found %v", email, broken)
		}
	}
}

func TestStrictAddresses(t *testing.T) {
	rules := AtLeast(Rules{MaxAge: 150, StrictEmail: true})
	for email, valid := range map[string]bool{
		"a.b+c@good.example": true, "a@b\u00fccher.example": true, "a..b@good.example": false, "\u00e4@good.example": false,
		"a b@good.example": false, "mailto:a@good.example": false, "a@a_b.example": false, "a@1.22": false, "a@-b.example": false,
		"a@good.example ": false,
	} {
		if broken := rules.Broken("Ann", email, 18); (len(broken) == 0) != valid {
			t.Errorf("%q: found %v", email, broken)
		}
	}
}

func TestAddressesAsTheyAreCompared(t *testing.T) {
	for email, expected := range map[string]string{
		"A@B.Co": "a@b.co", "A@XN--BCHER-KVA.example": "a@b\u00fccher.example", "a@bu\u0308cher.example": "a@b\u00fccher.example",
		"a@b.co;": "a@b.co", "a@b\u3002co.\u00a0": "a@b.co", "A@B..c": "a@b..c", "A@B.c d": "a@b.c d", "A@[1.2]": "a@[1.2]", "A": "a",
	} {
		if found := Canonical(email); found != expected {
			t.Errorf("%q: found %q, expected %q", email, found, expected)
		}
	}
}
