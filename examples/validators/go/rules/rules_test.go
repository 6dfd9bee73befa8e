package rules

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// cases are those of ../../../../tests/vectors/validator/cases.json, which every validator is tested by.
type cases struct {
	Messages  map[string][2]string
	Defaults  settings
	Emails    [][2]any
	Canonical [][2]string
	Judged    []struct {
		About string
		Rules *json.RawMessage
		Users [][4]any
	}
	BrokenBatches []struct {
		About         string
		Names, Emails [2]any
		Ages          []uint32
	} `json:"broken-batches"`
}

type settings struct {
	MinAge         uint32   `json:"min-age"`
	MaxAge         uint32   `json:"max-age"`
	NameMinLength  uint32   `json:"name-min-length"`
	AllowedDomains []string `json:"allowed-domains"`
	DeniedDomains  []string `json:"denied-domains"`
	EmailSyntax    string   `json:"email-syntax"`
}

var names = []string{"name-empty", "name-too-short", "email-invalid", "domain-not-allowed", "too-young", "invalid-age"}

func read(t *testing.T) (all cases) {
	text, err := os.ReadFile("../../../../tests/vectors/validator/cases.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// with returns the default rules, changed by the settings of a group of cases.
func (all *cases) with(t *testing.T, changes *json.RawMessage) Rules {
	set := all.Defaults
	if changes != nil {
		if err := json.Unmarshal(*changes, &set); err != nil {
			t.Fatal(err)
		}
	}
	return Rules{
		MinAge: set.MinAge, MaxAge: set.MaxAge, NameMinLength: set.NameMinLength,
		Domains: NewDomains(set.AllowedDomains, set.DeniedDomains), StrictEmail: set.EmailSyntax == "strict",
	}
}

func column(values ...string) (column Column) {
	for _, value := range values {
		column.Text += value
		column.Ends = append(column.Ends, uint32(len(column.Text)))
	}
	return column
}

func TestAddressesAreValidOrNot(t *testing.T) {
	for _, test := range read(t).Emails {
		if email := test[0].(string); IsEmail(email) != test[1] {
			t.Errorf("%q: expected %v", email, test[1])
		}
	}
}

func TestAddressesAreComparedInOneForm(t *testing.T) {
	for _, test := range read(t).Canonical {
		once := Canonical(test[0])
		if once != test[1] || Canonical(once) != once {
			t.Errorf("%q: found %q, expected %q", test[0], once, test[1])
		}
	}
}

func TestUsersBreakTheseRulesAloneAndInABatch(t *testing.T) {
	all := read(t)
	for _, group := range all.Judged {
		rules := all.with(t, group.Rules)
		var expected []Violation
		var userNames, emails []string
		var ages []uint32
		for row, user := range group.Users {
			name, email, age := user[0].(string), user[1].(string), uint32(user[2].(float64))
			var broken []string
			for _, rule := range rules.Broken(nil, name, email, age) {
				broken = append(broken, names[rule])
			}
			var listed []string
			for _, rule := range user[3].([]any) {
				listed = append(listed, rule.(string))
				expected = append(expected, Violation{uint32(row), Rule(slices.Index(names, rule.(string)))})
			}
			if !slices.Equal(broken, listed) {
				t.Errorf("%s: %q, %q, %d: found %v, expected %v", group.About, name, email, age, broken, listed)
			}
			userNames, emails, ages = append(userNames, name), append(emails, email), append(ages, age)
		}
		if found := rules.Violations(column(userNames...), column(emails...), ages); !slices.Equal(found, expected) {
			t.Errorf("%s: found %v, expected %v", group.About, found, expected)
		}
	}
}

func TestMessagesHaveTheNumbersOfTheRules(t *testing.T) {
	rules := Rules{MinAge: 18, MaxAge: 20, NameMinLength: 5}
	for name, expected := range read(t).Messages {
		rule := Rule(slices.Index(names, name))
		message := strings.NewReplacer("{name-min-length}", "5", "{min-age}", "18").Replace(expected[1])
		if rule.Field() != expected[0] || rules.Message(rule) != message {
			t.Errorf("%s: found %q, %q", name, rule.Field(), rules.Message(rule))
		}
	}
}

func TestABatchThatBreaksItsRulesPanics(t *testing.T) {
	for _, batch := range read(t).BrokenBatches {
		func() {
			defer func() {
				if recover() == nil {
					t.Error(batch.About)
				}
			}()
			Default.Violations(given(batch.Names), given(batch.Emails), batch.Ages)
		}()
	}
}

func given(written [2]any) Column {
	column := Column{Text: written[0].(string)}
	for _, end := range written[1].([]any) {
		column.Ends = append(column.Ends, uint32(end.(float64)))
	}
	return column
}
